// Private to the template engine: the steps that a document part goes through.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <vector>

#include "engine/report/template.h"

namespace bihuan::report {

// Fills one part in place; with `checking` it looks at both sides of each condition and at one item of each list.
void fill_part(Package& package, const std::string& part, const TemplateInput& input, bool checking,
               std::vector<TemplateProblem>& problems);

// Makes a filled part whole: cells end with a paragraph, repeated columns have a grid, ids are unique, no marks of
// ours.
void finish_part(pugi::xml_document& document);

}  // namespace bihuan::report
