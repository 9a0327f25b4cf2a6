#pragma once
#include <openssl/ssl.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "common/shell/tls/identity.hpp"

namespace ipt {

struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
struct FreeSession {
  void operator()(SSL* session) const { SSL_free(session); }
};
using TlsSession = std::unique_ptr<SSL, FreeSession>;

/// What both ends of a telemetry link name by ALPN, and both ends of a pairing.
inline const std::string telemetry_protocol = "ipt/1";
inline const std::string pairing_protocol = "ipt-pair/1";

/// Judges the certificate of whoever is at the other end, whose key is proved by the handshake: nothing if it may come in,
/// else why not. Expiry and the kind of key are judged before.
using Judge = std::function<std::optional<std::string>(const X509& certificate)>;

/// What all TLS links of one end have in common: 1.3 and nothing else, this end's identity, one application protocol, no
/// tickets, no resumption, no early data, no authority. Lives as long as its sessions.
class TlsContext {
 public:
  /// A server that asks for a certificate and shows it to `judge`; without a judge it asks for none (pairing).
  /// `name`: the only one that a client's SNI may ask for; it may leave it out.
  static Result<std::unique_ptr<TlsContext>> server(const Identity&, const std::string& protocol, const std::string& name, Judge judge);
  /// A client; with no identity it shows no certificate (pairing).
  static Result<std::unique_ptr<TlsContext>> client(const Identity*, const std::string& protocol, Judge judge);

  /// A session on this socket, which outlives it; begin_turn() before each call that reads (metered.hpp), as Channel does.
  /// `name`: what a client asks for by SNI.
  [[nodiscard]] TlsSession session(int socket, const std::string& name = {}) const;

  /// From now on the secrets of sessions whose peer is on this machine are appended to this file, for Wireshark. An error
  /// if it cannot be written.
  std::optional<Error> log_keys_to(const std::filesystem::path& file);

 private:
  TlsContext(bool is_server, std::string protocol, std::string name, Judge judge);
  std::optional<Error> prepare(const Identity*);
  static int judge_certificate(X509_STORE_CTX*, void* self);
  static int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* in, unsigned size, void* self);
  static int hear_name(SSL*, int* alert, void* self);

  bool is_server_;
  std::string protocol_;  ///< with its length before it, as ALPN wants it
  std::string name_;
  Judge judge_;
  std::unique_ptr<SSL_CTX, FreeContext> context_;
};

/// Why this handshake failed, or was refused by our judge, as far as is known. Never empty.
std::string handshake_fault(const SSL*);
/// The protocol that both agreed on, empty if none.
std::string agreed_protocol(const SSL*);
/// The certificate at the other end, null if it showed none.
const X509* peer_certificate(const SSL*);

}  // namespace ipt
