#include "storage/files/strip_image.h"

#include <zlib.h>

#include <algorithm>
#include <cstdint>

namespace bihuan::files {
namespace {

std::uint32_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

std::uint32_t big16(std::string_view bytes, std::size_t at) {
  return byte_at(bytes, at) << 8 | byte_at(bytes, at + 1);
}
std::uint32_t big32(std::string_view bytes, std::size_t at) {
  return big16(bytes, at) << 16 | big16(bytes, at + 2);
}
std::uint32_t little16(std::string_view bytes, std::size_t at) {
  return byte_at(bytes, at) | byte_at(bytes, at + 1) << 8;
}
std::uint32_t little32(std::string_view bytes, std::size_t at) {
  return little16(bytes, at) | little16(bytes, at + 2) << 16;
}

void put_big(std::string& out, std::uint32_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i));
}
void put_little(std::string& out, std::uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
}

// A TIFF structure that says the orientation and nothing else.
std::string orientation_only(int orientation) {
  std::string tiff = "II";
  put_little(tiff, 42, 2);
  put_little(tiff, 8, 4);
  put_little(tiff, 1, 2);
  put_little(tiff, 0x0112, 2);
  put_little(tiff, 3, 2);
  put_little(tiff, 1, 4);
  put_little(tiff, static_cast<std::uint32_t>(orientation), 4);
  put_little(tiff, 0, 4);
  return tiff;
}

constexpr std::string_view exif_mark("Exif\0\0", 6);

// Where the entropy-coded data that begin at `at` end: at the next marker that is neither a stuffed byte nor a restart.
std::size_t scan_end(std::string_view in, std::size_t at) {
  for (; at + 1 < in.size(); ++at) {
    const auto next = byte_at(in, at + 1);
    if (byte_at(in, at) == 0xFF && next != 0 && next != 0xFF && !(next >= 0xD0 && next <= 0xD7)) return at;
  }
  return in.size();
}

// ISO 10918-1: a row of segments, each scan followed by its data. The copy ends with the image: behind it cameras
// append previews and more metadata.
std::optional<std::string> strip_jpeg(std::string_view in) {
  std::string segments;
  int orientation = 1;
  for (std::size_t at = 2;;) {
    if (at + 2 > in.size() || byte_at(in, at) != 0xFF) return std::nullopt;
    const auto marker = byte_at(in, at + 1);
    if (marker == 0xFF) {  // fill byte
      ++at;
      continue;
    }
    if (marker == 0xD9) break;
    if (at + 4 > in.size()) return std::nullopt;
    const auto length = big16(in, at + 2);
    if (length < 2 || at + 2 + length > in.size()) return std::nullopt;
    const auto payload = in.substr(at + 4, length - 2);
    if (marker == 0xE1 && payload.starts_with(exif_mark)) orientation = exif_orientation(payload.substr(6));
    // Kept: JFIF (E0), colour profile (E2 ICC_PROFILE) and Adobe's transform (EE); all other APPn and comments go.
    const bool application = (marker >= 0xE0 && marker <= 0xEF) || marker == 0xFE;
    const bool kept = marker == 0xE0 || marker == 0xEE || (marker == 0xE2 && payload.starts_with("ICC_PROFILE"));
    if (!application || kept) segments += in.substr(at, 2 + length);
    at += 2 + length;
    if (marker != 0xDA) continue;
    const auto end = scan_end(in, at);
    segments += in.substr(at, end - at);
    at = end;
  }
  std::string out(in.substr(0, 2));
  if (orientation != 1) {
    const std::string exif = std::string(exif_mark) + orientation_only(orientation);
    out += "\xFF\xE1";
    put_big(out, static_cast<std::uint32_t>(exif.size() + 2), 2);
    out += exif;
  }
  return out + segments + "\xFF\xD9";
}

void put_png_chunk(std::string& out, std::string_view type, std::string_view data) {
  put_big(out, static_cast<std::uint32_t>(data.size()), 4);
  const std::string body = std::string(type) + std::string(data);
  out += body;
  put_big(
      out,
      static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()))),
      4);
}

std::optional<std::string> strip_png(std::string_view in) {
  std::string out(in.substr(0, 8));
  for (std::size_t at = 8;;) {
    if (at + 12 > in.size()) return std::nullopt;
    const std::size_t length = big32(in, at);
    if (length > in.size() - at - 12) return std::nullopt;
    const auto type = in.substr(at + 4, 4);
    const auto data = in.substr(at + 8, length);
    const bool told = type == "tEXt" || type == "zTXt" || type == "iTXt" || type == "eXIf" || type == "tIME";
    if (type == "eXIf" && exif_orientation(data) != 1) {
      put_png_chunk(out, "eXIf", orientation_only(exif_orientation(data)));
    }
    // Lower case at the first letter: ancillary. Unknown ones may hold anything, so only what shows the picture stays.
    const bool known = type == "tRNS" || type == "gAMA" || type == "cHRM" || type == "sRGB" || type == "iCCP" ||
                       type == "bKGD" || type == "pHYs" || type == "sBIT" || type == "acTL" || type == "fcTL" ||
                       type == "fdAT" || type == "hIST";
    const bool critical = (type[0] & 0x20) == 0;
    if (!told && (critical || known)) out += in.substr(at, length + 12);
    at += length + 12;
    if (type == "IEND") return out;
  }
}

std::optional<std::string> strip_webp(std::string_view in) {
  const std::size_t end = std::min<std::size_t>(in.size(), std::size_t{little32(in, 4)} + 8);
  std::string chunks;
  for (std::size_t at = 12; at + 8 <= end;) {
    const auto type = in.substr(at, 4);
    const std::size_t length = little32(in, at + 4);
    if (length > end - at - 8) return std::nullopt;
    const std::size_t padded = std::min(length + length % 2, end - at - 8);
    if (type == "EXIF") {
      auto data = in.substr(at + 8, length);
      if (data.starts_with(exif_mark)) data.remove_prefix(exif_mark.size());
      const int orientation = exif_orientation(data);
      const auto small = orientation_only(orientation);
      chunks += "EXIF";
      put_little(chunks, static_cast<std::uint32_t>(small.size()), 4);
      chunks += small;  // of an even length
    } else if (type == "VP8 " || type == "VP8L" || type == "VP8X" || type == "ALPH" || type == "ANIM" ||
               type == "ANMF" || type == "ICCP") {
      const auto begin = chunks.size();
      chunks += in.substr(at, 8 + padded);
      if (type == "VP8X" && length >= 1) {
        chunks[begin + 8] = static_cast<char>(byte_at(chunks, begin + 8) & ~0x04U);  // no XMP any more
      }
    }
    at += 8 + padded;
  }
  if (chunks.empty()) return std::nullopt;
  std::string out = "RIFF";
  put_little(out, static_cast<std::uint32_t>(chunks.size() + 4), 4);
  return out + "WEBP" + chunks;
}

}  // namespace

int exif_orientation(std::string_view tiff) {
  if (tiff.size() < 8) return 1;
  const bool little = tiff.starts_with("II");
  if (!little && !tiff.starts_with("MM")) return 1;
  const auto read16 = little ? little16 : big16;
  const auto read32 = little ? little32 : big32;
  const std::size_t directory = read32(tiff, 4);
  if (directory + 2 > tiff.size()) return 1;
  const auto entries = read16(tiff, directory);
  for (std::size_t i = 0; i < entries; ++i) {
    const auto at = directory + 2 + i * 12;
    if (at + 12 > tiff.size()) return 1;
    if (read16(tiff, at) != 0x0112) continue;
    const auto value = read16(tiff, at + 8);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

std::optional<std::string> strip_image(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xD8\xFF")) return strip_jpeg(bytes);
  if (bytes.starts_with(std::string_view("\x89PNG\r\n\x1A\n", 8))) return strip_png(bytes);
  if (bytes.size() >= 20 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP") return strip_webp(bytes);
  return std::nullopt;
}

}  // namespace bihuan::files
