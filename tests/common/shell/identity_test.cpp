// A program's key and certificate: made once, kept, and never taken from a place where others could have read them.
#include "common/shell/tls/identity.hpp"

#include <doctest/doctest.h>
#include <openssl/pem.h>
#include <sys/stat.h>

#include <fstream>

#include "tests/support/file_bytes.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace ipt;
namespace fs = std::filesystem;

namespace {

const std::string uri = "urn:ipt:pump:P-1";
const HostTime now = std::chrono::system_clock::from_time_t(1'800'000'000);

mode_t mode_of(const fs::path& path) {
  struct stat facts {};
  REQUIRE(::stat(path.c_str(), &facts) == 0);
  return facts.st_mode & 0777;
}

std::string refusal(const fs::path& folder) {
  const auto opened = open_identity(folder, uri, now);
  return opened ? std::string() : opened.error().text;
}

}  // namespace

TEST_CASE("a key is made on first use, for its owner alone, and is the same ever after") {
  TemporaryFolder folder;
  const fs::path home = folder / "keys";
  const auto made = open_identity(home, uri, now);
  REQUIRE(made);
  CHECK(mode_of(home) == 0700);
  CHECK(mode_of(home / "key.pem") == 0600);
  CHECK(mode_of(home / "certificate.pem") == 0600);
  CHECK(uris_of(*made->certificate) == std::vector{uri});
  CHECK(X509_verify(made->certificate.get(), made->key.get()) == 1);
  CHECK_FALSE(fault_of(*made->certificate, now));
  const auto again = open_identity(home, uri, now + std::chrono::days(1'000));
  REQUIRE(again);
  CHECK(fingerprint_of(*again->certificate) == fingerprint_of(*made->certificate));
  CHECK(der_of(*again->certificate) == der_of(*made->certificate));
}

TEST_CASE("a certificate near its end, lost or for another name is made anew for the same key") {
  TemporaryFolder folder;
  const auto made = open_identity(folder / "keys", uri, now);
  REQUIRE(made);
  const HostTime late = now + certificate_life - std::chrono::days(10);
  CHECK_FALSE(fault_of(*made->certificate, late));
  const auto renewed = open_identity(folder / "keys", uri, late);
  REQUIRE(renewed);
  CHECK(end_of(*renewed->certificate) > late + std::chrono::days(3'000));
  fs::remove(folder / "keys/certificate.pem");
  const auto remade = open_identity(folder / "keys", "urn:ipt:pump:P-2", late);
  REQUIRE(remade);
  CHECK(uris_of(*remade->certificate) == std::vector<std::string>{"urn:ipt:pump:P-2"});
  for (const auto* other : {&*renewed, &*remade}) CHECK(fingerprint_of(*other->certificate) == fingerprint_of(*made->certificate));
}

TEST_CASE("IPT-PRS-05 a certificate holds between its two dates and not beside them, by the host's clock") {
  const Key key = make_key();
  const Certificate certificate = make_certificate(key.get(), uri, now);
  REQUIRE(certificate);
  CHECK(fault_of(*certificate, now - std::chrono::days(2)) == "its certificate is not valid yet by this machine's clock");
  CHECK_FALSE(fault_of(*certificate, now - std::chrono::hours(23)));
  CHECK_FALSE(fault_of(*certificate, now + certificate_life - std::chrono::hours(1)));
  CHECK(fault_of(*certificate, now + certificate_life + std::chrono::hours(1)) == "its certificate has expired by this machine's clock");
}

TEST_CASE("what others may read is no secret, and what is no key is not replaced: each is refused and left as it is") {
  TemporaryFolder folder;
  const fs::path home = folder / "keys";
  REQUIRE(open_identity(home, uri, now));
  const std::string key = bytes_of_file(home / "key.pem");
  ::chmod(home.c_str(), 0755);
  CHECK(refusal(home).find("chmod 700") != std::string::npos);
  ::chmod(home.c_str(), 0700);
  ::chmod((home / "key.pem").c_str(), 0644);
  CHECK(refusal(home).find("chmod 600") != std::string::npos);
  ::chmod((home / "key.pem").c_str(), 0600);
  CHECK(bytes_of_file(home / "key.pem") == key);
  CHECK(refusal(home).empty());

  const Key other = make_key();
  const Certificate strange = make_certificate(other.get(), uri, now);
  std::ofstream(home / "certificate.pem") << pem_of(*strange);
  CHECK(refusal(home).find("not for the key beside it") != std::string::npos);
  std::ofstream(home / "certificate.pem") << "no certificate";
  CHECK(refusal(home).find("no certificate in PEM") != std::string::npos);
  std::ofstream(home / "key.pem") << "no key";
  CHECK(refusal(home).find("no ECDSA P-256 key") != std::string::npos);
  CHECK(bytes_of_file(home / "key.pem") == "no key");
}

TEST_CASE("IPT-PRS-06 IPT-PRS-07 a pump's certificate names its serial number, whatever is in it, and so does what is asked for by SNI") {
  CHECK(uri_of_pump("IPT-20_0.1~a") == "urn:ipt:pump:IPT-20_0.1~a");
  CHECK(uri_of_pump("a b/c%\xC3\xBC") == "urn:ipt:pump:a%20b%2Fc%25%C3%BC");
  CHECK(name_of_pump("IPT-20-0001") == "ipt-20-0001.pump.ipt.invalid");
  CHECK(name_of_pump(std::string(63, 'X')) == std::string(63, 'x') + ".pump.ipt.invalid");
  for (const std::string& serial : {std::string("a_b"), std::string("-a"), std::string("a-"), std::string("a.b"), std::string(64, 'x'), std::string("\xC3\xBC")}) {
    CHECK(name_of_pump(serial).size() == 32 + std::string(".pump.ipt.invalid").size());
  }
  CHECK(name_of_pump("a_b") == "648fa9b31bc7ff7eb914e7a7180f07e0.pump.ipt.invalid");
}

TEST_CASE("a certificate without an end, as some are written, ends far away and not in the past") {
  const Key key = make_key();
  const Certificate endless = make_certificate(key.get(), uri, now);
  REQUIRE(ASN1_TIME_set_string_X509(X509_getm_notAfter(endless.get()), "99991231235959Z") == 1);
  CHECK(end_of(*endless) > now + std::chrono::days(36'500));
}

TEST_CASE("a pipe in the place of a key holds nobody up") {
  TemporaryFolder folder;
  const fs::path home = folder / "keys";
  fs::create_directory(home);
  fs::permissions(home, fs::perms::owner_all);
  REQUIRE(::mkfifo((home / "key.pem").c_str(), 0600) == 0);
  CHECK(refusal(home).find("is no ordinary file") != std::string::npos);
}

TEST_CASE("a certificate survives its DER and nothing more does") {
  const Key key = make_key();
  const Certificate certificate = make_certificate(key.get(), uri, now);
  const std::string der = der_of(*certificate);
  const auto back = certificate_from_der(der);
  REQUIRE(back);
  CHECK(fingerprint_of(**back) == fingerprint_of(*certificate));
  CHECK_FALSE(certificate_from_der(der + "x"));
  CHECK_FALSE(certificate_from_der(std::string_view(der).substr(0, der.size() - 1)));
  CHECK_FALSE(certificate_from_der({}));
}
