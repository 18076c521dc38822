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
  std::atomic<std::uint64_t> erasures = 0;
  Services services;
  std::function<void(const CaseChanged&)> listener;

  Parts(Store& the_store, Writer& the_writer, Definitions& definitions, const Sealing& sealing, const Clock& clock,
        Options the_options)
      : store(the_store),
        writer(the_writer),
        options(std::move(the_options)),
        services{definitions, sealing, clock, options, organisation, erasures} {}

  // Whether the thread that brings a command may be kept: who finds nobody writing writes itself then.
  enum class Caller { goes_on, may_write };
  void submit(Writer::Lane lane, Request request, std::function<void(Result<Reply>)> done, Caller caller);
  // What the command means by what is stored now; nothing when only the writer can say.
  std::optional<Outcome> decide_ahead(const Request& request);
};

}  // namespace bihuan::runtime
