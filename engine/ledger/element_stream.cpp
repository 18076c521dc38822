#include "engine/ledger/element_stream.h"

#include <algorithm>

namespace bihuan::ledger {
namespace {

constexpr std::size_t piece = 256 * 1024;
constexpr std::size_t longest_element = 16 * 1024 * 1024;  // 400 cells of 32,767 characters

Error bad_element() {
  return Error("ledger_file_broken", {{"part", "XML"}});
}

std::string_view without_prefix(std::string_view name) {
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

}  // namespace

ElementStream::ElementStream(std::unique_ptr<report::PartStream> part, std::string_view element,
                             std::string_view inside)
    : part_(std::move(part)), element_(element), inside_(inside) {}

Result<bool> ElementStream::fill() {
  if (ended_) return false;
  if (at_ > 0) {
    buffer_.erase(0, at_);
    at_ = 0;
  }
  if (buffer_.size() > longest_element) return bad_element();
  const std::size_t have = buffer_.size();
  buffer_.resize(have + piece);
  const auto got = part_->read(buffer_.data() + have, piece);
  if (!got) return bad_element();
  buffer_.resize(have + *got);
  ended_ = *got == 0;
  return !ended_;
}

// Finds the end of the element that begins at `begin` and whose name ends at `name_end`; offsets are from at_, since
// fill() moves what is kept to the front.
Result<bool> ElementStream::complete(std::size_t begin, std::size_t name_end) {
  const std::string close = "</" + buffer_.substr(begin + 1, name_end - begin - 1) + ">";
  at_ = begin;
  std::size_t looked = name_end - begin;  // from at_
  std::size_t head = std::string::npos;
  for (;;) {
    if (head == std::string::npos) {
      head = buffer_.find('>', at_ + looked);
      if (head != std::string::npos) {
        head -= at_;
        looked = head;
        if (buffer_[at_ + head - 1] == '/') {
          end_ = at_ + head + 1;
          return true;
        }
      }
    }
    if (head != std::string::npos) {
      const auto found = buffer_.find(close, at_ + looked);
      if (found != std::string::npos) {
        end_ = found + close.size();
        return true;
      }
    }
    // The end tag may be cut: look at its first part again.
    const std::size_t all = buffer_.size() - at_;
    looked = std::max(head == std::string::npos ? looked : head, all > close.size() ? all - close.size() : 0);
    const auto more = fill();
    if (!more) return more.error();
    if (!*more) return bad_element();
  }
}

Result<bool> ElementStream::next(std::string_view& text) {
  for (;;) {
    const auto open = buffer_.find('<', at_);
    const auto stop = open == std::string::npos ? open : buffer_.find_first_of(" \t\r\n/>", open + 2);
    if (stop == std::string::npos) {
      at_ = open == std::string::npos ? buffer_.size() : open;
      const auto more = fill();
      if (!more) return more.error();
      if (*more) continue;
      if (at_ < buffer_.size()) return bad_element();
      return false;
    }
    const std::string_view name(buffer_.data() + open + 1, stop - open - 1);
    if (name.starts_with("!--")) {
      const auto closed = buffer_.find("-->", open + 4);
      if (closed != std::string::npos) {
        at_ = closed + 3;
        continue;
      }
      at_ = open;
      const auto more = fill();
      if (!more) return more.error();
      if (!*more) return bad_element();
      continue;
    }
    if (name.starts_with('/')) {
      if (without_prefix(name.substr(1)) == inside_) return false;
    } else if (without_prefix(name) == element_) {
      const auto whole = complete(open, stop);
      if (!whole) return whole.error();
      text = std::string_view(buffer_).substr(at_, end_ - at_);
      at_ = end_;
      return true;
    }
    at_ = stop;
  }
}

}  // namespace bihuan::ledger
