#pragma once
#include "common/shell/web_messages.hpp"
#include "programmer/cli/change_command.hpp"

namespace ipt {

/// A change as a page asks for it, in the words of the command line: so it is understood, checked and refused as there.
struct AskedChange {
  Words words;
  Prepare prepare;
};

/// `common`: the words that hold for every visit. An error is a sentence that names what is wrong.
Result<AskedChange> asked_change(const WebAsk&, const Words& common);

}  // namespace ipt
