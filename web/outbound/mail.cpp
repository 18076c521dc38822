#include "web/outbound/mail.h"

#include <algorithm>
#include <cstring>

#include "web/http/text.h"
#include "web/outbound/curl.h"
#include "web/outbound/signing.h"

namespace bihuan::outbound {

namespace {

// Encoded words that fit behind "Subject: " in 78 characters and do not split a character (RFC 2047 sections 2 and 5).
std::string encoded_words(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::size_t end = std::min<std::size_t>(text.size(), 39);
    while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    out += (out.empty() ? "" : "\r\n ") + ("=?UTF-8?B?" + base64(text.substr(0, end)) + "?=");
    text.remove_prefix(end);
  }
  return out;
}

std::string one_line(std::string_view text) {
  std::string out(text);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
  return out;
}

// "Sun, 06 Nov 1994 08:49:37 +0000"
std::string mail_date(Millis now) {
  auto date = http::http_date(now);
  return date.substr(0, date.size() - 3) + "+0000";
}

std::string wrapped(std::string_view encoded) {
  std::string out;
  for (std::size_t i = 0; i < encoded.size(); i += 76) out += std::string(encoded.substr(i, 76)) + "\r\n";
  return out;
}

struct Reader {
  std::string_view rest;
};

std::size_t give(char* into, std::size_t size, std::size_t count, void* context) {
  auto& reader = *static_cast<Reader*>(context);
  const auto n = std::min(size * count, reader.rest.size());
  std::memcpy(into, reader.rest.data(), n);
  reader.rest.remove_prefix(n);
  return n;
}

}  // namespace

bool is_mail_address(std::string_view text) {
  const auto at = text.find('@');
  if (at == 0 || at == std::string_view::npos || at + 1 == text.size() || text.size() > 254) return false;
  return std::all_of(text.begin(), text.end(), [&, first = true](char c) mutable {
    if (c == '@') return std::exchange(first, false);
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte != 0x7F && std::string_view("<>(),;:\\\"[]").find(c) == std::string_view::npos;
  });
}

std::string mail_text(const Message& message, const std::string& from, Millis now) {
  const auto domain = from.substr(from.find('@') + 1);
  const auto body = message.text + (message.link.empty() ? "" : "\n\n" + message.link) + "\n";
  return "Date: " + mail_date(now) + "\r\nFrom: <" + from + ">\r\nTo: <" + message.to +
         ">\r\nSubject: " + encoded_words(one_line(message.title)) + "\r\nMessage-ID: <" +
         http::percent_encode(message.stable_id) + "@" + domain +
         ">\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
         "Content-Transfer-Encoding: base64\r\n\r\n" +
         wrapped(base64(body));
}

Mail::Mail(MailOptions options) : options_(std::move(options)) {}

Attempt Mail::send(const Message& message, Millis now) {
  if (!is_mail_address(message.to)) return refuse(Error("mail_address"));
  if (!is_mail_address(options_.from)) return refuse(Error("mail_sender"));
  const auto text = mail_text(message, options_.from, now);
  Reader reader{text};
  const auto curl = make_curl();
  CurlList recipients;
  append(recipients, "<" + message.to + ">");
  const auto from = "<" + options_.from + ">";
  const auto set = [&](auto option, auto value) { curl_easy_setopt(curl.get(), option, value); };
  set(CURLOPT_URL, options_.server.c_str());
  set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(CURLOPT_USE_SSL, static_cast<long>(options_.tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
  if (!options_.user.empty()) {
    set(CURLOPT_USERNAME, options_.user.c_str());
    set(CURLOPT_PASSWORD, options_.password.c_str());
  }
  set(CURLOPT_MAIL_FROM, from.c_str());
  set(CURLOPT_MAIL_RCPT, recipients.get());
  set(CURLOPT_UPLOAD, 1L);
  set(CURLOPT_READFUNCTION, &give);
  set(CURLOPT_READDATA, static_cast<void*>(&reader));
  set(CURLOPT_CONNECTTIMEOUT_MS, options_.timeout_ms);
  set(CURLOPT_TIMEOUT_MS, options_.timeout_ms);
  const auto code = curl_easy_perform(curl.get());
  if (code == CURLE_OK) return {};
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  const Error error("mail_failed", {{"reason", curl_easy_strerror(code)}, {"status", std::to_string(status)}});
  // 5yz is final for this message (RFC 5321 section 4.2.1), but not when it was the sign-in that failed.
  const bool is_final = status >= 500 && status < 600 && code != CURLE_LOGIN_DENIED;
  return is_final ? refuse(error) : try_later(error);
}

}  // namespace bihuan::outbound
