// HTTP and WebSocket: the only file that includes Beast, which takes most of a minute and a gigabyte to compile.
#include "common/shell/web.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <map>
#include <optional>
#include <utility>

#include "common/check.hpp"
#include "common/shell/stream.hpp"
#include "common/shell/web_gate.hpp"
#include "common/shell/web_queue.hpp"
#include "common/shell/web_refusals.hpp"

namespace ipt {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;
using Request = http::request<http::empty_body>;
using Response = http::response<http::span_body<const char>>;

constexpr auto token = asio::as_tuple(asio::use_awaitable);

/// What goes wrong in a coroutine of ours is our bug: out of run() with it.
void rethrow(std::exception_ptr failed) {
  if (failed) std::rethrow_exception(failed);
}

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

/// One page's WebSocket: a read loop, a write loop, and an end.
class PageLink : public std::enable_shared_from_this<PageLink> {
 public:
  PageLink(beast::tcp_stream stream, const WebLimits& limits) : socket_(std::move(stream)), parting_(socket_.get_executor()), parting_time_(limits.parting), queue_(limits.unread) {
    socket_.next_layer().expires_never();
    socket_.set_option(websocket::stream_base::timeout{limits.request, limits.idle, true});
    socket_.set_option(websocket::stream_base::decorator([](websocket::response_type& response) { response.set(http::field::sec_websocket_protocol, web_subprotocol); }));
    socket_.read_message_max(limits.message);
    socket_.auto_fragment(false);  // one message, one frame: nothing else waits behind it
  }

  /// False: the link is over before it began.
  asio::awaitable<bool> accept(const Request& request) {
    const auto [error] = co_await socket_.async_accept(request, token);
    is_accepted_ = !error;
    if (is_accepted_ && is_closing_) co_await part(shared_from_this());
    co_return is_accepted_ && !is_closing_;
  }

  /// Until the link has ended.
  asio::awaitable<void> read(const WebDoor& door, WebLinkId id) {
    beast::flat_buffer buffer;
    for (;;) {
      const auto [error, size] = co_await socket_.async_read(buffer, token);
      if (error || is_closing_) break;
      if (!socket_.got_text()) {
        close(1003, "a message is text here");
      } else {
        door.message(id, {static_cast<const char*>(buffer.data().data()), size});
      }
      buffer.consume(buffer.size());
    }
    // The other one's close is answered by now, or the link is lost; or ours goes out, and its answer is read there.
    if (!is_closing_) socket_.next_layer().close();
  }

  void send(std::string text) {
    if (is_closing_) return;
    if (queue_.answer(std::move(text))) write();
    else close(1008, "this page does not read its answers");
  }
  void push(const std::string& key, std::string text) {
    if (is_closing_) return;
    queue_.push(key, std::move(text));
    write();
  }

  void close(std::uint16_t code, std::string_view reason) {
    if (std::exchange(is_closing_, true)) return;
    std::size_t size = std::min<std::size_t>(reason.size(), 120);
    while (size < reason.size() && size > 0 && (static_cast<unsigned char>(reason[size]) & 0xC0) == 0x80) --size;  // no half character
    reason_ = websocket::close_reason(static_cast<websocket::close_code>(code), beast::string_view(reason.data(), size));
    if (is_accepted_ && !is_writing_) asio::co_spawn(socket_.get_executor(), part(shared_from_this()), rethrow);
    parting_.expires_after(parting_time_);
    parting_.async_wait([self = shared_from_this()](error_code error) {
      if (!error) self->socket_.next_layer().close();
    });
  }

 private:
  void write() {
    if (std::exchange(is_writing_, true)) return;
    asio::co_spawn(socket_.get_executor(), write_all(shared_from_this()), rethrow);
  }

  static asio::awaitable<void> write_all(std::shared_ptr<PageLink> self) {
    while (!self->queue_.is_empty()) {
      const std::string text = self->queue_.take();
      self->socket_.text(true);
      const auto [error, size] = co_await self->socket_.async_write(asio::buffer(text), token);
      if (error) co_return;  // the read loop hears of it too; nothing is written any more
    }
    self->is_writing_ = false;
    if (self->is_closing_) co_await part(self);
  }

  static asio::awaitable<void> part(std::shared_ptr<PageLink> self) {
    co_await self->socket_.async_close(self->reason_, token);  // the socket goes whether or not it was answered
    self->parting_.cancel();
    self->socket_.next_layer().close();
  }

  websocket::stream<beast::tcp_stream> socket_;
  asio::steady_timer parting_;
  std::chrono::milliseconds parting_time_;
  WebQueue queue_;
  websocket::close_reason reason_;
  bool is_accepted_ = false, is_writing_ = false, is_closing_ = false;
};

}  // namespace

class WebServer::Server : public std::enable_shared_from_this<Server> {
 public:
  Server(asio::io_context& io, WebSetup setup, tcp::acceptor acceptor)
      : io_(io), setup_(std::move(setup)), acceptor_(std::move(acceptor)), telling_(io) {
    const auto at = acceptor_.local_endpoint();
    hosts_ = web_hosts(at.address().to_string(), at.port(), is_this_machine(at.address()), setup_.names);
    address_ = hosts_.front();
    policy_ = web_policy(hosts_, setup_.connect_to);
    for (auto& door : setup_.doors) {
      const auto own = web_origins(hosts_);
      door.origins.insert(door.origins.end(), own.begin(), own.end());
    }
  }

  void start() { asio::co_spawn(io_, welcome(shared_from_this()), rethrow); }

  void stop() {
    error_code ignored;
    acceptor_.close(ignored);
    for (const auto& [id, link] : std::map(links_)) link->close(1001, "the program ends");
    for (auto* visitor : visitors_) visitor->close();
    telling_.cancel();  // and tells now
  }

  void allow_origin(std::string_view path, std::string origin) {
    for (auto& door : setup_.doors) {
      if (door.path == path) door.origins.push_back(origin);
    }
  }

  std::map<WebLinkId, std::shared_ptr<PageLink>> links_;
  std::string address_;

 private:
  static asio::awaitable<void> welcome(std::shared_ptr<Server> self) {
    while (self->acceptor_.is_open()) {
      auto [error, socket] = co_await self->acceptor_.async_accept(token);
      if (!self->acceptor_.is_open()) break;
      if (error) {  // of one connection, or too many open files: a moment later it may go on
        asio::steady_timer pause(self->io_, std::chrono::milliseconds(50));
        co_await pause.async_wait(token);
        continue;
      }
      if (self->visitor_count_ >= self->setup_.limits.visitors) {
        self->refuse("too many visitors", {});
        continue;
      }
      error_code ignored;
      socket.set_option(tcp::no_delay(true), ignored);
      asio::co_spawn(self->io_, visit(self, std::move(socket)), rethrow);
    }
  }

  /// While it is there, a connection counts; and while it is no link, stop() may close it.
  struct Presence {
    Presence(Server& at, beast::tcp_stream& one) : server(at), stream(&one) {
      ++server.visitor_count_;
      server.visitors_.push_back(stream);
    }
    ~Presence() {
      --server.visitor_count_;
      became_a_link();
    }
    void became_a_link() { std::erase(server.visitors_, stream); }
    Presence(const Presence&) = delete;
    Presence& operator=(const Presence&) = delete;
    Server& server;
    beast::tcp_stream* stream;
  };

  static asio::awaitable<void> visit(std::shared_ptr<Server> self, tcp::socket socket) {
    beast::tcp_stream stream(std::move(socket));
    Presence presence(*self, stream);
    beast::flat_buffer buffer(self->setup_.limits.header + 4'096);
    for (;;) {
      http::request_parser<http::empty_body> parser;
      parser.header_limit(static_cast<std::uint32_t>(self->setup_.limits.header));
      stream.expires_after(self->setup_.limits.request);
      const auto [failed, size] = co_await http::async_read(stream, buffer, parser, token);
      if (failed == http::error::end_of_stream || failed == asio::error::operation_aborted) co_return;
      if (failed == beast::error::timeout) {
        if (parser.got_some()) self->refuse("a request that was not finished in time", {});
        co_return;
      }
      const auto& request = parser.get();
      std::optional<WebRefusal> refusal;
      if (failed) refusal = WebRefusal{400, "what is no HTTP request"};
      else if (websocket::is_upgrade(request) && buffer.size() > 0) refusal = WebRefusal{400, "a link that talks before it is answered"};
      else if (!self->is_own_host(request)) refusal = WebRefusal{421, "another Host"};
      if (!refusal && websocket::is_upgrade(request)) {
        if (WebDoor* door = self->door_of(request)) {
          refusal = self->refusal_of(request, *door);
          if (!refusal) {
            presence.became_a_link();
            co_await self->serve(std::make_shared<PageLink>(std::move(stream), self->setup_.limits), request, *door);
            co_return;
          }
        } else {
          refusal = WebRefusal{404, "a link to nowhere"};
        }
      }
      if (refusal) self->refuse(refusal->what, refusal->status == 403 ? view(request[http::field::origin]) : refusal->status == 421 ? view(request[http::field::host]) : std::string_view{});
      auto response = self->response_to(request, refusal);
      const auto [lost, written] = co_await http::async_write(stream, response, token);
      if (lost || !response.keep_alive()) break;
    }
    error_code ignored;
    stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
  }

  asio::awaitable<void> serve(std::shared_ptr<PageLink> link, const Request& request, WebDoor& door) {
    const WebLinkId id = next_link_++;
    links_.emplace(id, link);
    if (co_await link->accept(request)) {
      door.opened(id);
      co_await link->read(door, id);
      links_.erase(id);
      door.closed(id);
    } else {
      links_.erase(id);
    }
  }

  bool is_own_host(const Request& request) const { return request.count(http::field::host) == 1 && std::find(hosts_.begin(), hosts_.end(), view(request[http::field::host])) != hosts_.end(); }

  WebDoor* door_of(const Request& request) {
    const auto door = std::find_if(setup_.doors.begin(), setup_.doors.end(), [&](const WebDoor& one) { return one.path == view(request.target()); });
    return door == setup_.doors.end() ? nullptr : &*door;
  }

  std::optional<WebRefusal> refusal_of(const Request& request, const WebDoor& door) const {
    if (auto refusal = ipt::refusal_of({view(request[http::field::origin]), view(request[http::field::sec_websocket_protocol])}, door.token, door.origins)) return refusal;
    if (links_.size() >= setup_.limits.links) return WebRefusal{503, "too many links"};
    return std::nullopt;
  }

  Response response_to(const Request& request, const std::optional<WebRefusal>& refusal) const {
    Response response{http::status::ok, request.version()};
    response.set("Content-Security-Policy", policy_);
    response.set("X-Content-Type-Options", "nosniff");
    response.set("X-Frame-Options", "DENY");
    response.set("Referrer-Policy", "no-referrer");
    response.set("Cross-Origin-Opener-Policy", "same-origin");
    response.set("Cross-Origin-Resource-Policy", "same-origin");
    response.set(http::field::cache_control, "no-store");
    response.set(http::field::content_type, "text/plain; charset=utf-8");
    const std::string_view target = view(request.target()), path = target.substr(0, target.find('?'));
    const auto asset = std::find_if(setup_.assets.begin(), setup_.assets.end(), [&](const WebAsset& one) { return one.path == path; });
    const auto say = [&](http::status status, std::string_view text) {
      response.result(status);
      response.body() = {text.data(), text.size()};
    };
    if (refusal) {
      say(http::int_to_status(refusal->status), refusal->what);
    } else if (request.method() != http::verb::get && request.method() != http::verb::head) {
      response.set(http::field::allow, "GET, HEAD");
      say(http::status::method_not_allowed, "GET only");
    } else if (asset == setup_.assets.end()) {
      say(http::status::not_found, "there is no such page");
    } else {
      say(http::status::ok, asset->bytes);
      response.set(http::field::content_type, asset->content_type);
    }
    response.keep_alive(!refusal && request.keep_alive());
    response.content_length(response.body().size());
    if (request.method() == http::verb::head) response.body() = {};
    return response;
  }

  void refuse(std::string_view what, std::string_view first) {
    const bool is_first = refusals_.is_empty();
    refusals_.add(what, first);
    if (!is_first) return;
    telling_.expires_after(std::chrono::seconds(1));
    telling_.async_wait([self = shared_from_this()](error_code) {
      if (self->setup_.refused) self->setup_.refused(self->refusals_.take());
    });
  }

  asio::io_context& io_;
  WebSetup setup_;
  tcp::acceptor acceptor_;
  asio::steady_timer telling_;
  std::vector<std::string> hosts_;
  std::string policy_;
  std::vector<beast::tcp_stream*> visitors_;
  std::size_t visitor_count_ = 0;
  WebLinkId next_link_ = 1;
  WebRefusals refusals_;
};

Result<WebServer> WebServer::listen(asio::io_context& io, WebSetup setup) {
  const auto cannot = [&](const std::string& why, const char* todo) { return Error{fmt::format("Cannot serve a page at {}:{} ({}): {}.", setup.host, setup.port, why, todo)}; };
  error_code error;
  const auto address = asio::ip::make_address(setup.host == "localhost" ? "127.0.0.1" : setup.host, error);
  if (error) return cannot("that is no address", "give one of this machine's, such as 127.0.0.1");
  if (!setup.beyond_this_machine && !is_this_machine(address)) return cannot("that is no loopback address, and pages travel unprotected", "use 127.0.0.1 or ::1");
  const tcp::endpoint at(address, setup.port);
  tcp::acceptor acceptor(io);
  acceptor.open(at.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(at, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return cannot(error.message(), "choose another port, or 0 for any free one");
  auto server = std::make_shared<Server>(io, std::move(setup), std::move(acceptor));
  server->start();
  return WebServer(std::move(server));
}

WebServer::WebServer(std::shared_ptr<Server> server) : server_(std::move(server)) {}
WebServer::WebServer(WebServer&&) noexcept = default;
WebServer::~WebServer() {
  if (server_) server_->stop();
}

const std::string& WebServer::address() const { return server_->address_; }
std::size_t WebServer::links() const { return server_->links_.size(); }
void WebServer::allow_origin(std::string_view path, std::string origin) { server_->allow_origin(path, std::move(origin)); }
void WebServer::stop() { server_->stop(); }

void WebServer::send(WebLinkId id, std::string text) {
  if (const auto link = server_->links_.find(id); link != server_->links_.end()) link->second->send(std::move(text));
}
void WebServer::push(WebLinkId id, const std::string& key, std::string text) {
  if (const auto link = server_->links_.find(id); link != server_->links_.end()) link->second->push(key, std::move(text));
}
void WebServer::close(WebLinkId id, std::uint16_t code, std::string_view reason) {
  if (const auto link = server_->links_.find(id); link != server_->links_.end()) link->second->close(code, reason);
}

}  // namespace ipt
