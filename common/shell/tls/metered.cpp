#include "common/shell/tls/metered.hpp"

#include <openssl/bio.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <memory>

namespace ipt {
namespace {

constexpr std::size_t a_turn = 16 * 1024;
/// AES-GCM wants a change after some 24 million records.
constexpr int most_key_changes = 16;

struct Meter {
  int socket = -1;
  std::size_t left = a_turn;
  int key_changes = 0;
};

Meter& meter_of(BIO* bio) { return *static_cast<Meter*>(BIO_get_data(bio)); }

bool is_patience_asked() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

int read_socket(BIO* bio, char* into, int size) {
  BIO_clear_retry_flags(bio);
  Meter& meter = meter_of(bio);
  if (meter.key_changes > most_key_changes) {
    errno = EPROTO;
    return -1;
  }
  if (meter.left == 0) {
    BIO_set_retry_read(bio);
    errno = EAGAIN;
    return -1;
  }
  const ssize_t got = ::recv(meter.socket, into, std::min(static_cast<std::size_t>(size), meter.left), 0);
  if (got > 0) meter.left -= static_cast<std::size_t>(got);
  if (got < 0 && is_patience_asked()) BIO_set_retry_read(bio);
  return static_cast<int>(got);
}

int write_socket(BIO* bio, const char* bytes, int size) {
  BIO_clear_retry_flags(bio);
  const ssize_t written = ::send(meter_of(bio).socket, bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
  if (written < 0 && is_patience_asked()) BIO_set_retry_write(bio);
  return static_cast<int>(written);
}

long control(BIO* bio, int what, long, void* out) {
  if (what == BIO_CTRL_FLUSH) return 1;
  if (what != BIO_C_GET_FD) return 0;
  if (out != nullptr) *static_cast<int*>(out) = meter_of(bio).socket;
  return meter_of(bio).socket;
}

int forget(BIO* bio) {
  delete static_cast<Meter*>(BIO_get_data(bio));
  return 1;
}

BIO_METHOD* method() {
  static BIO_METHOD* const made = [] {
    BIO_METHOD* const fresh = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK | BIO_TYPE_DESCRIPTOR, "metered socket");
    if (fresh == nullptr) return fresh;
    BIO_meth_set_read(fresh, read_socket);
    BIO_meth_set_write(fresh, write_socket);
    BIO_meth_set_ctrl(fresh, control);
    BIO_meth_set_destroy(fresh, forget);
    return fresh;
  }();
  return made;
}

/// OpenSSL tells of each message as it comes.
void hear_message(int is_written, int, int type, const void* bytes, std::size_t size, SSL*, void* meter) {
  if (is_written == 0 && type == SSL3_RT_HANDSHAKE && size > 0 && *static_cast<const unsigned char*>(bytes) == SSL3_MT_KEY_UPDATE) ++static_cast<Meter*>(meter)->key_changes;
}

}  // namespace

bool put_metered_socket(SSL* session, int socket) {
  BIO* const bio = method() == nullptr ? nullptr : BIO_new(method());
  if (bio == nullptr) return false;
  auto* const meter = new Meter{socket};
  BIO_set_data(bio, meter);
  BIO_set_init(bio, 1);
  SSL_set_bio(session, bio, bio);
  SSL_set_msg_callback(session, hear_message);
  SSL_set_msg_callback_arg(session, meter);
  return true;
}

void begin_turn(SSL* session) { meter_of(SSL_get_rbio(session)).left = a_turn; }

}  // namespace ipt
