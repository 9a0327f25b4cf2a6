#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "bedside/v1/bedside.pb.h"
#include "common/shell/stream.hpp"

namespace ipt {

/// One connection to a pump's bedside that is kept: asks go out one after another, and a bedside that went away is looked
/// for again every half second.
class Bed {
 public:
  /// Nothing: the link was lost before it was answered, so whether it was done is not known; or there is no link.
  using Heard = std::function<void(const bedside::v1::Answer*)>;
  enum class State { connecting, open, lost };

  Bed(boost::asio::io_context&, Endpoint);
  /// Called at every change, with a sentence.
  void on_state(std::function<void(State, const std::string&)> told) { told_ = std::move(told); }
  void start();
  /// What is open is not answered any more, and nothing keeps the io_context busy.
  void stop();

  /// Answered in order, never from within this call. The serial is filled in.
  void ask(bedside::v1::Ask, Heard);
  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] const std::string& text() const { return text_; }
  /// Of the pump that lies there; empty while none has answered.
  [[nodiscard]] const std::string& serial() const { return serial_; }
  [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }

 private:
  struct Waiting {
    bedside::v1::Ask ask;
    Heard heard;
  };
  boost::asio::awaitable<void> run();
  boost::asio::awaitable<void> talk(Stream&);
  boost::asio::awaitable<std::optional<bedside::v1::Answer>> converse(Stream&, const bedside::v1::Ask&);
  void enter(State, std::string text);
  void give_up();

  boost::asio::io_context& io_;
  Endpoint endpoint_;
  boost::asio::steady_timer bell_;  ///< rings when there is something to ask, and when it is over
  std::deque<Waiting> waiting_;
  std::function<void(State, const std::string&)> told_;
  State state_ = State::connecting;
  std::string text_ = "looking for the pump", serial_;
  Stream* stream_ = nullptr;
  bool is_over_ = false;
};

}  // namespace ipt
