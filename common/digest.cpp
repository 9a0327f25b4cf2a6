#include "common/digest.hpp"

#include <openssl/evp.h>

#include "common/check.hpp"

namespace ipt {

Digest sha256(std::string_view bytes) {
  Digest digest{};
  unsigned int size = 0;
  IPT_CHECK(EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) == 1);
  IPT_CHECK(size == digest.size());
  return digest;
}

}  // namespace ipt
