#include "common/shell/tls/identity.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <algorithm>
#include <cctype>

#include "common/shell/files.hpp"

namespace ipt {
namespace {

namespace fs = std::filesystem;

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;

std::string text_in(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string pem_of_key(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  return PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1 ? text_in(bio.get()) : std::string();
}

bool is_p256(EVP_PKEY* key) {
  char group[32];
  return key != nullptr && EVP_PKEY_is_a(key, "EC") == 1 && EVP_PKEY_get_group_name(key, group, sizeof group, nullptr) == 1 &&
         std::string_view(group) == "prime256v1";
}

/// A file that holds a secret, or what stands for one: its owner's alone.
Result<std::string> read_own_file(const fs::path& path) {
  struct stat facts {};
  const bool is_there = ::stat(path.c_str(), &facts) == 0;
  if (is_there && !S_ISREG(facts.st_mode)) return Error{fmt::format("'{}' is no ordinary file, and nothing was started: put the file back, or move the folder away and pair anew.", path.string())};
  if (is_there && (facts.st_mode & 077) != 0) {
    return Error{fmt::format("'{0}' may be read by others, so the key in it is no secret, and nothing was started: chmod 600 '{0}', and pair anew if others were on "
                             "this machine.",
                             path.string())};
  }
  return read_file(path, 64 * 1024);
}

Result<Key> read_key(const fs::path& path) {
  const auto pem = read_own_file(path);
  if (!pem) return pem.error();
  const Bio bio(BIO_new_mem_buf(pem->data(), static_cast<int>(pem->size())));
  // Without a callback OpenSSL would ask for a passphrase at the terminal.
  const auto no_passphrase = [](char*, int, int, void*) { return 0; };
  Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
  if (is_p256(key.get())) return key;
  return Error{fmt::format("'{}' holds no ECDSA P-256 key without a passphrase, so nobody would know this program, and nothing was changed: put the file back, or move the "
                           "folder away and pair anew.",
                           path.string())};
}

Error could_not_make() { return Error{"OpenSSL could not make a key or a certificate, so nothing was started: check its installation (openssl version)."}; }

std::optional<Error> write_certificate(const fs::path& path, const X509& certificate) { return write_file_atomically(path, pem_of(certificate)); }

Result<Identity> make_identity(const fs::path& folder, const std::string& uri, HostTime now) {
  Identity made{make_key(), {}};
  if (made.key) made.certificate = make_certificate(made.key.get(), uri, now);
  if (!made.certificate) return could_not_make();
  // The key last: a certificate without its key is made anew, a key is never replaced.
  if (auto error = write_certificate(folder / "certificate.pem", *made.certificate)) return *error;
  if (auto error = write_file_atomically(folder / "key.pem", pem_of_key(made.key.get()))) return *error;
  return made;
}

}  // namespace

Key make_key() { return Key(EVP_EC_gen("P-256")); }

Certificate make_certificate(EVP_PKEY* key, const std::string& uri, HostTime now) {
  Certificate made(X509_new());
  std::uint64_t number = 0;
  if (!made || RAND_bytes(reinterpret_cast<unsigned char*>(&number), sizeof number) != 1) return {};
  X509_set_version(made.get(), X509_VERSION_3);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(made.get()), number >> 1 | 1);
  const auto seconds = std::chrono::system_clock::to_time_t(now);
  ASN1_TIME_set(X509_getm_notBefore(made.get()), seconds - 86'400);
  ASN1_TIME_set(X509_getm_notAfter(made.get()), seconds + std::chrono::duration_cast<std::chrono::seconds>(certificate_life).count());
  X509_set_pubkey(made.get(), key);
  X509_NAME* const name = X509_get_subject_name(made.get());
  X509_NAME_add_entry_by_txt(name, "O", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("IPT simulation, not a medical device"), -1, -1, 0);
  X509_set_issuer_name(made.get(), name);

  GENERAL_NAME* const general = GENERAL_NAME_new();
  ASN1_IA5STRING* const text = ASN1_IA5STRING_new();
  ASN1_STRING_set(text, uri.data(), static_cast<int>(uri.size()));
  GENERAL_NAME_set0_value(general, GEN_URI, text);
  GENERAL_NAMES* const names = sk_GENERAL_NAME_new_null();
  sk_GENERAL_NAME_push(names, general);
  const bool named = X509_add1_ext_i2d(made.get(), NID_subject_alt_name, names, 0, 0) == 1;
  GENERAL_NAMES_free(names);
  if (!named || X509_sign(made.get(), key, EVP_sha256()) == 0) return {};
  return made;
}

Result<Identity> open_identity(const fs::path& folder, const std::string& uri, HostTime now) {
  if (auto error = make_private_folder(folder)) return *error;
  std::error_code ignored;
  if (!fs::exists(folder / "key.pem", ignored)) return make_identity(folder, uri, now);
  auto key = read_key(folder / "key.pem");
  if (!key) return key.error();
  if (fs::exists(folder / "certificate.pem", ignored)) {
    const auto pem = read_own_file(folder / "certificate.pem");
    if (!pem) return pem.error();
    auto certificate = read_certificate(*pem);
    if (!certificate) return Error{fmt::format("'{}': {}: move it away, and it is made anew for the same key.", (folder / "certificate.pem").string(), certificate.error().text)};
    if (X509_check_private_key(certificate->get(), key->get()) != 1) {
      return Error{fmt::format("'{}' is not for the key beside it, so nobody would know this program, and nothing was changed: move it away, and it is made anew.",
                               (folder / "certificate.pem").string())};
    }
    if (!fault_of(**certificate, now) && end_of(**certificate) > now + renewed_before_end && uris_of(**certificate) == std::vector{uri}) return Identity{*std::move(key), *std::move(certificate)};
  }
  Identity renewed{*std::move(key), {}};
  renewed.certificate = make_certificate(renewed.key.get(), uri, now);
  if (!renewed.certificate) return could_not_make();
  if (auto error = write_certificate(folder / "certificate.pem", *renewed.certificate)) return *error;
  return renewed;
}

std::string uri_of_pump(const std::string& serial) {
  std::string uri = "urn:ipt:pump:";
  for (const char c : serial) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("-._~").find(c) != std::string_view::npos) uri += c;
    else uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return uri;
}

std::string name_of_pump(const std::string& serial) {
  std::string label;
  for (const char c : serial) label += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const bool is_label = !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
                        label.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
  if (!is_label) label = fmt::format("{:02x}", fmt::join(sha256(serial), "")).substr(0, 32);
  return label + ".pump.ipt.invalid";
}

Digest fingerprint_of(const X509& certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(&certificate), &der);
  const Digest digest = sha256({reinterpret_cast<const char*>(der), static_cast<std::size_t>(std::max(size, 0))});
  OPENSSL_free(der);
  return digest;
}

std::vector<std::string> uris_of(const X509& certificate) {
  std::vector<std::string> uris;
  auto* const names = static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr));
  for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
    const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names, i);
    if (name->type != GEN_URI) continue;
    const ASN1_STRING* const text = name->d.uniformResourceIdentifier;
    uris.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)), static_cast<std::size_t>(ASN1_STRING_length(text)));
  }
  GENERAL_NAMES_free(names);
  return uris;
}

HostTime end_of(const X509& certificate) {
  std::tm end{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(&certificate), &end) != 1) return HostTime{};
  // 9999-12-31, which stands for no end, lies beyond what nanoseconds in 64 bits can tell.
  constexpr auto last = std::chrono::floor<std::chrono::seconds>(HostTime::max().time_since_epoch());
  return HostTime(std::min(last, std::chrono::seconds(::timegm(&end))));
}

std::optional<std::string> fault_of(const X509& certificate, HostTime now) {
  if (!is_p256(X509_get0_pubkey(&certificate))) return "its key is not ECDSA P-256";
  std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  if (X509_cmp_time(X509_get0_notBefore(&certificate), &seconds) >= 0) return "its certificate is not valid yet by this machine's clock";
  if (X509_cmp_time(X509_get0_notAfter(&certificate), &seconds) <= 0) return "its certificate has expired by this machine's clock";
  return {};
}

std::string pem_of(const X509& certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  return PEM_write_bio_X509(bio.get(), &certificate) == 1 ? text_in(bio.get()) : std::string();
}

Result<Certificate> read_certificate(const std::string& pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (!certificate) return Error{"holds no certificate in PEM"};
  return certificate;
}

std::string der_of(const X509& certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(&certificate, &der);
  std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(std::max(size, 0)));
  OPENSSL_free(der);
  return bytes;
}

Result<Certificate> certificate_from_der(std::string_view der) {
  const auto* begin = reinterpret_cast<const unsigned char*>(der.data());
  const auto* at = begin;
  Certificate certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  if (!certificate || at != begin + der.size()) return Error{"these bytes are no certificate"};
  return certificate;
}

}  // namespace ipt
