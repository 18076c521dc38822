#include "engine/report/facts_keeper.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "engine/base/hash.h"

namespace bihuan::report {
namespace {

constexpr std::string_view kMagic = "BIHUANF1";
constexpr std::size_t kHash = 64;
constexpr std::size_t kManyChanged = 100'000;  // above this, reading everything anew costs less

// The id of the newest history row: they are counted from 1 without a gap.
std::int64_t last_history(runtime::CaseReads& reads) {
  std::int64_t there = 0;
  std::int64_t step = 1;
  while (!reads.all_history(there + step - 1, 1).empty()) {
    there += step;
    step *= 2;
  }
  // Row there + step is not; row there is, or there is none.
  for (; step > 0; step /= 2) {
    if (!reads.all_history(there + step - 1, 1).empty()) there += step;
  }
  return there;
}

std::string hash_of_history(runtime::CaseReads& reads, std::int64_t id) {
  const auto rows = reads.all_history(id - 1, 1);
  return rows.empty() || rows.front().id != id ? std::string() : sha256_hex(rows.front().hash);
}

}  // namespace

FactsKeeper::FactsKeeper(runtime::CaseService& cases, FactsMapping mapping, calendar::Zone zone, std::string file,
                         std::size_t worth_a_copy)
    : cases_(cases),
      mapping_(std::move(mapping)),
      zone_(std::move(zone)),
      file_(std::move(file)),
      worth_a_copy_(worth_a_copy) {}

FactsKeeper::~FactsKeeper() {
  try {
    if (unsaved_ > 0) save_copy();
  } catch (const std::exception&) {  // the copy is worth nothing by itself
  }
}

// What the rows depend on besides the cases: which fields and states count, and what units are called.
std::string FactsKeeper::setting() const {
  std::string text = zone_.name() + "\n";
  for (const auto* list : {&mapping_.workflows, &mapping_.accepting, &mapping_.closing, &mapping_.not_accepted,
                           &mapping_.left_out, &mapping_.areas}) {
    for (const auto& name : *list) text += name + ",";
    text += "\n";
  }
  for (const auto& [sub, main] : mapping_.main_of) text += sub + "=" + main + ",";
  for (const auto* field : {&mapping_.types, &mapping_.subtypes, &mapping_.source, &mapping_.trade, &mapping_.place,
                            &mapping_.repeat, &mapping_.rating, &mapping_.unrated})
    text += *field + ";";
  const auto organisation = cases_.organisation();  // held: the next one may come while this one is read
  for (const auto& unit : organisation->units()) text += unit.id + "=" + unit.title + "/" + unit.kind + "\n";
  return sha256_hex(text);
}

FactsKeeper::Facts FactsKeeper::facts() {
  const std::lock_guard lock(mutex_);
  last_read_ = 0;
  const std::string now = setting();
  if (setting_ != now) table_ = nullptr;
  setting_ = now;
  if (table_ == nullptr && !load_copy()) {
    read_all();
    return {table_, version_};
  }
  std::set<std::int64_t> changed;
  auto last = last_history_;
  std::string hash = last_hash_;
  {
    const auto session = cases_.store().read();
    for (auto rows = session->cases().all_history(last, 1000); !rows.empty() && changed.size() <= kManyChanged;
         rows = session->cases().all_history(last, 1000)) {
      for (const auto& row : rows) changed.insert(row.case_id);
      last = rows.back().id;
      hash = sha256_hex(rows.back().hash);
    }
  }
  if (changed.size() > kManyChanged) {
    read_all();
  } else if (!changed.empty()) {
    read_changed({changed.begin(), changed.end()});
    last_history_ = last;
    last_hash_ = hash;
  }
  return {table_, version_};
}

// The newest history row is looked at first: what changes while the cases are read is read again later.
void FactsKeeper::read_all() {
  {
    const auto session = cases_.store().read();
    last_history_ = last_history(session->cases());
    last_hash_ = hash_of_history(session->cases(), last_history_);
  }
  auto fresh = std::make_shared<FactTable>();
  take({}, *fresh);
  table_ = std::move(fresh);
  ++version_;
  save_copy();
}

void FactsKeeper::read_changed(const std::vector<std::int64_t>& ids) {
  // Changed in place when nobody holds it: only this keeper, under the lock, gives it out.
  auto fresh = table_.use_count() == 1 ? table_ : std::make_shared<FactTable>(*table_);
  constexpr std::size_t at_once = 500;
  for (std::size_t i = 0; i < ids.size(); i += at_once) {
    runtime::CaseQuery some;
    some.ids.assign(ids.begin() + static_cast<std::ptrdiff_t>(i),
                    ids.begin() + static_cast<std::ptrdiff_t>(std::min(i + at_once, ids.size())));
    take(std::move(some), *fresh);
  }
  table_ = std::move(fresh);
  ++version_;
  unsaved_ += ids.size();
}

void FactsKeeper::take(runtime::CaseQuery query, FactTable& into) {
  query.visible.all = true;
  const auto units = unit_namer(cases_);
  cases_.facts(query, [&](const runtime::CaseFacts& stored) {
    ++last_read_;
    if (!mapping_.workflows.empty() && std::find(mapping_.workflows.begin(), mapping_.workflows.end(),
                                                 stored.row.workflow) == mapping_.workflows.end())
      return true;
    const auto facts = facts_of(stored, mapping_, zone_, units);
    if (!facts || into.put(*facts).has_error()) into.remove(stored.row.id);
    return true;
  });
}

// Magic, hash of all that follows, then setting, history row with its hash, and the table.
bool FactsKeeper::load_copy() {
  if (file_.empty()) return false;
  std::ifstream in(file_, std::ios::binary);
  if (!in) return false;
  std::ostringstream all;
  all << in.rdbuf();
  const std::string bytes = all.str();
  std::string_view rest = bytes;
  if (!rest.starts_with(kMagic) || rest.size() < kMagic.size() + 3 * kHash + 20) return false;
  rest.remove_prefix(kMagic.size());
  const auto hash = rest.substr(0, kHash);
  rest.remove_prefix(kHash);
  if (sha256_hex(rest) != hash || rest.substr(0, kHash) != setting_) return false;
  rest.remove_prefix(kHash);
  const std::string row_hash(rest.substr(0, kHash));
  const std::int64_t row = std::stoll(std::string(rest.substr(kHash, 20)));
  rest.remove_prefix(kHash + 20);
  {
    const auto session = cases_.store().read();
    if (row == 0 || hash_of_history(session->cases(), row) != row_hash) return false;
  }
  auto read = std::make_shared<FactTable>();
  if (!read->load(rest)) return false;
  table_ = std::move(read);
  ++version_;
  last_history_ = row;
  last_hash_ = row_hash;
  return true;
}

// Written beside and renamed: a half-written copy is never there.
void FactsKeeper::save_copy() {
  if (file_.empty() || table_ == nullptr || table_->rows().size() < worth_a_copy_ || last_history_ == 0) return;
  std::string row = std::to_string(last_history_);
  row.insert(0, 20 - row.size(), '0');
  std::string body = setting_ + last_hash_ + row;
  table_->save(body);
  const std::string fresh = file_ + ".new";
  {
    std::ofstream out(fresh, std::ios::binary);
    out << kMagic << sha256_hex(body) << body;
    if (!out.flush()) return;
  }
  std::error_code ignored;
  std::filesystem::rename(fresh, file_, ignored);
  unsaved_ = 0;
}

}  // namespace bihuan::report
