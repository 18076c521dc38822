// Makes the month's circular by itself: on the set day, once, also after the program was down on that day. The draft is
// stored frozen (document "circular", id "2022-06") and a case of the workflow `circular` is filed, whose messages tell
// its reviewers. work_off() may be called by any one thread at a time, as often as wished: what is there already is not
// made again.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/report/circular.h"
#include "engine/runtime/case_service.h"

namespace bihuan::report {

class CircularService {
 public:
  struct Settings {
    int days_after_cut_off = 1;                // drafted so many days after the last counted day ...
    int minute_of_day = 8 * 60;                // ... at this minute of the office's day
    int most_missed = 12;                      // so many missed months are made up for, the latest
    CircularOptions options;                   // month is set by the service
    std::optional<Package> own_template = {};  // of the .docx; nothing: the shipped one
  };
  // The rows to count, as of now.
  using Source = std::function<std::shared_ptr<const FactTable>()>;

  CircularService(runtime::CaseService& cases, Source source, calendar::Zone zone, CountingRules rules,
                  CircularTexts texts, Settings settings);

  // Drafts what is due now, the earliest first; answers the months drafted by this call. Freezes what was issued.
  [[nodiscard]] Result<std::vector<Month>> work_off();

  // Drafts one month's circular now; a discarded one may be made again. Refuses circular_exists, circular_issued.
  [[nodiscard]] Result<void> make(Month month);
  // Counts a draft anew: the figures, the tables and every section that nobody has edited. Refuses circular_unknown,
  // circular_not_draft, version_conflict.
  [[nodiscard]] Result<std::int64_t> refresh(Month month, std::int64_t version, const std::string& person);

  // A stored circular with where it stands, brought up to date first: once its case is issued, number, date and
  // revision are written into it and it is frozen as it went out. A correction at work shows the revision that it will
  // be, and what it changes so far.
  struct Stored {
    Circular circular;
    std::int64_t version = 0;
    std::int64_t case_id = 0;
    std::string state;  // draft, reviewing, signing, issued, archived, discarded
    std::string state_title;
  };
  [[nodiscard]] Result<Stored> open(Month month);   // circular_unknown
  [[nodiscard]] std::vector<Month> months() const;  // newest first
  // Stores an edited draft: in review and after issue it stays as it is. Refuses circular_issued, circular_not_draft,
  // version_conflict.
  [[nodiscard]] Result<std::int64_t> save(const Stored& stored, const std::string& person);
  // An issued revision as it went out; 0 is the first issue. Refuses circular_revision_unknown,
  // snapshot_broken.
  [[nodiscard]] Result<Circular> issued(Month month, int revision) const;
  // Its .docx, byte for byte as it was when the revision was issued, whatever became of the template since.
  [[nodiscard]] Result<std::string> issued_docx(Month month, int revision) const;
  // A draft's .docx, with the office's template.
  [[nodiscard]] Result<std::string> docx(const Circular& circular) const;

  // When the next one is due: for the loop that sleeps until then.
  [[nodiscard]] runtime::Millis next_due() const;

  // Computes a month's circular now and stores nothing: the preview.
  [[nodiscard]] Result<Circular> preview(const CircularOptions& options) const;

 private:
  [[nodiscard]] runtime::Millis due_at(Month month) const;
  [[nodiscard]] Month last_due(runtime::Millis now) const;
  [[nodiscard]] bool exists(Month month) const;
  [[nodiscard]] Result<void> freeze_issued();
  [[nodiscard]] bool in_use_before(runtime::Millis at) const;
  [[nodiscard]] Result<void> draft(Month month);
  [[nodiscard]] Result<std::int64_t> filed_case(Month month, const std::string& title);
  [[nodiscard]] std::string state_of(std::int64_t case_id) const;
  [[nodiscard]] Result<std::int64_t> put(const std::string& kind, const std::string& id, std::int64_t version,
                                         std::string body, const std::string& person);
  [[nodiscard]] Result<void> settle(Month month, Stored& stored);
  [[nodiscard]] Result<void> put_away_dropped(Month month, Stored& stored, int dropped);
  [[nodiscard]] Result<void> keep_issued(Month month, Circular& circular);
  [[nodiscard]] static bool corrects(const Stored& stored);
  [[nodiscard]] Result<void> show_next_revision(Month month, Circular& circular) const;
  [[nodiscard]] Result<void> may_edit(const Stored& stored) const;

  runtime::CaseService& cases_;
  Source source_;
  calendar::Zone zone_;
  CountingRules rules_;
  CircularTexts texts_;
  Settings settings_;
};

[[nodiscard]] std::string month_text(Month month);  // 2022-06

}  // namespace bihuan::report
