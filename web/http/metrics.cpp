#include "web/http/metrics.h"

#include <fmt/format.h>

#include <map>
#include <mutex>

namespace bihuan::http {

namespace {

std::string escaped(std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out;
}

// {a="b",c="d"}, with `extra` at the end; empty when there is none.
std::string label_text(const Labels& labels, std::string_view extra = {}) {
  std::string out;
  for (const auto& [name, value] : labels) {
    out += fmt::format("{}{}=\"{}\"", out.empty() ? "" : ",", name, escaped(value));
  }
  if (!extra.empty()) out += (out.empty() ? "" : ",") + std::string(extra);
  return out.empty() ? out : "{" + out + "}";
}

}  // namespace

void Histogram::observe(double seconds) {
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    if (seconds <= bounds[i]) {
      buckets_[i].fetch_add(1, std::memory_order_relaxed);
      break;
    }
  }
  count_.fetch_add(1, std::memory_order_relaxed);
  sum_us_.fetch_add(static_cast<std::uint64_t>(seconds * 1e6), std::memory_order_relaxed);
}

struct Metrics::State {
  template <class Series>
  using Family = std::map<Labels, std::unique_ptr<Series>>;
  template <class Series>
  using Families = std::map<std::string, std::pair<std::string, Family<Series>>, std::less<>>;

  std::mutex mutex;
  Families<Counter> counters;
  Families<Gauge> gauges;
  Families<Histogram> histograms;
  std::map<std::string, std::pair<std::string, std::function<double()>>> asked;

  template <class Series>
  Series& series(Families<Series>& families, std::string_view name, std::string_view help, const Labels& labels) {
    const std::lock_guard lock(mutex);
    auto at = families.find(name);
    if (at == families.end())
      at = families.emplace(std::string(name), std::pair(std::string(help), Family<Series>{})).first;
    auto& one = at->second.second[labels];
    if (!one) one = std::make_unique<Series>();
    return *one;
  }
};

Metrics::Metrics() : state_(std::make_unique<State>()) {}
Metrics::~Metrics() = default;

Counter& Metrics::counter(std::string_view name, std::string_view help, const Labels& labels) {
  return state_->series(state_->counters, name, help, labels);
}

Gauge& Metrics::gauge(std::string_view name, std::string_view help, const Labels& labels) {
  return state_->series(state_->gauges, name, help, labels);
}

Histogram& Metrics::histogram(std::string_view name, std::string_view help, const Labels& labels) {
  return state_->series(state_->histograms, name, help, labels);
}

void Metrics::gauge_from(std::string_view name, std::string_view help, std::function<double()> read) {
  const std::lock_guard lock(state_->mutex);
  state_->asked[std::string(name)] = {std::string(help), std::move(read)};
}

std::string Metrics::text() const {
  const std::lock_guard lock(state_->mutex);
  std::string out;
  const auto head = [&](const std::string& name, const std::string& help, const char* type) {
    out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
  };
  for (const auto& [name, family] : state_->counters) {
    head(name, family.first, "counter");
    for (const auto& [labels, one] : family.second)
      out += fmt::format("{}{} {}\n", name, label_text(labels), one->value());
  }
  for (const auto& [name, family] : state_->gauges) {
    head(name, family.first, "gauge");
    for (const auto& [labels, one] : family.second)
      out += fmt::format("{}{} {}\n", name, label_text(labels), one->value());
  }
  for (const auto& [name, asked] : state_->asked) {
    head(name, asked.first, "gauge");
    out += fmt::format("{} {}\n", name, asked.second());
  }
  for (const auto& [name, family] : state_->histograms) {
    head(name, family.first, "histogram");
    for (const auto& [labels, one] : family.second) {
      std::uint64_t sum = 0;
      for (std::size_t i = 0; i < Histogram::bounds.size(); ++i) {
        sum += one->buckets_[i].load(std::memory_order_relaxed);
        const auto bound = fmt::format("le=\"{}\"", Histogram::bounds[i]);
        out += fmt::format("{}_bucket{} {}\n", name, label_text(labels, bound), sum);
      }
      const auto count = one->count_.load(std::memory_order_relaxed);
      out += fmt::format("{}_bucket{} {}\n", name, label_text(labels, "le=\"+Inf\""), count);
      out += fmt::format("{}_sum{} {}\n", name, label_text(labels),
                         static_cast<double>(one->sum_us_.load(std::memory_order_relaxed)) / 1e6);
      out += fmt::format("{}_count{} {}\n", name, label_text(labels), count);
    }
  }
  return out;
}

}  // namespace bihuan::http
