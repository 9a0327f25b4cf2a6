#include "common/shell/tls/channel.hpp"

#include <openssl/err.h>

#include <boost/asio/error.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>

#include "common/shell/tls/metered.hpp"

namespace ipt {

namespace asio = boost::asio;
using boost::system::error_code;

Channel::Channel(Stream socket, const TlsContext& context, const std::string& name) : socket_(std::move(socket)) {
  socket_.non_blocking(true);
  session_ = context.session(socket_.native_handle(), name);
}

error_code Channel::outcome_of(int returned, Wait& wait) {
  switch (SSL_get_error(session_.get(), returned)) {
    case SSL_ERROR_WANT_READ: wait = asio::socket_base::wait_read; return asio::error::would_block;
    case SSL_ERROR_WANT_WRITE: wait = asio::socket_base::wait_write; return asio::error::would_block;
    case SSL_ERROR_ZERO_RETURN: return asio::error::eof;
    case SSL_ERROR_SYSCALL: return errno != 0 ? error_code(errno, boost::system::system_category()) : error_code(asio::error::eof);
    default: return asio::error::connection_aborted;  // what came was no TLS, or was refused
  }
}

error_code Channel::handshake_some(Wait& wait) {
  if (!session_) return asio::error::no_memory;
  if (!socket_.is_open()) return asio::error::bad_descriptor;
  ERR_clear_error();
  errno = 0;
  begin_turn(session_.get());
  const int returned = SSL_do_handshake(session_.get());
  return returned == 1 ? error_code() : outcome_of(returned, wait);
}

void Channel::async_handshake(Done done) {
  Wait wait{};
  const error_code error = handshake_some(wait);
  if (error != asio::error::would_block) return asio::post(socket_.get_executor(), [done = std::move(done), error] { done(error); });
  socket_.async_wait(wait, [this, done = std::move(done)](error_code failed) mutable {
    if (failed) done(failed);
    else async_handshake(std::move(done));
  });
}

std::size_t Channel::read_some(std::span<char> into, error_code& error, Wait& wait) {
  if (!session_) {
    wait = asio::socket_base::wait_read;
    return socket_.read_some(asio::buffer(into.data(), into.size()), error);
  }
  if (!socket_.is_open()) {  // its number may be another connection's by now, and OpenSSL knows only the number
    error = asio::error::bad_descriptor;
    return 0;
  }
  ERR_clear_error();
  errno = 0;
  std::size_t size = 0;
  begin_turn(session_.get());
  const int returned = SSL_read_ex(session_.get(), into.data(), into.size(), &size);
  error = returned == 1 ? error_code() : outcome_of(returned, wait);
  return size;
}

std::size_t Channel::write_some(std::string_view bytes, error_code& error) {
  if (!session_) return socket_.write_some(asio::buffer(bytes), error);
  std::size_t all = 0;
  error = socket_.is_open() ? error_code() : error_code(asio::error::bad_descriptor);
  while (all < bytes.size() && !error) {
    ERR_clear_error();
    errno = 0;
    std::size_t size = 0;
    Wait wait{};
    const int returned = SSL_write_ex(session_.get(), bytes.data() + all, bytes.size() - all, &size);
    if (returned == 1) all += size;
    else error = outcome_of(returned, wait);
  }
  return all;
}

void Channel::async_write(std::string_view bytes, Done done) {
  error_code error;
  const std::size_t written = write_some(bytes, error);
  if (written == bytes.size() || (error && error != asio::error::would_block)) {
    return asio::post(socket_.get_executor(), [done = std::move(done), error] { done(error); });
  }
  socket_.async_wait(asio::socket_base::wait_write, [this, rest = bytes.substr(written), done = std::move(done)](error_code failed) mutable {
    if (failed) done(failed);
    else async_write(rest, std::move(done));
  });
}

void Channel::shut_down_sending() {
  if (session_ && socket_.is_open() && SSL_is_init_finished(session_.get()) == 1) SSL_shutdown(session_.get());
  ERR_clear_error();
  error_code ignored;
  socket_.shutdown(asio::socket_base::shutdown_send, ignored);
}

void Channel::close() {
  error_code ignored;
  socket_.close(ignored);
}

}  // namespace ipt
