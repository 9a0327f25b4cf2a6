#include "tests/common/shell/web_client.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <utility>

RawPage::RawPage(const std::string& address) {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval longest{10, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &longest, sizeof longest);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(static_cast<std::uint16_t>(std::stoul(address.substr(address.find(':') + 1))));
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(::connect(socket_, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0);
}

RawPage::~RawPage() { ::close(socket_); }

void RawPage::say(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto size = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (size <= 0) return;  // what was hung up is seen when reading
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
}

bool RawPage::more() {
  char bytes[16'384];
  const auto size = ::recv(socket_, bytes, sizeof bytes, 0);
  if (size > 0) read_.append(bytes, static_cast<std::size_t>(size));
  return size > 0;
}

std::string RawPage::header() {
  while (read_.find("\r\n\r\n") == std::string::npos && more()) {
  }
  const std::size_t end = read_.find("\r\n\r\n");
  const std::string header = read_.substr(0, end == std::string::npos ? end : end + 4);
  read_.erase(0, header.size());
  return header;
}

std::string RawPage::rest() {
  while (more()) {
  }
  return std::exchange(read_, {});
}

RawPage::Told RawPage::told() {
  const auto byte = [&](std::size_t at) { return static_cast<std::size_t>(static_cast<unsigned char>(read_[at])); };
  const auto have = [&](std::size_t size) {
    while (read_.size() < size) {
      if (!more()) return false;
    }
    return true;
  };
  if (!have(2)) return {};
  std::size_t header = 2, size = byte(1);
  if (size == 126 || size == 127) {
    const std::size_t wide = size == 126 ? 2 : 8;
    if (!have(header + wide)) return {};
    size = 0;
    for (std::size_t at = 0; at < wide; ++at) size = size << 8 | byte(header + at);
    header += wide;
  }
  if (!have(header + size)) return {};
  Told told{static_cast<int>(byte(0) & 0x0F), read_.substr(header, size)};
  read_.erase(0, header + size);
  return told;
}

void RawPage::frame(int opcode, std::string_view payload) {
  std::string bytes{static_cast<char>(0x80 | opcode)};
  const std::size_t size = payload.size();
  const auto wide = [&](int count) {
    for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(size >> shift & 0xFF));
  };
  if (size < 126) {
    bytes.push_back(static_cast<char>(0x80 | size));
  } else {
    bytes.push_back(static_cast<char>(0x80 | (size < 65'536 ? 126 : 127)));
    wide(size < 65'536 ? 2 : 8);
  }
  bytes.append(4, '\0');  // a mask that changes nothing
  say(bytes.append(payload));
}

std::string upgrade(const std::string& host, const std::string& origin, const std::string& token, const std::string& path) {
  return "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nOrigin: " + origin +
         "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
         "Sec-WebSocket-Protocol: ipt-console, token." + token + "\r\n\r\n";
}
