#pragma once
#include "programmer/cli/client.hpp"
#include "programmer/core/change.hpp"

namespace ipt {

/// Follows a machine's steps as long as they only ask the pump. What comes back is for a person or the records, or the
/// outcome. A pump that is still writing is asked again for ten seconds, and as long as it stops for an update; then it is as
/// good as silent.
template <class Machine>
Step follow(Client& client, Machine& machine, Step step, Milliseconds update) {
  constexpr Milliseconds moment{100};
  for (auto patience = 100 + update / moment;;) {
    Request request;
    if (auto* ask = std::get_if<AskPump>(&step)) {
      request = std::move(ask->request);
    } else if (auto* later = std::get_if<AskLater>(&step)) {
      if (--patience < 0) return machine.unanswered();
      client.pause(moment);
      request = std::move(later->request);
    } else {
      return step;
    }
    const auto response = client.ask(std::move(request));
    step = response ? machine.answered(*response) : machine.unanswered();
  }
}

}  // namespace ipt
