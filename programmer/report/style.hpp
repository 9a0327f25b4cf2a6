#pragma once

namespace ipt::report {

/// How a report looks, on a screen and on A4 paper, where it does without colour. Without `<`, `>` and `&`, so that it stands
/// in the page as it stands here.
extern const char* const style;

}  // namespace ipt::report
