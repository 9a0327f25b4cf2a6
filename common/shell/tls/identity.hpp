#pragma once
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/digest.hpp"
#include "common/result.hpp"

namespace ipt {

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using Certificate = std::unique_ptr<X509, FreeCertificate>;

using HostTime = std::chrono::system_clock::time_point;

/// Who a program is on a protected link: an ECDSA P-256 key of its own, and a certificate that it signed itself. There is
/// no authority: what counts is the key, pinned at pairing.
struct Identity {
  Key key;
  Certificate certificate;
};

/// The identity in this folder (0700; key.pem and certificate.pem, 0600), made where there is none. A certificate that
/// ends within `renewed_before_end` is renewed with the same key, which no peer minds. The folder or a file open to
/// others, half of the pair, a key of another kind: an error that says what mends it, with nothing changed.
Result<Identity> open_identity(const std::filesystem::path& folder, const std::string& uri, HostTime now);

constexpr std::chrono::days certificate_life{3'650};
constexpr std::chrono::days renewed_before_end{90};

/// A certificate for this key, signed by it, from a day before `now` on. Empty when OpenSSL fails.
Certificate make_certificate(EVP_PKEY* key, const std::string& uri, HostTime now);
Key make_key();

/// What a pump's certificate carries, `urn:ipt:pump:SERIAL`, and what a client asks for by SNI, `SERIAL.pump.ipt.invalid`:
/// in small letters, and where a serial number is no DNS label, the first 32 hex digits of its SHA-256 in its place.
std::string uri_of_pump(const std::string& serial);
std::string name_of_pump(const std::string& serial);

/// What a certificate says about whose it is. SHA-256 over its public key (SubjectPublicKeyInfo, DER): a renewed
/// certificate keeps it.
Digest fingerprint_of(const X509& certificate);
std::vector<std::string> uris_of(const X509& certificate);
HostTime end_of(const X509& certificate);
/// Not yet, or no longer valid at this time, or not an ECDSA P-256 key: why. Nothing if it may be used.
std::optional<std::string> fault_of(const X509& certificate, HostTime now);

std::string pem_of(const X509& certificate);
/// The first certificate in a PEM text.
Result<Certificate> read_certificate(const std::string& pem);
/// DER, as it travels while pairing. Strict: nothing before or after it.
std::string der_of(const X509& certificate);
Result<Certificate> certificate_from_der(std::string_view der);

}  // namespace ipt
