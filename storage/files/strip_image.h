// Served copies of pictures without what they tell about the photographer: EXIF (with the place), XMP, comments and
// text chunks go, the orientation stays. Nothing is decoded or compressed again. Pure; share freely.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bihuan::files {

// JPEG, PNG or WebP by their own marks; nothing for any other content or one that is malformed.
[[nodiscard]] std::optional<std::string> strip_image(std::string_view bytes);

// The EXIF orientation (1..8) of a TIFF structure as EXIF carries it; 1 when it says nothing.
[[nodiscard]] int exif_orientation(std::string_view tiff);

}  // namespace bihuan::files
