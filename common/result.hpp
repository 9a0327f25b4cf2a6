#pragma once
#include <cstdlib>
#include <string>
#include <utility>
#include <variant>

namespace ipt {

/// Why bytes, words or a file could not be understood: one sentence for people.
struct Error {
  std::string text;
  bool operator==(const Error&) const = default;
};

/// A value, or why there is none. Reading the one that is not there ends the program: that is our bug, not the input's.
template <class T, class E = Error>
class [[nodiscard]] Result {
 public:
  Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
  Result(E error) : content_(std::in_place_index<1>, std::move(error)) {}

  [[nodiscard]] bool has_value() const { return content_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  [[nodiscard]] const T& value() const& { return *checked<0>(); }
  [[nodiscard]] T& value() & { return const_cast<T&>(*checked<0>()); }
  [[nodiscard]] T&& value() && { return std::move(const_cast<T&>(*checked<0>())); }
  [[nodiscard]] const E& error() const { return *checked<1>(); }

  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

 private:
  template <std::size_t I>
  auto checked() const {
    auto* content = std::get_if<I>(&content_);
    if (content == nullptr) std::abort();
    return content;
  }
  std::variant<T, E> content_;
};

}  // namespace ipt
