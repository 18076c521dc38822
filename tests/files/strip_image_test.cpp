#include "storage/files/strip_image.h"

#include "storage/files/sniff.h"
#include "tests/support/catch.h"

using namespace bihuan::files;

namespace {

std::string bytes(std::initializer_list<int> values) {
  std::string out;
  for (const int value : values) out += static_cast<char>(value);
  return out;
}

// A TIFF structure of a camera: orientation, and a GPS place in plain text behind it.
std::string camera_tiff(int orientation) {
  return bytes({'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0}) +
         "GPS 29.65N 121.40E Camera 12345";
}

std::string segment(int marker, const std::string& payload) {
  const auto size = static_cast<int>(payload.size() + 2);
  return bytes({0xFF, marker, size >> 8, size & 0xFF}) + payload;
}

std::string jpeg(int orientation) {
  return bytes({0xFF, 0xD8}) + segment(0xE0, std::string("JFIF\0\1\1\0\0\1\0\1\0\0", 14)) +
         segment(0xE1, std::string("Exif\0\0", 6) + camera_tiff(orientation)) +
         segment(0xE1, "http://ns.adobe.com/xap/1.0/ GPS 29.65N") + segment(0xFE, "comment GPS 29.65N") +
         segment(0xDB, std::string(65, '\x01')) + segment(0xDA, std::string("\1\1\0\0\x3F\0", 6)) +
         bytes({0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56}) + segment(0xC4, std::string("\xFF\xD9", 2)) +
         segment(0xDA, std::string("\1\1\0\0\x3F\0", 6)) + bytes({0x77, 0xFF, 0xD9}) + "preview GPS 29.65N";
}

std::string png_chunk(const std::string& type, const std::string& data) {
  const auto size = static_cast<int>(data.size());
  return bytes({size >> 24, size >> 16, size >> 8, size & 0xFF}) + type + data + "CRC_";
}

std::string webp_chunk(const std::string& type, const std::string& data) {
  const auto size = static_cast<int>(data.size());
  return type + bytes({size & 0xFF, size >> 8, 0, 0}) + data + (size % 2 != 0 ? std::string(1, '\0') : "");
}

bool tells_place(const std::string& served) {
  return served.find("29.65N") != std::string::npos || served.find("Camera") != std::string::npos;
}

}  // namespace

TEST_CASE("a served JPEG tells no place and keeps its orientation", "[images]") {
  for (const int orientation : {1, 3, 6, 8}) {
    const auto served = strip_image(jpeg(orientation));
    REQUIRE(served.has_value());
    CHECK_FALSE(tells_place(*served));
    CHECK(served->find("JFIF") != std::string::npos);
    CHECK(served->ends_with(bytes({0x77, 0xFF, 0xD9})));
    const auto exif = served->find("Exif");
    CHECK((exif != std::string::npos) == (orientation != 1));
    if (exif != std::string::npos) CHECK(exif_orientation(std::string_view(*served).substr(exif + 6)) == orientation);
    CHECK(sniff_media_type(*served) == "image/jpeg");
  }
}

TEST_CASE("a served PNG keeps what shows the picture", "[images]") {
  const auto whole = bytes({0x89, 'P', 'N', 'G', 13, 10, 26, 10}) + png_chunk("IHDR", std::string(13, '\1')) +
                     png_chunk("tEXt", "Comment GPS 29.65N") + png_chunk("eXIf", camera_tiff(6)) +
                     png_chunk("gAMA", "1234") + png_chunk("prVt", "GPS 29.65N") + png_chunk("IDAT", "picture") +
                     png_chunk("IEND", "") + "GPS 29.65N";
  const auto served = strip_image(whole);
  REQUIRE(served.has_value());
  CHECK_FALSE(tells_place(*served));
  CHECK(served->find("picture") != std::string::npos);
  CHECK(served->find("gAMA") != std::string::npos);
  const auto exif = served->find("eXIf");
  REQUIRE(exif != std::string::npos);
  CHECK(exif_orientation(std::string_view(*served).substr(exif + 4)) == 6);
}

TEST_CASE("a served WebP keeps its picture and its orientation", "[images]") {
  const auto body = webp_chunk("VP8X", std::string("\x0C\0\0\0\0\0\0\0\0\0", 10)) + webp_chunk("VP8 ", "picture") +
                    webp_chunk("EXIF", camera_tiff(8)) + webp_chunk("XMP ", "GPS 29.65N");
  const auto size = static_cast<int>(body.size() + 4);
  const auto served = strip_image("RIFF" + bytes({size & 0xFF, size >> 8, 0, 0}) + "WEBP" + body);
  REQUIRE(served.has_value());
  CHECK_FALSE(tells_place(*served));
  CHECK(served->find("picture") != std::string::npos);
  CHECK(exif_orientation(std::string_view(*served).substr(served->find("EXIF") + 8)) == 8);
  CHECK((served->at(20) & 0x04) == 0);
}

TEST_CASE("everything else and everything broken is not shown", "[images]") {
  CHECK_FALSE(strip_image("<svg onload=alert(1)>").has_value());
  CHECK_FALSE(strip_image("").has_value());
  CHECK_FALSE(strip_image("GIF89a").has_value());
  const auto whole = jpeg(6);
  for (std::size_t size = 0; size + 20 < whole.size(); ++size) {
    const auto served = strip_image(whole.substr(0, size));
    if (served) CHECK_FALSE(tells_place(*served));
  }
}
