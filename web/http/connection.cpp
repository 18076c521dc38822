#include "web/http/connection.h"

#include <fmt/format.h>

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "web/http/events.h"
#include "web/http/problem.h"
#include "web/http/response_head.h"

namespace bihuan::http {

namespace asio = boost::asio;
using State = RequestParser::State;

namespace {

constexpr std::size_t piece_size = 64 * 1024;
constexpr std::chrono::milliseconds linger_time{2'000};
constexpr std::size_t linger_bytes = 256 * 1024;

// The answer of `make` on this thread, or take_longer().
template <class Make>
Response briefly(Request& request, const Make& make) {
  request.brief = true;
  auto response = make();
  request.brief = false;
  return response;
}

std::string_view view_of(const Body& body) {
  if (const auto* text = std::get_if<std::string>(&body)) return *text;
  if (const auto* view = std::get_if<std::string_view>(&body)) return *view;
  if (const auto* shared = std::get_if<std::shared_ptr<const std::string>>(&body)) return **shared;
  return {};
}

}  // namespace

Connection::Connection(std::unique_ptr<Transport> transport, asio::any_io_executor executor, Shared& shared,
                       std::string peer)
    : transport_(std::move(transport)),
      executor_(std::move(executor)),
      shared_(shared),
      peer_(std::move(peer)),
      parser_(shared.options.header_limit),
      timer_(executor_),
      buffer_(8 * 1024, '\0') {}

Connection::~Connection() = default;

asio::awaitable<void> Connection::run() {
  watch(shared_.options.header_time);
  if (const auto error = co_await transport_->handshake(); !error) {
    while (co_await serve_one()) {
    }
    co_await linger();
  }
  cut();
}

void Connection::end_if_idle() {
  if (idle_) transport_->cancel();
}

void Connection::cut() {
  if (closed_) return;
  closed_ = true;
  unwatch();
  timer_.cancel();
  transport_->close();
}

asio::awaitable<bool> Connection::serve_one() {
  if (!co_await read_header()) co_return false;
  const auto begin = Clock::now();
  Request request;
  request.now = shared_.options.now();
  request.id = shared_.next_request_id();
  Response response;
  const bool readable = parser_.state() != State::failed;
  if (readable) {
    parser_.fill(request);
    identify_client(request, peer_, transport_->is_secure(), shared_.options.trusted_proxies);
    response = co_await answer(request);
    if (awaited_of(response)) response = co_await make(request, response);
  } else {
    request.language = "en";
    response = problem(request, parser_.failure_status(), Error(parser_.failure_code()));
  }
  shared_.dispatcher.complete(request, response);
  if (!request.body.empty()) {
    shared_.give_room(request.body.size());
    request.body.clear();
  }
  const bool keep = parser_.state() == State::done && parser_.keep_alive() && !shared_.draining && !read_failed_;
  sent_ = 0;
  const bool sent = co_await send(request, response, keep);
  shared_.count(request, response, sent_, std::chrono::duration<double>(Clock::now() - begin).count());
  if (!sent || !keep) co_return false;
  parser_.next();
  co_return true;
}

asio::awaitable<bool> Connection::read_header() {
  idle_ = parser_.is_empty();
  watch(idle_ ? shared_.options.idle_time : shared_.options.header_time);
  while (parser_.state() == State::header) {
    if (idle_ && shared_.draining) co_return false;
    ErrorCode error;
    const auto n = co_await transport_->read_some(asio::buffer(buffer_), error);
    if (error) {
      if (!expired_ || idle_) co_return false;
      // Begun but not finished in time: say so, then close.
      expired_ = false;
      Request request;
      Response slow = problem(request, 408, Error("request_too_slow"));
      shared_.dispatcher.complete(request, slow);
      co_await send(request, slow, false);
      co_return false;
    }
    if (idle_) watch(shared_.options.header_time);
    idle_ = false;
    parser_.feed(std::string_view(buffer_).substr(0, n));
  }
  idle_ = false;
  unwatch();
  co_return true;
}

asio::awaitable<Response> Connection::answer(Request& request) {
  if (!parser_.is_known_method()) co_return problem(request, 501, Error("method_not_allowed"));
  auto refused = shared_.dispatcher.admit(request);
  if (refused) co_return std::move(*refused);
  if (parser_.expects_unknown()) co_return problem(request, 417, Error("expectation_unknown"));
  const auto announced = parser_.content_length();
  if (announced && *announced > request.route->max_body) co_return problem(request, 413, Error("body_too_large"));
  if (request.route->body == BodyKind::stream) co_return co_await receive(request);
  if (parser_.state() == State::body) {
    auto failed = co_await read_body(request);
    if (failed) co_return std::move(*failed);
  }
  const auto run = [&] { return shared_.dispatcher.run(request); };
  if (request.route->runs_on != RunsOn::worker) {
    auto response = briefly(request, run);
    if (response.status != 0) co_return response;
  }
  Response response;
  auto work = [&] {
    response = run();
    return awaited_of(response);
  };
  if (!co_await on_worker(work)) co_return problem_later(request, 503, Error("busy"), 1);
  co_return response;
}

asio::awaitable<Response> Connection::make(Request& request, const Response& later) {
  const auto made = [&] { return shared_.dispatcher.make(request, later); };
  auto response = briefly(request, made);
  if (response.status != 0) co_return response;
  auto work = [&] { response = made(); };
  co_await on_worker(work, true);
  co_return response;
}

asio::awaitable<std::optional<Response>> Connection::read_body(Request& request) {
  co_await send_continue(request);
  while (parser_.state() == State::body) {
    auto piece = co_await body_piece();
    if (is_broken(piece)) co_return broken_body(request);
    if (request.body.size() + piece.size() > request.route->max_body) {
      co_return problem(request, 413, Error("body_too_large"));
    }
    if (!shared_.take_room(piece.size())) co_return problem_later(request, 503, Error("busy"), 1);
    request.body += piece;
  }
  co_return std::nullopt;
}

asio::awaitable<Response> Connection::receive(Request& request) {
  std::variant<Response, std::unique_ptr<BodySink>> opened;
  auto open = [&] { opened = shared_.dispatcher.open_sink(request); };
  if (!co_await on_worker(open)) co_return problem_later(request, 503, Error("busy"), 1);
  if (auto* refused = std::get_if<Response>(&opened)) co_return std::move(*refused);
  auto sink = std::move(std::get<std::unique_ptr<BodySink>>(opened));

  // However it ends, the sink is put away on a worker: that may remove a half-written file.
  std::optional<Response> response;
  co_await send_continue(request);
  std::uint64_t taken = 0;
  while (!response && parser_.state() == State::body) {
    const auto piece = co_await body_piece();
    taken += piece.size();
    if (is_broken(piece)) {
      response = broken_body(request);
    } else if (taken > request.route->max_body) {
      response = problem(request, 413, Error("body_too_large"));
    } else if (!piece.empty()) {
      auto store = [&] { response = shared_.dispatcher.write_sink(request, *sink, piece); };
      co_await on_worker(store, true);
    }
  }
  auto end = [&] {
    if (!response) response = shared_.dispatcher.finish_sink(request, *sink);
    sink.reset();
    return awaited_of(*response);
  };
  co_await on_worker(end, true);
  co_return std::move(*response);
}

asio::awaitable<std::string> Connection::body_piece() {
  std::string piece = parser_.read_body(piece_size);
  watch(shared_.options.body_time);
  while (parser_.state() == State::body && piece.size() < piece_size) {
    ErrorCode error;
    const auto n = co_await transport_->read_some(asio::buffer(buffer_), error);
    if (error) {
      read_failed_ = true;
      piece.clear();
      break;
    }
    parser_.feed(std::string_view(buffer_).substr(0, n));
    piece += parser_.read_body(piece_size);
  }
  unwatch();
  co_return piece;
}

// Nothing more will come, or what came was no body: what had come before it must not be taken for the whole.
bool Connection::is_broken(const std::string& piece) const {
  return parser_.state() == State::failed || (piece.empty() && parser_.state() != State::done);
}

Response Connection::broken_body(const Request& request) const {
  if (parser_.state() == State::failed) return problem(request, 400, Error("request_malformed"));
  return problem(request, 408, Error("request_too_slow"));
}

asio::awaitable<void> Connection::send_continue(const Request&) {
  if (parser_.state() == State::body && parser_.expects_continue() && parser_.minor_version() == 1) {
    co_await write("HTTP/1.1 100 Continue\r\n\r\n");
  }
}

asio::awaitable<bool> Connection::send(const Request& request, Response& response, bool keep) {
  const auto* source = std::get_if<std::shared_ptr<BodySource>>(&response.body);
  const auto* events = std::get_if<std::shared_ptr<EventSubscription>>(&response.body);
  const bool is_long = source || events;
  const bool modern = parser_.state() == State::failed || parser_.minor_version() == 1;
  const bool chunked = is_long && !response.headers.has("Content-Length") && modern;
  const bool until_close = is_long && !response.headers.has("Content-Length") && !modern;
  std::string head = response_head(
      response, request.now, {.close = !keep || until_close || events, .keep = keep && !modern, .chunked = chunked});
  expired_ = false;
  if (is_long) {
    // Plain statements: GCC 12 destroys temporaries inside a conditional co_await twice.
    bool whole = false;
    if (source) {
      whole = co_await send_source(**source, head, chunked);
    } else {
      whole = co_await send_events(**events, head, chunked);
    }
    co_return whole&& source && !until_close;
  }
  std::string_view rest = view_of(response.body);
  bool good = co_await write(head, rest.substr(0, piece_size));
  rest.remove_prefix(std::min(rest.size(), piece_size));
  while (good && !rest.empty()) {
    good = co_await write(rest.substr(0, piece_size));
    rest.remove_prefix(std::min(rest.size(), piece_size));
  }
  co_return good;
}

asio::awaitable<bool> Connection::send_source(BodySource& source, std::string& head, bool chunked) {
  std::string piece(piece_size, '\0');
  std::uint64_t offset = 0;
  while (true) {
    std::size_t n = 0;
    bool broken = false;
    auto read = [&] {
      try {
        n = source.read(offset, std::span<char>(piece));
      } catch (const std::exception&) {
        broken = true;
      }
    };
    co_await on_worker(read, true);
    // The status is out already: all that can still be said is to break off without a proper end.
    const auto size = source.size();
    if (broken || (n == 0 && size && offset < *size)) co_return false;
    if (size) n = static_cast<std::size_t>(std::min<std::uint64_t>(n, *size - offset));
    offset += n;
    const bool end = n == 0 || (size && offset == *size);
    if (chunked && n > 0) head += fmt::format("{:x}\r\n", n);
    if (!co_await write(head, std::string_view(piece).substr(0, n))) co_return false;
    head = chunked && n > 0 ? "\r\n" : "";
    if (end) break;
  }
  if (chunked) head += "0\r\n\r\n";
  if (head.empty()) co_return true;
  co_return co_await write(head);
}

asio::awaitable<bool> Connection::send_events(EventSubscription& events, const std::string& head, bool chunked) {
  // The wake may come from any thread and after this stream is over; it reaches the timer through the executor only.
  auto alarm = std::make_shared<asio::steady_timer>(executor_);
  events.on_ready([alarm, executor = executor_] { asio::post(executor, [alarm] { alarm->cancel(); }); });
  bool good = co_await write(head, chunked ? "8\r\n: hello\n\r\n" : ": hello\n");
  while (good && !closed_) {
    const bool last = events.ended() || shared_.draining;
    std::string frames = events.take();
    if (frames.empty() && !last) {
      alarm->expires_after(shared_.options.heartbeat);
      ErrorCode woken;
      co_await alarm->async_wait(asio::redirect_error(asio::use_awaitable, woken));
      frames = events.take();
      if (frames.empty() && !woken) frames = ": still here\n";
      if (frames.empty()) continue;
    }
    if (chunked && !frames.empty()) frames = fmt::format("{:x}\r\n{}\r\n", frames.size(), frames);
    if (!frames.empty()) good = co_await write(frames);
    if (last) break;
  }
  events.on_ready({});
  if (good && chunked) good = co_await write("0\r\n\r\n");
  co_return good;
}

asio::awaitable<bool> Connection::write(std::string_view first, std::string_view second) {
  if (closed_) co_return false;
  watch(shared_.options.body_time);
  const auto error = co_await transport_->write({asio::buffer(first), asio::buffer(second)});
  unwatch();
  if (error) co_return false;
  sent_ += first.size() + second.size();
  co_return true;
}

// Closing with unread input would reset the connection and might destroy the answer on its way: read on for a moment.
asio::awaitable<void> Connection::linger() {
  if (closed_) co_return;
  expired_ = false;
  watch(linger_time);
  co_await transport_->finish();
  const bool unread = parser_.state() == State::failed || parser_.state() == State::body;
  std::size_t rest = unread && !transport_->is_secure() && !read_failed_ ? linger_bytes : 0;
  while (rest > 0 && !expired_) {
    ErrorCode error;
    const auto n = co_await transport_->read_some(asio::buffer(buffer_), error);
    if (error || n >= rest) break;
    rest -= n;
  }
  unwatch();
}

template <class Work>
asio::awaitable<bool> Connection::on_worker(Work& work, bool next_step) {
  bool taken = true;
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(
      [&](auto&& handler) {
        auto resume = std::make_shared<std::decay_t<decltype(handler)>>(std::forward<decltype(handler)>(handler));
        // The coroutine, and with it `work`, stays where it is until the handler is called.
        auto job = [this, &work, resume, executor = executor_] {
          auto go_on = [resume, executor] { asio::post(executor, [resume] { std::move (*resume)(); }); };
          if constexpr (std::is_void_v<decltype(work())>) {
            work();
          } else if (const auto awaited = work()) {
            return when_come(*awaited, std::move(go_on));
          }
          go_on();
        };
        if (next_step) return shared_.workers.post_next(std::move(job));
        taken = shared_.workers.post(std::move(job));
        if (!taken) asio::post(executor_, [resume] { std::move (*resume)(); });
      },
      asio::use_awaitable);
  co_return taken;
}

void Connection::when_come(Awaited& awaited, std::function<void()> go_on) {
  shared_.workers.hold();
  awaited.then([&workers = shared_.workers, go_on = std::move(go_on)] {
    go_on();
    workers.release();
  });
}

void Connection::watch(std::chrono::milliseconds time) {
  expired_ = false;
  deadline_ = Clock::now() + time;
  if (!armed_) {
    arm();
  } else if (deadline_ < timer_.expiry()) {
    timer_.cancel();  // on_timer arms it anew
  }
}

void Connection::arm() {
  armed_ = true;
  timer_.expires_at(deadline_);
  timer_.async_wait([weak = weak_from_this()](const ErrorCode&) {
    if (const auto self = weak.lock()) self->on_timer();
  });
}

void Connection::on_timer() {
  armed_ = false;
  if (closed_ || deadline_ == Clock::time_point::max()) return;
  if (Clock::now() < deadline_) return arm();
  expired_ = true;
  unwatch();
  transport_->cancel();
}

}  // namespace bihuan::http
