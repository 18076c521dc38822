#include "engine/ledger/archive_page.h"

#include "engine/base/catalogue.h"
#include "engine/report/chart.h"

namespace bihuan::ledger {
namespace {

using report::xml_text;

constexpr std::string_view page_language = "zh-CN";

// The name of a part as an address relative to the page (RFC 3986): slashes stay.
std::string address_of(std::string_view name) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  for (const char raw : name) {
    const auto c = static_cast<unsigned char>(raw);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '_' || c == '.' || c == '~' || c == '/';
    if (plain) {
      out += raw;
    } else {
      out += '%';
      out += hex[c >> 4U];
      out += hex[c & 15U];
    }
  }
  return out;
}

std::string word(const char* key) {
  return text(page_language, std::string("archive.") + key);
}

}  // namespace

std::string archive_page(const ArchivePage& page) {
  std::string out =
      "<!doctype html>\n<html lang=\"zh-CN\">\n<meta charset=\"utf-8\">\n<title>" + xml_text(page.number) +
      "</title>\n<style>body{font:15px/1.7 serif;max-width:60em;margin:2em auto;padding:0 1em}table{border-collapse:"
      "collapse;width:100%}td,th{border:1px solid #999;padding:2px 8px;text-align:left;vertical-align:top}"
      "small{color:#666;word-break:break-all}</style>\n<h1>" +
      xml_text(page.number) + "</h1>\n<p>" + xml_text(page.kind) + " · " + xml_text(page.title) + " · " +
      word("version") + " " + std::to_string(page.version) + "</p>\n<h2>" + word("facts") + "</h2>\n<table>\n";
  for (const auto& [title, value] : page.facts) {
    out += "<tr><th>" + xml_text(title) + "</th><td>" + xml_text(value) + "</td></tr>\n";
  }
  out += "</table>\n<h2>" + word("files") + "</h2>\n<ol>\n";
  for (const auto& file : page.files) {
    out += "<li><a href=\"" + address_of(file.name) + "\">" + xml_text(file.title) + "</a> · " +
           std::to_string(file.bytes) + " B<br><small>SHA-256 " + xml_text(file.sha256) + "</small></li>\n";
  }
  out += "</ol>\n<h2>" + word("history") + "</h2>\n<table>\n";
  for (const auto& line : page.history) {
    out += "<tr><td>" + xml_text(line.at) + "</td><td>" + xml_text(line.who) + "</td><td>" + xml_text(line.told) +
           "</td></tr>\n";
  }
  return out + "</table>\n</html>\n";
}

}  // namespace bihuan::ledger
