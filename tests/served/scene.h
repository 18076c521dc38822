// Scenes: API tests as text (tests/served/scenes/*.scene). A scene opens an office and sends requests in order:
//
//   # a remark
//   office grid-report petition          the workflows in force (first line)
//   fresh                                nobody has set it up: ${setup} is the secret of the link
//   clerk POST /api/v1/cases/${case}/comments
//     > {"text":"${text}"}               the body, or a line of it
//     type text/plain                    Content-Type, when it is not JSON
//     header If-Match: ${etag}
//     = 200                              status, and the code of a refusal
//     + "text":"${text}"                 must be in the answer
//     - 13800000000                      must not be in it
//     keep case /id                      ${case} is the member at that JSON pointer from here on
//     keep feed /url [^/]+$              the first match in it
//     until "state":"done"               asked again until this is in the answer
//     events Commented                   types of all events it wrote, of those alike in a row one; none unless told
//     logs reveal case:1, ...            "action subject" of all that the log of administration got; none unless told
//     stranger 404 not_found             what the same request answers to handler-xikou before
//
// Known from the beginning: ${password}, of everybody; ${dead}, a message that could not be sent. ${code:NAME} is the
// one-time code of the secret kept as NAME, ${next:NAME} the one after it. `${text}` stands for free text within JSON,
// `${plain}` for the same as a reader sees it: a scene is played once with plain words and once with each of several
// attacks, with the same outcome. Office files and archives are read as unpacked() tells them. Around every step that
// succeeds the trials run (trials.h): they must change nothing.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/served/client.h"

namespace bihuan::tests {

struct Refused {
  int status = 0;
  std::string code;  // empty: any
};

struct Step {
  std::string place;   // "file:line"
  std::string person;  // empty: nobody
  http::Method method = http::Method::get;
  std::string path, body;
  std::string type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;
  Refused expected;
  std::vector<std::string> shows, hides;
  struct Keep {
    std::string name, pointer, pattern;
  };
  std::vector<Keep> keeps;
  std::string until;
  std::vector<std::string> events, logs;
  std::optional<Refused> stranger;

  [[nodiscard]] bool succeeds() const { return expected.status < 300; }
};

struct Scene {
  std::string name;
  std::vector<std::string> workflows;
  bool fresh = false;
  std::vector<Step> steps;
};

inline constexpr const char* stranger = "handler-xikou";

// All scenes of the folder, by name. Throws std::runtime_error with file and line for what cannot be read.
[[nodiscard]] std::vector<Scene> read_scenes();

// Plays a scene with `text` for ${text}; with the trials when `tried`.
void play(const Scene& scene, const std::string& text, bool tried);

}  // namespace bihuan::tests
