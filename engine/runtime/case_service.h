// The one path for every change of a case:
//   command → load case → authorise → decide → events → apply → one transaction → reply, wake the loops.
//
// Share freely between threads. What input can cause is a Result with a code; broken storage is answered
// `storage_failed` with nothing kept. A reply is given after the commit, never before.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/decide.h"
#include "engine/runtime/definitions.h"
#include "engine/runtime/posting.h"
#include "engine/runtime/sealing.h"
#include "engine/runtime/writer.h"

namespace bihuan::runtime {

// Personal data of one party as it came in; stored sealed, with a salted commitment in the chain.
struct PartyData {
  std::string record;  // id of the sealed record; given by the service when empty
  std::string kind;    // party kind of the definition
  std::string name, phone, id_number, address;
  SealedRecord sealed;  // made by the service
};

// A command with who sends it. `person` empty = the system itself.
struct Request {
  std::string person;
  std::string on_behalf_of;  // acting for an absent person
  std::string unit;          // for which the person acts; empty = home unit
  core::Command command;
  std::string body_hash;              // of the request as it came in: the same id with another body is refused
  std::vector<PartyData> parties;     // of FileCase
  std::optional<Visibility> visible;  // set: a case that is not visible is not_found, also on a replay
};

struct Reply {
  std::int64_t case_id = 0;
  std::string number;
  std::int64_t version = 0;
  std::int64_t first_seq = 0, last_seq = 0;  // of the events; first_seq 0 when nothing changed
  bool repeated = false;                     // the answer of an earlier request with the same id
};

// Told after every commit that changed a case: for streams, caches and wake-ups. Runs on the thread that writes.
struct CaseChanged {
  std::int64_t case_id = 0;
  std::int64_t version = 0;
  std::vector<std::string> notified;  // persons with a new inbox item
  CaseReach reach;                    // whom it shows
};

class CaseService {
 public:
  struct Options {
    std::vector<std::string> person_channels;  // outbox channels with one item a person: "mail"
    std::vector<std::string> room_channels;    // with one item a message: "dingtalk", "wecom", "webhook"
    std::string office_calendar = "cn";        // its zone says on which day something was received
    QuietHours quiet;                          // when no mail and no robot speaks
  };

  CaseService(Store& store, Writer& writer, Definitions& definitions, const Sealing& sealing, const Clock& clock,
              Options options);
  ~CaseService();

  // Answers through `done` (on the thread that writes, after the commit).
  // Refusals: those of decide(), not_found, not_visible, request_reused, version_conflict, too_busy, storage_failed.
  void execute(Request request, std::function<void(Result<Reply>)> done);
  // The same for callers with a thread to spare: when nobody is writing, this one does.
  void execute_at_once(Request request, std::function<void(Result<Reply>)> done);
  // The same, waiting.
  [[nodiscard]] Result<Reply> execute(Request request);
  // Each its own result, in order; all are queued before the first is awaited.
  [[nodiscard]] std::vector<Result<Reply>> execute_all(std::vector<Request> requests);
  // Several commands as one: all of them in one transaction, or none. `work` runs on the thread that writes, which does
  // nothing else meanwhile; a failed Result takes back everything.
  class Together {
   public:
    Together(CaseService& service, WriteSession& session) : service_(service), session_(session) {}
    [[nodiscard]] Result<Reply> execute(Request request);
    [[nodiscard]] WriteSession& session() { return session_; }

   private:
    friend class CaseService;
    CaseService& service_;
    WriteSession& session_;
    std::vector<CaseChanged> changed_;
  };
  [[nodiscard]] Result<void> execute_together(const std::function<Result<void>(Together&)>& work);
  // For timers and follow-ups: works behind people's requests.
  void execute_in_background(Request request, std::function<void(Result<Reply>)> done);

  // One case as `person` may see it. Refuses not_found, also for what is not visible.
  [[nodiscard]] Result<StoredCase> open(std::int64_t id, const Visibility& visible);
  [[nodiscard]] std::vector<core::Offer> offers(const StoredCase& stored, std::string_view person,
                                                std::string_view on_behalf_of);
  // What decide() may know when `person` acts now; `calendar` and `organisation` in it live as long as the answer.
  struct Acting {
    DefinitionPtr definition;
    CalendarPtr calendar;
    std::shared_ptr<const core::Organisation> organisation;
    core::Context context;
  };
  [[nodiscard]] Result<Acting> acting(const core::CaseState& state, std::string_view person,
                                      std::string_view on_behalf_of);

  // Every timer of the case that is due now, earliest first; the store keeps a row for the earliest alone.
  [[nodiscard]] std::vector<TimerRow> due_timers(std::int64_t case_id);

  // The organisation as stored now; cached until the directory changes.
  [[nodiscard]] std::shared_ptr<const core::Organisation> organisation();
  // What `person` may see now: its own reports, and the cases of the units at which it holds a role or belongs, with
  // those below them; at the root of the tree, or with one of `wide_roles`, every case.
  // Who holds nothing but an administrator's office sees no case by its unit.
  [[nodiscard]] Visibility visibility(std::string_view person, const std::vector<std::string>& wide_roles);
  // Visibility::accused_as of one person: for somebody who acts for another, both persons' are joined.
  [[nodiscard]] std::vector<std::string> accused_values(std::string_view person);

  // Events of a case with personal values filled in (unset after erasure).
  [[nodiscard]] Result<std::vector<core::Event>> history(std::int64_t id, std::int64_t after_seq, std::size_t limit);
  [[nodiscard]] std::vector<PartyData> parties(const core::CaseState& state);

  // Likely repeats of a case about to be filed, best first.
  [[nodiscard]] std::vector<DuplicateHit> likely_repeats(const core::FileCase& filing,
                                                         const std::vector<PartyData>& parties,
                                                         const Visibility& visible, std::size_t limit);

  // Plain facts of every case that matches, in order of id, for engine/report.
  void facts(const CaseQuery& query, const std::function<bool(const CaseFacts&)>& each);

  // A calendar was announced: the clocks of every open case are counted again.
  struct Recounted {
    std::int64_t moved = 0;   // cases in which a limit or a reminder moved; each has an event of it
    std::int64_t failed = 0;  // cases that could not be counted; they keep their dates until the next announcement
  };
  Recounted recompute_clocks(std::string_view calendar_version);

  // Destroys the personal data of one party record or of all of a case; logged. Answers how many records went.
  [[nodiscard]] Result<std::int64_t> erase(std::int64_t case_id, std::string_view record, std::string_view by,
                                           std::string_view reason);

  // Set before the first command.
  void on_change(std::function<void(const CaseChanged&)> listener);

  [[nodiscard]] Store& store();
  [[nodiscard]] Writer& writer();
  [[nodiscard]] const Clock& clock() const;
  [[nodiscard]] Definitions& definitions();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace bihuan::runtime
