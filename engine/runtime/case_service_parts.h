// What CaseService is made of, for its several source files. Private to this folder.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <utility>

#include "engine/runtime/case_service.h"
#include "engine/runtime/execution.h"

namespace bihuan::runtime {

struct CaseService::Parts {
  Store& store;
  Writer& writer;
  Options options;
  OrganisationCache organisation;
  Services services;
  std::function<void(const CaseChanged&)> listener;

  Parts(Store& the_store, Writer& the_writer, Definitions& definitions, const Sealing& sealing, const Clock& clock,
        Options the_options)
      : store(the_store),
        writer(the_writer),
        options(std::move(the_options)),
        services{definitions, sealing, clock, options, organisation} {}

  void submit(Writer::Lane lane, Request request, std::function<void(Result<Reply>)> done);
};

}  // namespace bihuan::runtime
