#include "common/shell/tls/context.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/ip/tcp.hpp>
#include <cstring>

#include "common/shell/stream.hpp"
#include "common/shell/tls/metered.hpp"

namespace ipt {
namespace {

void free_text(void*, void* text, CRYPTO_EX_DATA*, int, long, void*) { delete static_cast<std::string*>(text); }

/// Where a session keeps why its peer was refused, and a context its key log.
int fault_index() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, free_text);
  return index;
}
int key_log_index() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, free_text);
  return index;
}

void keep_fault(SSL* session, std::string why) {
  delete static_cast<std::string*>(SSL_get_ex_data(session, fault_index()));
  SSL_set_ex_data(session, fault_index(), new std::string(std::move(why)));
}

bool is_peer_on_this_machine(const SSL* session) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getpeername(SSL_get_fd(session), reinterpret_cast<sockaddr*>(&address), &size) != 0) return false;
  if (address.ss_family != AF_INET && address.ss_family != AF_INET6) return address.ss_family == AF_UNIX;
  boost::asio::ip::tcp::endpoint peer;
  std::memcpy(peer.data(), &address, size);
  return is_this_machine(peer.address());
}

void log_key(const SSL* session, const char* line) {
  const auto* file = static_cast<const std::string*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(session), key_log_index()));
  if (file == nullptr || !is_peer_on_this_machine(session)) return;
  const int descriptor = ::open(file->c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600);
  if (descriptor < 0) return;
  const std::string text = std::string(line) + "\n";
  [[maybe_unused]] const auto written = ::write(descriptor, text.data(), text.size());
  ::close(descriptor);
}

Error no_tls(const char* what) {
  char why[256] = "no reason given";
  if (const auto code = ERR_get_error(); code != 0) ERR_error_string_n(code, why, sizeof why);
  return Error{fmt::format("OpenSSL cannot {} ({}), so no protected link is possible: check its installation (openssl version).", what, why)};
}

}  // namespace

TlsContext::TlsContext(bool is_server, std::string protocol, std::string name, Judge judge)
    : is_server_(is_server), protocol_(static_cast<char>(protocol.size()) + protocol), name_(std::move(name)), judge_(std::move(judge)), context_(SSL_CTX_new(is_server ? TLS_server_method() : TLS_client_method())) {}

Result<std::unique_ptr<TlsContext>> TlsContext::server(const Identity& identity, const std::string& protocol, const std::string& name, Judge judge) {
  std::unique_ptr<TlsContext> made(new TlsContext(true, protocol, name, std::move(judge)));
  if (auto error = made->prepare(&identity)) return *error;
  return made;
}

Result<std::unique_ptr<TlsContext>> TlsContext::client(const Identity* identity, const std::string& protocol, Judge judge) {
  std::unique_ptr<TlsContext> made(new TlsContext(false, protocol, {}, std::move(judge)));
  if (auto error = made->prepare(identity)) return *error;
  return made;
}

std::optional<Error> TlsContext::prepare(const Identity* identity) {
  ERR_clear_error();
  SSL_CTX* const context = context_.get();
  if (context == nullptr) return no_tls("make a context");
  if (SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) != 1 || SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) != 1) return no_tls("speak TLS 1.3");
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_num_tickets(context, 0);

  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_max_early_data(context, 0);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_max_cert_list(context, 16'384);
  if (identity != nullptr) {
    if (SSL_CTX_use_certificate(context, identity->certificate.get()) != 1 || SSL_CTX_use_PrivateKey(context, identity->key.get()) != 1) return no_tls("use this program's key");
  }
  const auto* protocols = reinterpret_cast<const unsigned char*>(protocol_.data());
  if (is_server_) {
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, this);
    SSL_CTX_set_tlsext_servername_callback(context, hear_name);
    SSL_CTX_set_tlsext_servername_arg(context, this);
  } else if (SSL_CTX_set_alpn_protos(context, protocols, static_cast<unsigned>(protocol_.size())) != 0) {
    return no_tls("ask for the protocol");
  }
  if (judge_) {
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    SSL_CTX_set_cert_verify_callback(context, judge_certificate, this);
  }
  return {};
}

int TlsContext::judge_certificate(X509_STORE_CTX* store, void* self) {
  const X509* const certificate = X509_STORE_CTX_get0_cert(store);
  auto* const session = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto why = fault_of(*certificate, std::chrono::system_clock::now());
  if (!why) why = static_cast<TlsContext*>(self)->judge_(*certificate);
  if (!why) return 1;
  keep_fault(session, *why);
  X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_UNTRUSTED);
  return 0;
}

int TlsContext::choose_protocol(SSL* session, const unsigned char** out, unsigned char* out_size, const unsigned char* in, unsigned size, void* self) {
  const auto& ours = static_cast<TlsContext*>(self)->protocol_;
  auto* chosen = const_cast<unsigned char*>(*out);
  const auto* offered = reinterpret_cast<const unsigned char*>(ours.data());
  if (SSL_select_next_proto(&chosen, out_size, offered, static_cast<unsigned>(ours.size()), in, size) == OPENSSL_NPN_NEGOTIATED) {
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
  }
  keep_fault(session, "it does not speak " + ours.substr(1));
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

int TlsContext::hear_name(SSL* session, int* alert, void* self) {
  const char* const asked = SSL_get_servername(session, TLSEXT_NAMETYPE_host_name);
  const auto& name = static_cast<TlsContext*>(self)->name_;
  if (asked == nullptr || name == asked) return SSL_TLSEXT_ERR_OK;
  keep_fault(session, "it asks for another pump");
  *alert = SSL_AD_UNRECOGNIZED_NAME;
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

TlsSession TlsContext::session(int socket, const std::string& name) const {
  TlsSession session(SSL_new(context_.get()));
  if (!session || !put_metered_socket(session.get(), socket)) return {};
  if (is_server_) {
    SSL_set_accept_state(session.get());
  } else {
    SSL_set_connect_state(session.get());
    if (!name.empty() && SSL_set_tlsext_host_name(session.get(), name.c_str()) != 1) return {};
  }
  return session;
}

std::optional<Error> TlsContext::log_keys_to(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600);
  if (descriptor < 0) return Error{fmt::format("'{}' cannot be written ({}), so no keys are logged and nothing was started: name another file in SSLKEYLOGFILE, or unset it.", file.string(), std::strerror(errno))};
  struct stat is {};
  const bool is_ours = ::fstat(descriptor, &is) == 0 && S_ISREG(is.st_mode) && is.st_uid == ::geteuid() && (is.st_mode & 077) == 0;
  ::close(descriptor);
  if (!is_ours) return Error{fmt::format("'{}' can be read by others, so no keys are logged and nothing was started: `chmod 600 {}` (its owner must be you), or name another file in SSLKEYLOGFILE.", file.string(), file.string())};
  SSL_CTX_set_ex_data(context_.get(), key_log_index(), new std::string(file.string()));
  SSL_CTX_set_keylog_callback(context_.get(), log_key);
  return {};
}

std::string handshake_fault(const SSL* session) {
  if (const auto* kept = static_cast<const std::string*>(SSL_get_ex_data(session, fault_index()))) return *kept;
  const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
  return reason != nullptr ? reason : "the connection ended in the middle of the handshake";
}

std::string agreed_protocol(const SSL* session) {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(session, &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

const X509* peer_certificate(const SSL* session) { return SSL_get0_peer_certificate(session); }

}  // namespace ipt
