// A ledger of 10,000 rows in and out: looked at, checked, brought in both ways, exported.   bench_ledger [--json]
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "bench/report.h"
#include "engine/ledger/case_import.h"
#include "engine/ledger/export.h"
#include "engine/ledger/files.h"
#include "engine/ledger/workbook.h"
#include "tests/support/office.h"

namespace {

using namespace bihuan;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t rows_of_ledger = 10'000;

double since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// The exchange columns with what a year of petitions holds.
std::shared_ptr<const std::string> make_ledger(const std::string& folder) {
  const std::string path = folder + "/ledger.xlsx";
  ledger::WorkbookText text;
  text.title = "信访件台账";
  text.sheet = "2021";
  text.headings = {"信访件编号", "姓名",     "信访人数",   "住址",     "手机号码", "问题属地",
                   "内容分类",   "信访日期", "登记日期",   "限办时间", "信访形式", "概况",
                   "标题",       "是否办结", "信访件状态", "承办单位", "办结日期"};
  ledger::LedgerWorkbook book(path, text);
  static const char* units[] = {"jinping", "xikou", "shangtian"};
  static const char* types[] = {"大气", "水", "噪声", "固废", "大气、噪声"};
  for (std::int64_t i = 0; i < rows_of_ledger; ++i) {
    const auto n = std::to_string(i);
    const bool closed = i % 10 != 0;
    const double received = 44200 + static_cast<double>(i % 360);  // the days of 2021
    const auto day = [](double serial) { return ledger::Cell::of_date(serial, ""); };
    book.add({ledger::Cell::of("L2021" + n), ledger::Cell::of("某" + n), ledger::Cell::of_number(1),
              ledger::Cell::of("某路" + n + "号"), ledger::Cell::of("138" + std::to_string(10'000'000 + i)),
              ledger::Cell::of(units[i % 3]), ledger::Cell::of(types[i % 5]), day(received), day(received + 1),
              day(received + 60), ledger::Cell::of("来信"),
              ledger::Cell::of("群众反映第" + n + "处夜间有异味，持续一段时间，影响周边居民生活，希望尽快查处并反馈。"),
              ledger::Cell::of("夜间有异味" + n), ledger::Cell::of(closed ? "是" : "否"),
              ledger::Cell::of(closed ? "已办结" : "办理中"), ledger::Cell::of(units[i % 3]),
              closed ? day(received + 30) : ledger::Cell{}});
  }
  book.finish();
  std::ifstream in(path, std::ios::binary);
  return std::make_shared<const std::string>(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

void run_mode(const bench::Report& report, const std::shared_ptr<const std::string>& bytes, ledger::Importer::Mode mode,
              const std::string& name, bool all) {
  test::Office office({.workflows = {"petition", "petition-2005"}});
  const auto profile = ledger::shipped_profile("petition").value();
  const auto nothing = [](std::int64_t, std::int64_t) {};
  const auto whole = Clock::now();
  auto begin = whole;
  ledger::CaseImport import(*office.service, profile, "clerk", "1");
  const auto preview = import.check(*ledger::open_file(bytes).value().rows, nullptr, rows_of_ledger, nothing).value();
  if (preview.good != rows_of_ledger) std::exit(1);
  if (all) report.add({"ledger of 10000 rows: check", since(begin), "s"});
  begin = Clock::now();
  const auto counts = import.run(*ledger::open_file(bytes).value().rows, mode, nothing).value();
  if (counts.created != rows_of_ledger) std::exit(1);
  report.add({"ledger of 10000 rows: bring in, " + name, since(begin), "s"});
  report.add({"ledger of 10000 rows: check and bring in, " + name, since(whole), "s", "<= 10"});
  if (!all) return;
  begin = Clock::now();
  ledger::CaseImport again(*office.service, profile, "clerk", "2");
  if (again.check(*ledger::open_file(bytes).value().rows, nullptr, 0, nothing).value().good != 0) std::exit(1);
  report.add({"ledger of 10000 rows: the same file again", since(begin), "s"});
  begin = Clock::now();
  ledger::ExportWish wish;
  wish.query.visible.all = true;
  wish.query.workflow = "petition";
  wish.profile = profile;
  wish.person = "clerk";
  if (ledger::write_ledger(*office.service, wish, office.folder() + "/out.xlsx").value().rows != rows_of_ledger) {
    std::exit(1);
  }
  report.add({"ledger of 10000 rows: export", since(begin), "s"});
}

}  // namespace

int main(int argc, char** argv) {
  const bench::Report report(argc, argv);
  const std::string folder = std::filesystem::temp_directory_path().string() + "/bihuan-ledger-bench";
  std::filesystem::create_directories(folder);
  const auto bytes = make_ledger(folder);
  const auto begin = Clock::now();
  const auto file = ledger::open_file(bytes);
  ledger::Row row;
  while (file.value().rows->next(row).value()) {
  }
  report.add({"ledger of 10000 rows: read", since(begin), "s"});
  run_mode(report, bytes, ledger::Importer::Mode::good_rows, "good rows", true);
  run_mode(report, bytes, ledger::Importer::Mode::all_or_nothing, "all or nothing", false);
  std::filesystem::remove_all(folder);
  return 0;
}
