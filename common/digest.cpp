#include "common/digest.hpp"

#include <openssl/evp.h>

#include "common/check.hpp"

namespace ipt {

Digest sha256(std::string_view bytes) {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);  // looked up once, not at every digest
  IPT_CHECK(algorithm != nullptr);
  Digest digest{};
  unsigned int size = 0;
  IPT_CHECK(EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, algorithm, nullptr) == 1);
  IPT_CHECK(size == digest.size());
  return digest;
}

}  // namespace ipt
