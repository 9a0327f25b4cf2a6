#include "programmer/cli/whole_log.hpp"

#include <iterator>
#include <utility>

#include "common/shell/printing.hpp"

namespace ipt {

Result<std::vector<LogEntry>, Failure> whole_log(Visit& visit, std::uint64_t from, bool security) {
  std::vector<LogEntry> entries;
  for (;;) {
    auto page = visit.read_log(from, 0, security);
    if (!page) return page.error();
    if (page->below_floor) print_note("programmer: entries before {} are no longer kept by the pump\n", page->floor);
    if (page->entries.empty()) return entries;
    from = page->entries.back().log_seq + 1;
    std::move(page->entries.begin(), page->entries.end(), std::back_inserter(entries));
  }
}

}  // namespace ipt
