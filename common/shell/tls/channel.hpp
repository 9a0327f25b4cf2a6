#pragma once
#include <boost/asio/post.hpp>
#include <boost/asio/buffer.hpp>
#include <functional>
#include <span>
#include <string_view>
#include <utility>

#include "common/shell/stream.hpp"
#include "common/shell/tls/context.hpp"

namespace ipt {

/// A byte stream, in the clear or protected, behind one face. Never blocks. Not for several threads.
///
/// A protected one drives OpenSSL over the socket itself, which holds no buffers while nothing is under way (about 14 KB
/// a connection; asio::ssl::stream holds 70).
class Channel {
 public:
  using Done = std::function<void(boost::system::error_code)>;

  explicit Channel(Stream socket) : socket_(std::move(socket)) { socket_.non_blocking(true); }
  /// Protected from the handshake on, which comes first.
  Channel(Stream socket, const TlsContext& context, const std::string& name = {});

  [[nodiscard]] bool is_protected() const { return session_ != nullptr; }
  /// Null in the clear.
  [[nodiscard]] const SSL* session() const { return session_.get(); }
  Stream& socket() { return socket_; }

  /// As far as it goes now. would_block: call again after this wait; any other error: handshake_fault says why.
  boost::system::error_code handshake_some(boost::asio::socket_base::wait_type& wait);
  void async_handshake(Done);
  /// `into` is filled just before the handler is called, and so may be shared by many.
  template <class Handler>
  void async_read_some(std::span<char> into, Handler handler) {
    if (session_ && SSL_has_pending(session_.get()) == 1) boost::asio::post(socket_.get_executor(), [this, into, handler = std::move(handler)]() mutable { read_now(into, std::move(handler)); });
    else wait_and_read(boost::asio::socket_base::wait_read, into, std::move(handler));
  }
  /// What the socket takes at once, perhaps nothing; the rest must begin the next write.
  std::size_t write_some(std::string_view bytes, boost::system::error_code&);
  /// All of it; the bytes live until then.
  void async_write(std::string_view bytes, Done);

  /// Tells the peer that nothing more comes.
  void shut_down_sending();
  void close();

 private:
  using Wait = boost::asio::socket_base::wait_type;
  /// What a call of OpenSSL came to: done, an error, or what it waits for.
  boost::system::error_code outcome_of(int returned, Wait& wait);
  /// Bytes read, or would_block with what it waits for.
  std::size_t read_some(std::span<char> into, boost::system::error_code&, Wait&);

  template <class Handler>
  void read_now(std::span<char> into, Handler handler) {
    boost::system::error_code error;
    Wait wait{};
    const std::size_t size = read_some(into, error, wait);
    if (error == boost::asio::error::would_block) wait_and_read(wait, into, std::move(handler));
    else handler(error, size);
  }
  template <class Handler>
  void wait_and_read(Wait wait, std::span<char> into, Handler handler) {
    socket_.async_wait(wait, [this, into, handler = std::move(handler)](boost::system::error_code error) mutable {
      if (error) handler(error, std::size_t{0});
      else read_now(into, std::move(handler));
    });
  }

  Stream socket_;
  TlsSession session_;  ///< after the socket: goes before it
};

}  // namespace ipt
