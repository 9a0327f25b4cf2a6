#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"

namespace boost::asio {
class io_context;
}

namespace ipt {

/// A file of the page, as bytes that live as long as the program. The page itself has the path "/".
struct WebAsset {
  std::string_view path;
  std::string_view content_type;
  std::string_view bytes;
};

/// One page's WebSocket. Never used again: a page that comes back is another link.
using WebLinkId = std::uint64_t;

/// Where pages link to, such as "/link". What is here is called from the io_context's thread, never from within a call
/// of WebServer; `closed` comes once after each `opened`, and an answer to a link that is closed goes nowhere.
struct WebDoor {
  std::string path;
  std::string token;                 // without which nobody is let in: web_token()
  std::vector<std::string> origins;  // of other pages that may come, beside those of this server
  std::function<void(WebLinkId)> opened;
  std::function<void(WebLinkId, std::string_view message)> message;  // in UTF-8
  std::function<void(WebLinkId)> closed;
};

/// Each keeps one page or stranger from taking what belongs to the others.
struct WebLimits {
  std::size_t links = 100;
  std::size_t visitors = 250;  // connections in all, links among them
  std::size_t header = 16 * 1024;
  std::size_t message = 64 * 1024;
  std::size_t unread = 4 * 1024 * 1024;  // bytes of answers that a page has not read yet
  std::chrono::milliseconds request{20'000};  // to finish an HTTP request, or to come with the next
  std::chrono::milliseconds idle{30'000};     // after half of it a ping, which browsers answer by themselves
  std::chrono::milliseconds parting{1'000};   // for a link that is being closed to say that it heard
};

struct WebSetup {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;                // 0: any free one
  bool beyond_this_machine = false;      // else `host` must be a loopback address
  std::vector<std::string> names{};      // by which the page is called beside `host`, without a port
  std::span<const WebAsset> assets{};
  std::vector<WebDoor> doors{};
  std::vector<std::string> connect_to{}; // where the page's own scripts may connect beside this server, as in `ws://127.0.0.1:7000`
  std::function<void(std::string_view)> refused{};  // a line for what was refused within one second
  WebLimits limits{};
};

/// Serves a page and its links over HTTP/1.1 in the thread that runs the io_context.
class WebServer {
 public:
  /// An error: it cannot listen there.
  static Result<WebServer> listen(boost::asio::io_context&, WebSetup);
  WebServer(WebServer&&) noexcept;
  ~WebServer();

  /// "127.0.0.1:7000"
  [[nodiscard]] const std::string& address() const;
  [[nodiscard]] std::size_t links() const;

  /// Each of these goes out, in order. A page that leaves more unread than the limit is closed.
  void send(WebLinkId, std::string text);
  /// News: takes the place of older news with that key which have not gone out.
  void push(WebLinkId, const std::string& key, std::string text);
  /// What waits still goes out. The reason is cut to 120 bytes.
  void close(WebLinkId, std::uint16_t code, std::string_view reason);
  /// From now on pages from there may come through the door as well.
  void allow_origin(std::string_view path, std::string origin);
  /// Nobody is let in any more, and every link is told. When all are gone nothing of the server keeps the io_context busy.
  void stop();

 private:
  class Server;
  explicit WebServer(std::shared_ptr<Server>);
  std::shared_ptr<Server> server_;
};

}  // namespace ipt
