#include "programmer/console/learners.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace ipt;

TEST_CASE("a learner who has kept something is found again, one who has not is forgotten with the page") {
  Learners learners;
  const std::string one = learners.arrive()->id, other = learners.arrive()->id;
  CHECK(one != other);
  learners.find(one)->sheet = boost::json::object{{"at", "fill"}};
  learners.leave(one, false);
  learners.leave(other, false);
  REQUIRE(learners.find(one) != nullptr);
  CHECK(learners.find(one)->pages == 0);
  CHECK(learners.find(other) == nullptr);
  learners.come_back(*learners.find(one));
  CHECK(learners.find(one)->pages == 1);
}

TEST_CASE("a learner whose change is under way stays known although nothing was kept") {
  Learners learners;
  const std::string id = learners.arrive()->id;
  learners.leave(id, true);
  REQUIRE(learners.find(id) != nullptr);
  Learners::keep_unheard(*learners.find(id), {{"step", "end"}});
  CHECK(learners.find(id)->unheard.size() == 1);
}

TEST_CASE("the one who was away longest gives way, and nobody whose page is open") {
  Learners learners;
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < Learners::most; ++i) {
    ids.push_back(learners.arrive()->id);
    learners.find(ids.back())->sheet = boost::json::object{};
  }
  CHECK(learners.arrive() == nullptr);
  learners.leave(ids[7], false);
  learners.leave(ids[3], false);
  CHECK(learners.arrive() != nullptr);
  CHECK(learners.find(ids[7]) == nullptr);
  CHECK(learners.find(ids[3]) != nullptr);
  CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == Learners::most);
}
