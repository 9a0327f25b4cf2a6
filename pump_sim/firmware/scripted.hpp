#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "common/messages.hpp"

namespace ipt {

/// Answers and link faults laid out beforehand by the bedside, so that a programmer can be tested against them.
struct Scripted {
  enum class Answer {
    busy = 1,    ///< refused, nothing changed
    pending,     ///< done, but answered PENDING
    bad_digest,  ///< refused, nothing changed
    silence,     ///< done, and not answered
    lost,        ///< not done, and not answered
  };
  struct Plan {
    Answer answer = Answer::busy;
    std::uint32_t times = 0;
  };
  /// By the index of the request in the variant Request.
  std::map<std::size_t, Plan> answers;
  /// Frames from now on until the link drops; that frame is lost. 0: never.
  std::uint32_t cut_to_pump = 0;
  std::uint32_t cut_from_pump = 0;

  /// The newest payloads received, oldest first.
  static constexpr std::size_t heard_kept = 256;
  std::deque<std::string> heard;
  /// The oldest gives its place, and its room, to the newest.
  void hear(std::string_view payload) {
    std::string newest;
    if (heard.size() == heard_kept) {
      newest = std::move(heard.front());
      heard.pop_front();
    }
    newest.assign(payload);
    heard.push_back(std::move(newest));
  }

  /// The plan for this request, used up by one.
  std::optional<Answer> take(const Request& request) {
    const auto plan = answers.find(request.index());
    if (plan == answers.end()) return {};
    const Answer answer = plan->second.answer;
    if (--plan->second.times == 0) answers.erase(plan);
    return answer;
  }
  /// True when this frame is the one that is cut.
  static bool counts_down(std::uint32_t& frames) { return frames > 0 && --frames == 0; }
};

}  // namespace ipt
