// multipart/form-data, cut into pieces wherever a network may cut it.
#include "web/http/multipart.h"

#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::http;

namespace {

struct Read {
  std::string parts;  // "name=content;" and "name/file=content;"
  std::string refusal;
};

// Hands the body over in two pieces, cut at `cut`.
Read read(const std::string& body, std::size_t cut) {
  Read out;
  MultipartReader reader("XX", {[&](const MultipartPart& part) -> Result<void> {
                                  out.parts += part.name + (part.file_name ? "/" + *part.file_name : "") + "=";
                                  return {};
                                },
                                [&](std::string_view bytes) -> Result<void> {
                                  out.parts += bytes;
                                  return {};
                                },
                                [&]() -> Result<void> {
                                  out.parts += ";";
                                  return {};
                                }});
  for (const auto piece : {std::string_view(body).substr(0, cut), std::string_view(body).substr(cut)}) {
    if (const auto written = reader.write(piece); !written) {
      out.refusal = written.error().code;
      return out;
    }
  }
  if (const auto whole = reader.finish(); !whole) out.refusal = whole.error().code;
  return out;
}

const std::string whole =
    "--XX\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbefore\r\n"
    "--XX\r\ncontent-disposition: form-data; name=\"file\"; filename=\"照片 1.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"
    "a\r\n--X\r\n\r\n--b\r\n--XX--\r\n";

}  // namespace

TEST_CASE("a form is read the same wherever it is cut", "[http][multipart]") {
  for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
    const auto got = read(whole, cut);
    INFO(cut);
    CHECK(got.refusal.empty());
    CHECK(got.parts == "purpose=before;file/照片 1.jpg=a\r\n--X\r\n\r\n--b;");
  }
}

TEST_CASE("a form that ends early or is none is refused", "[http][multipart]") {
  for (std::size_t end = 0; end < whole.size() - 2; ++end)
    CHECK(read(whole.substr(0, end), 0).refusal == "multipart_malformed");
  CHECK(read(std::string(20'000, 'x'), 10).refusal == "multipart_malformed");
  CHECK(read("--XX\r\nno colon\r\n\r\nx\r\n--XX--", 0).refusal == "multipart_malformed");
  CHECK(read("--XX\r\nContent-Type: text/plain\r\n\r\nx\r\n--XX--", 0).refusal == "multipart_malformed");
  CHECK(read("--XXjunk", 0).refusal == "multipart_malformed");
  CHECK(read("--XX\r\n" + std::string(9'000, 'h'), 0).refusal == "multipart_malformed");
  std::string many;
  for (int i = 0; i < 40; ++i) many += "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n";
  CHECK(read(many, 0).refusal == "multipart_malformed");
}

TEST_CASE("boundaries are read from the header as RFC 2046 allows them", "[http][multipart]") {
  CHECK(multipart_boundary("multipart/form-data; boundary=abc").value() == "abc");
  CHECK(multipart_boundary("Multipart/Form-Data; charset=utf-8; boundary=\"a b:c\"").value() == "a b:c");
  CHECK_FALSE(multipart_boundary("multipart/form-data"));
  CHECK_FALSE(multipart_boundary("multipart/mixed; boundary=abc"));
  CHECK_FALSE(multipart_boundary("multipart/form-data; boundary="));
  CHECK_FALSE(multipart_boundary("multipart/form-data; boundary=\"abc"));
  CHECK_FALSE(multipart_boundary("multipart/form-data; boundary=" + std::string(71, 'x')));
  CHECK_FALSE(multipart_boundary("multipart/form-data; boundary=a<b"));
}
