#pragma once
#include <cstdint>
#include <string>
#include <string_view>


/// A page of no browser: it says on a socket of this machine just what a test wants said. Every wait ends within ten
/// seconds, as if the other end had hung up.
class RawPage {
 public:
  explicit RawPage(const std::string& address);
  ~RawPage();
  RawPage(const RawPage&) = delete;
  RawPage& operator=(const RawPage&) = delete;

  void say(std::string_view bytes);
  /// To the end of the header, or to the end.
  std::string header();
  /// All that comes until the other end hangs up.
  std::string rest();

  struct Told {
    int opcode = -1;  // -1: hung up
    std::string text;
    [[nodiscard]] std::uint16_t code() const { if (text.size() < 2) return 0; return static_cast<std::uint16_t>(static_cast<unsigned char>(text[0]) << 8 | static_cast<unsigned char>(text[1])); }
    [[nodiscard]] std::string reason() const { return text.size() < 2 ? std::string() : text.substr(2); }
  };
  /// The next frame.
  Told told();
  void frame(int opcode, std::string_view payload);
  void text(std::string_view message) { frame(1, message); }

 private:
  bool more();
  int socket_ = -1;
  std::string read_;
};

/// A browser's words.
std::string upgrade(const std::string& host, const std::string& origin, const std::string& token, const std::string& path = "/link");
