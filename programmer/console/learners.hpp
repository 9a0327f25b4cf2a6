#pragma once
#include <boost/json.hpp>
#include <cstddef>
#include <list>
#include <string>
#include <vector>

namespace ipt {

/// Somebody who learns at a page, known by an id that the page keeps: whoever reloads it comes back to the same sheet.
struct Learner {
  std::string id;
  boost::json::value sheet;                  ///< any object of the page's own; null: nothing kept
  std::vector<boost::json::object> unheard;  ///< how changes ended while no page of this learner was open
  std::size_t pages = 0;
};

/// As long as the program runs, and no longer. The one who was away longest gives way to a new one.
class Learners {
 public:
  static constexpr std::size_t most = 64;
  static constexpr std::size_t most_unheard = 16;
  /// Of a sheet, in bytes as it is sent.
  static constexpr std::size_t longest_sheet = 32 * 1024;

  /// A new one, with a page open. Null: each of the others has one open as well.
  Learner* arrive();
  /// Null: not known, or forgotten by now.
  Learner* find(std::string_view id);
  /// One page fewer. Whoever has kept nothing is forgotten with the last, unless there is something to come.
  void leave(const std::string& id, bool has_more_to_come);
  /// Known again as the one who was here last.
  void come_back(Learner&);
  /// For one who has no page open now; the oldest give way.
  static void keep_unheard(Learner&, boost::json::object end);

 private:
  std::list<Learner> learners_;  // the one who was here last stands last
};

}  // namespace ipt
