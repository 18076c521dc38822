// The month's circular and the dashboards over a real store, as the server makes them: rows read from SQLite once,
// held, following each commit; requests through the API's own dispatcher. Of the cases one in a hundred is overdue and
// the latest are open still; most places are named once or twice, fifty of them again and again.
//   bench_reports [--json] [--cases N] [--folder DIR]     DIR is filled when it is new, and kept
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "bench/report.h"
#include "engine/report/circular_loop.h"
#include "tests/support/office.h"
#include "web/api/services.h"
#include "web/http/dispatcher.h"

namespace {

using namespace bihuan;
using expression::Value;
using Timepoint = std::chrono::steady_clock::time_point;

constexpr int kPatterns = 96;  // real petitions, from January 2021 to June 2022, of which all rows are copies
constexpr std::array<const char*, 12> kUnits = {"jinping",      "yuelin",   "jiangkou", "xiwu",
                                                "xiaowangmiao", "fangqiao", "chunhu",   "shangtian",
                                                "xikou",        "songao",   "qiucun",   "dayan"};

double seconds_since(Timepoint begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

[[noreturn]] void give_up(const std::string& what) {
  std::cerr << what << "\n";
  std::exit(1);
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

struct Pattern {
  runtime::CaseRecord record;
  std::string body;  // of its first facts
};

class Petitions {
 public:
  explicit Petitions(test::Office& office) : office_(office) {
    const auto done = office_.writer->run([](runtime::WriteSession& session) -> Result<void> {
      for (const char* unit : kUnits) {
        const std::string handler = std::string("handler-") + unit;
        session.directory().put_unit({unit, unit, "street", "bureau", 0, {}});
        session.directory().put_person({handler, handler, unit, "", "", true});
        session.directory().add_role({handler, "handler", unit, 0, {}});
      }
      return {};
    });
    if (!done) give_up(done.error().message());
    const auto start = calendar::Zone::find("Asia/Shanghai")->parse("2021-01-04T09:00").value();
    for (int i = 0; i < kPatterns; ++i) make(i, start + i * (540 * test::day / kPatterns));
    office_.clock.set(calendar::Zone::find("Asia/Shanghai")->parse("2022-07-01T09:00").value());
  }

  // Up to `count` cases in the store.
  void fill(std::int64_t count) {
    for (std::int64_t id = kPatterns + 1; id <= count;) {
      const auto done = office_.writer->run([&](runtime::WriteSession& session) -> Result<void> {
        for (int i = 0; i < 2000 && id <= count; ++i, ++id) {
          if (!session.cases().write(copy(id))) return Error("not_found");
        }
        return {};
      });
      if (!done) give_up(done.error().message());
    }
  }

 private:
  void fire(const char* person, std::int64_t id, const char* event, core::FieldValues data) {
    const auto done = office_.fire(person, id, event, std::move(data));
    if (!done) give_up(std::string(event) + ": " + done.error().message());
  }

  void make(int i, runtime::Millis at) {
    static constexpr std::array types = {"大气", "水", "噪声", "固废"};
    static constexpr std::array subtypes = {"恶臭", "油烟", "施工噪声", "工业废气"};
    office_.clock.set(at);
    const char* unit = kUnits[static_cast<std::size_t>(i) % kUnits.size()];
    core::FileCase filing;
    filing.workflow = "petition";
    filing.fields = {{"channel", Value::string("12345热线")},
                     {"subject", Value::string("某处环境问题")},
                     {"summary", Value::string("夜间异味，影响居民生活")},
                     {"class", Value::string("检举控告")},
                     {"types", Value::list({Value::string(types[static_cast<std::size_t>(i) % types.size()])})},
                     {"subtypes", Value::list({Value::string(subtypes[static_cast<std::size_t>(i) % 4])})},
                     {"site", Value::string("点位甲乙丙")},
                     {"repeat", Value::boolean(i % 9 == 0)},
                     {"place", test::place(29.6, 121.4)}};
    const auto filed = office_.service->execute(office_.request("clerk", 0, std::move(filing)));
    if (!filed) give_up(filed.error().message());
    const auto id = filed->case_id;
    office_.clock.advance((1 + i % 12) * test::day);
    fire("clerk", id, "accept", {{"class", Value::string("检举控告")}, {"dispatch_to", Value::string(unit)}});
    if (i != kPatterns / 2 && i < kPatterns - 8) {
      office_.clock.advance((1 + i % 9) * test::day);
      const auto finished = office_.service->execute(office_.request(
          std::string("handler-") + unit, id, core::CompleteTask{1, {{"result", Value::string("已查")}}, false, ""}));
      if (!finished) give_up("complete: " + finished.error().message());
      fire("clerk", id, "answer_now", {{"answer", Value::string("已查处")}});
    }
    auto session = office_.store->read();
    patterns_.push_back({session->cases().load(id).value(), session->cases().history(id, 0, 1).at(0).body});
  }

  runtime::CaseChange copy(std::int64_t id) const {
    static constexpr std::array channels = {"12345热线", "12369平台", "浙里访", "来信", "来访", "网络"};
    const auto& pattern = patterns_[static_cast<std::size_t>(id) % patterns_.size()];
    const std::string channel = channels[static_cast<std::size_t>(id / kPatterns) % channels.size()];
    runtime::CaseChange change;
    change.created = true;
    change.record = pattern.record;
    auto& record = change.record;
    record.row.id = id;
    record.row.number = "P" + std::to_string(id);
    record.row.channel = channel;
    record.state = replaced(record.state, "{\"id\":" + std::to_string(pattern.record.row.id) + ",",
                            "{\"id\":" + std::to_string(id) + ",");
    record.state = replaced(record.state, pattern.record.row.number, record.row.number);
    record.state = replaced(record.state, "12345热线", channel);
    record.state = replaced(record.state, "点位甲乙丙", "点位" + std::to_string(id % 997 == 0 ? id % 50 : id));
    change.body = pattern.body;
    change.first_seq = 1;
    change.at = record.row.filed_at;
    return change;
  }

  test::Office& office_;
  std::vector<Pattern> patterns_;
};

// The server's own routes over the office, asked as its clerk.
class Api {
 public:
  Api(test::Office& office, std::shared_ptr<report::FactsKeeper> facts)
      : services_{*office.service, *office.definitions, *office.blobs, *office.sealing, events_}, office_(office) {
    services_.facts = std::move(facts);
    api::add_api_routes(table_, schemas_, services_);
    http::DispatcherOptions options;
    options.authenticate = [](const http::Request&) -> Result<http::Principal> {
      http::Principal principal;
      principal.person = "clerk";
      principal.session = "bench";
      principal.roles = {"clerk"};
      return principal;
    };
    dispatcher_ = std::make_unique<http::Dispatcher>(table_, schemas_, std::move(options));
  }

  double milliseconds(const std::string& path) {
    http::Request request;
    request.method = http::Method::get;
    request.target = path;
    request.headers.add("Host", "localhost");
    request.id = "r" + std::to_string(++asked_);
    request.now = office_.clock.now();
    const auto start = std::chrono::steady_clock::now();
    const auto answer = dispatcher_->handle(request);
    const double taken = seconds_since(start) * 1000;
    if (answer.status != 200) give_up(path + ": " + std::to_string(answer.status));
    return taken;
  }

 private:
  http::EventHub events_{"bench"};
  http::RouteTable table_;
  http::Schemas schemas_;
  api::Services services_;
  test::Office& office_;
  std::unique_ptr<http::Dispatcher> dispatcher_;
  int asked_ = 0;
};

class Bench {
 public:
  Bench(const bench::Report& report, test::Office& office, const std::string& folder, std::int64_t cases)
      : report_(report), office_(office), folder_(folder), cases_(cases) {}

  void run() {
    const std::string cache = folder_ + "/facts.cache";
    std::filesystem::remove(cache);
    auto start = std::chrono::steady_clock::now();
    {
      const auto first = report::office_facts(*office_.service, cache).value();
      if (first->current()->rows().size() < static_cast<std::size_t>(cases_)) give_up("rows are missing");
    }
    add("circular, first reading of the store", seconds_since(start), "s");
    // As a start of the program finds it: the copy, then what changed since.
    start = std::chrono::steady_clock::now();
    const auto keeper = report::office_facts(*office_.service, cache).value();
    (void)keeper->current();
    add("circular, reading the copy", seconds_since(start), "s");
    const auto service = report::office_circulars(*office_.service, keeper).value();
    comment();
    start = std::chrono::steady_clock::now();
    const auto circular = service.preview({.month = {2022, 6}}).value();
    const auto docx = service.docx(circular);
    if (!docx || docx->size() < 10'000) give_up("no document");
    add("circular, one commit later, docx included", seconds_since(start), "s", cases_ > 500'000 ? "<= 5" : "<= 1");
    dashboards(keeper);
  }

 private:
  void add(const std::string& name, double value, const char* unit, const char* aim = "") const {
    report_.add({name + ", " + std::to_string(cases_) + " cases", value, unit, aim});
  }

  // Something happens in the office.
  void comment() {
    const auto done = office_.service->execute(office_.request("clerk", 1, core::Comment{"已联系"}));
    if (!done) give_up(done.error().message());
    office_.clock.advance(10'000);  // beyond the age at which figures of very many cases may still be shown
  }

  // What the dashboards ask, each time after a change, so that nothing is at hand.
  void dashboards(const std::shared_ptr<report::FactsKeeper>& keeper) {
    Api api(office_, keeper);
    for (const std::string path :
         {"/api/v1/dashboards/overview?month=2022-06", "/api/v1/statistics?by=unit&month=2022-06",
          "/api/v1/statistics?by=month&month=2022-06"}) {
      std::vector<double> fresh, held;
      for (int i = 0; i < 9; ++i) {
        comment();
        fresh.push_back(api.milliseconds(path));
        held.push_back(api.milliseconds(path));
      }
      std::sort(fresh.begin(), fresh.end());
      std::sort(held.begin(), held.end());
      add("dashboard " + path.substr(8, path.find("month=2022") - 9) + " after a change", fresh[4], "ms", "<= 100");
      add("dashboard " + path.substr(8, path.find("month=2022") - 9) + " worst of 9", fresh.back(), "ms");
      add("dashboard " + path.substr(8, path.find("month=2022") - 9) + " again", held[4], "ms", "<= 100");
    }
  }

  const bench::Report& report_;
  test::Office& office_;
  std::string folder_;
  std::int64_t cases_;
};

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"The circular and the dashboards over a real store"};
  bool json = false;
  std::int64_t cases = 100'000;
  std::string folder;
  app.add_flag("--json", json, "One JSON object a line");
  app.add_option("--cases", cases, "Petitions in the store");
  app.add_option("--folder", folder, "Where they stand; a new one is filled");
  CLI11_PARSE(app, argc, argv);
  namespace fs = std::filesystem;
  const bool own = folder.empty();
  if (own) folder = (fs::temp_directory_path() / ("bihuan-bench-" + std::to_string(::getpid()))).string();
  const bool fresh = !fs::exists(folder);
  fs::create_directories(folder);
  char flag[] = "--json";
  char* arguments[] = {argv[0], flag};
  const bench::Report report(json ? 2 : 1, arguments);
  {
    test::Office office({.folder = folder, .workflows = {"petition", "petition-2005"}, .writer_cache_kib = 64 * 1024});
    if (fresh) {
      const auto start = std::chrono::steady_clock::now();
      Petitions(office).fill(cases);
      std::cerr << "filled in " << seconds_since(start) << " s\n";
    }
    office.clock.set(calendar::Zone::find("Asia/Shanghai")->parse("2022-07-01T09:00").value());
    Bench(report, office, folder, cases).run();
  }
  if (own) fs::remove_all(folder);
  return 0;
}
