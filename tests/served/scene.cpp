#include "tests/served/scene.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <stdexcept>

#include "tests/served/trials.h"
#include "tests/served/unpacked.h"
#include "tests/support/catch.h"
#include "web/api/auth/totp.h"

namespace bihuan::tests {

namespace json = boost::json;

namespace {

std::string rest_of(std::istringstream& words) {
  std::string rest;
  std::getline(words >> std::ws, rest);
  return rest;
}

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in >> std::ws, part, at);) parts.push_back(part);
  return parts;
}

class SceneReader {
 public:
  explicit SceneReader(const std::filesystem::path& path) : in_(path) {
    scene_.name = path.filename().string();
    for (std::string line; std::getline(in_, line);) {
      ++line_;
      if (line.empty() || line[0] == '#') continue;
      std::istringstream words(line);
      std::string first;
      words >> first;
      if (line[0] == ' ') {
        if (!scene_.steps.empty() && detail(scene_.steps.back(), first, rest_of(words))) continue;
        throw std::runtime_error(place() + ": not understood: " + line);
      }
      if (first == "office") {
        scene_.workflows = split(rest_of(words), ' ');
      } else if (first == "fresh") {
        scene_.fresh = true;
      } else {
        begin_step(first, words);
      }
    }
    for (const auto& step : scene_.steps) {
      if (step.expected.status == 0) throw std::runtime_error(step.place + ": no status");
    }
  }
  Scene scene() && { return std::move(scene_); }

 private:
  std::string place() const { return scene_.name + ":" + std::to_string(line_); }

  void begin_step(const std::string& person, std::istringstream& words) {
    Step step;
    step.place = place();
    step.person = person == "nobody" ? "" : person;
    std::string method;
    words >> method >> step.path;
    const auto known = http::method_of(method);
    if (!known || step.path.empty()) throw std::runtime_error(place() + ": PERSON METHOD PATH");
    step.method = *known;
    scene_.steps.push_back(std::move(step));
  }

  static Refused refused(const std::string& rest) {
    const auto words = split(rest, ' ');
    return {words.empty() ? 0 : std::stoi(words[0]), words.size() > 1 ? words[1] : ""};
  }

  static bool detail(Step& step, const std::string& word, const std::string& rest) {
    if (word == ">") {
      step.body += (step.body.empty() ? "" : "\n") + rest;
    } else if (word == "type") {
      step.type = rest;
    } else if (word == "header") {
      const auto colon = rest.find(": ");
      step.headers.emplace_back(rest.substr(0, colon), rest.substr(colon + 2));
    } else if (word == "=") {
      step.expected = refused(rest);
    } else if (word == "+") {
      step.shows.push_back(rest);
    } else if (word == "-") {
      step.hides.push_back(rest);
    } else if (word == "keep") {
      const auto words = split(rest, ' ');
      step.keeps.push_back({words.at(0), words.at(1), words.size() > 2 ? words[2] : ""});
    } else if (word == "until") {
      step.until = rest;
    } else if (word == "events") {
      step.events = split(rest, ' ');
    } else if (word == "logs") {
      step.logs = split(rest, ',');
    } else if (word == "stranger") {
      step.stranger = refused(rest);
    } else {
      return false;
    }
    return true;
  }

  std::ifstream in_;
  int line_ = 0;
  Scene scene_;
};

std::string text_of(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

std::string from_base32(const std::string& text) {
  std::string bytes;
  unsigned buffer = 0;
  int bits = 0;
  for (const char c : text) {
    buffer = buffer << 5 | static_cast<unsigned>(c >= 'A' ? c - 'A' : c - '2' + 26);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(buffer >> bits & 0xFF);
  }
  return bytes;
}

// What the steps know of each other.
class Memory {
 public:
  Memory(const Client& client, const std::string& text) : client_(client) {
    const auto quoted = json::serialize(json::value(json::string(text)));
    kept_["text"] = quoted.substr(1, quoted.size() - 2);
    kept_["plain"] = text;
    kept_["password"] = Client::password;
  }
  void keep(const std::string& name, std::string value) { kept_[name] = std::move(value); }

  // Replaces ${name}; throws for a name that nobody kept.
  [[nodiscard]] std::string filled(const std::string& text) const {
    std::string out;
    std::size_t at = 0;
    for (auto open = text.find("${"); open != std::string::npos; open = text.find("${", at)) {
      const auto close = text.find('}', open);
      out += text.substr(at, open - at) + value(text.substr(open + 2, close - open - 2));
      at = close + 1;
    }
    return out + text.substr(at);
  }

 private:
  std::string value(const std::string& name) const {
    if (const auto colon = name.find(':'); colon != std::string::npos) {
      const auto step = client_.office.clock.now() / 30'000 + (name.starts_with("next") ? 1 : 0);
      return api::totp_code(from_base32(value(name.substr(colon + 1))), step);
    }
    const auto known = kept_.find(name);
    if (known == kept_.end()) throw std::runtime_error("nobody kept ${" + name + "}");
    return known->second;
  }

  const Client& client_;
  std::map<std::string, std::string> kept_;
};

// A message that no relay could send, for the administrator to see.
std::int64_t add_dead_message(Client& client) {
  std::int64_t id = 0;
  const auto done = client.office.writer->run([&](runtime::WriteSession& session) -> Result<void> {
    id = session.mail().add_outbox({.stable_id = "s1", .channel = "mail", .target = "clerk", .body = "{}"});
    session.mail().failed(id, "no route", client.office.clock.now(), 1);
    return {};
  });
  REQUIRE(done.has_value());
  return id;
}

// What the log of administration and the histories got since the last look.
class Watch {
 public:
  explicit Watch(Client& client) : client_(client), events_(client.events_since().size()), log_(client.log().size()) {}
  // Of several alike in a row, one.
  std::vector<std::string> events() {
    auto types = client_.events_since(events_);
    types.erase(std::unique(types.begin(), types.end()), types.end());
    return types;
  }
  std::vector<std::string> logs() {
    auto all = client_.log();
    all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(log_));
    return all;
  }

 private:
  Client& client_;
  std::size_t events_, log_;
};

Ask ask_of(const Step& step, const Memory& kept) {
  Ask ask{.person = step.person,
          .method = step.method,
          .path = kept.filled(step.path),
          .body = kept.filled(step.body),
          .type = step.body.empty() ? "" : step.type};
  for (const auto& [name, value] : step.headers) ask.headers.emplace_back(name, kept.filled(value));
  return ask;
}

void judge(const Step& step, const Answer& answer, Watch& watch, Memory& kept) {
  CHECK(answer.status == step.expected.status);
  if (!step.expected.code.empty()) CHECK(answer.code() == step.expected.code);
  const auto read = unpacked(answer.text);
  const auto contains = [&](const std::string& part) { return read.find(kept.filled(part)) != std::string::npos; };
  for (const auto& part : step.shows) {
    INFO("must show " << part);
    CHECK(contains(part));
  }
  for (const auto& part : step.hides) {
    INFO("must hide " << part);
    CHECK_FALSE(contains(part));
  }
  CHECK(watch.events() == step.events);
  std::vector<std::string> logs;
  for (const auto& log : step.logs) logs.push_back(kept.filled(log));
  CHECK(watch.logs() == logs);
  for (const auto& [name, pointer, pattern] : step.keeps) {
    boost::system::error_code error;
    const auto* found = answer.body.find_pointer(pointer, error);
    INFO("to keep " << pointer);
    REQUIRE(found != nullptr);
    auto value = text_of(*found);
    std::smatch match;
    if (!pattern.empty()) {
      REQUIRE(std::regex_search(value, match, std::regex(pattern)));
      value = match.str();
    }
    kept.keep(name, value);
  }
  if (!answer.etag.empty()) kept.keep("etag", answer.etag);
}

}  // namespace

std::vector<Scene> read_scenes() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator("tests/served/scenes")) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<Scene> scenes;
  for (const auto& path : paths) scenes.push_back(SceneReader(path).scene());
  return scenes;
}

void play(const Scene& scene, const std::string& text, bool tried) {
  Client client({.workflows = scene.workflows}, scene.fresh);
  Memory kept(client, text);
  kept.keep("dead", std::to_string(add_dead_message(client)));
  if (scene.fresh) kept.keep("setup", client.auth->make_setup_link().value());
  for (const auto& step : scene.steps) {
    INFO(step.place);
    const auto ask = ask_of(step, kept);
    if (!ask.person.empty()) static_cast<void>(client.session_of(ask.person));
    static_cast<void>(client.session_of(stranger));
    const bool trying = tried && step.succeeds();
    if (trying) try_before(client, step, ask);
    Watch watch(client);
    auto sent = ask;
    sent.key = "scene-" + step.place.substr(step.place.find(':') + 1);
    auto answer = client.send(sent);
    constexpr int most_tries = 100'000;
    for (int i = 0; !step.until.empty() && i < most_tries && answer.text.find(step.until) == std::string::npos; ++i) {
      answer = client.send(sent);
    }
    INFO("answered " << answer.status << " " << answer.text.substr(0, 700));
    judge(step, answer, watch, kept);
    if (!step.until.empty()) CHECK(answer.text.find(step.until) != std::string::npos);
    if (trying) try_after(client, sent, answer);
  }
  CHECK(client.office.verified().empty());
}

}  // namespace bihuan::tests
