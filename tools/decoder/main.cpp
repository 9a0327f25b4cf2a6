// decode: prints a recording of telemetry, frame by frame.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "common/shell/command_line.hpp"
#include "common/shell/printing.hpp"
#include "common/shell/terminal.hpp"
#include "tools/decoder/reader.hpp"
#include "tools/decoder/reading.hpp"

namespace {

using namespace ipt;
namespace json = boost::json;

constexpr const char* program = "tools/decode";

std::string hexadecimal(std::string_view bytes) {
  std::string out;
  for (const char byte : bytes) out += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return out;
}

std::string json_of(const RecordedFrame& frame, std::uint64_t ms, const Result<Reading>& reading) {
  json::object line{{"direction", frame.to_pump ? "to_pump" : "from_pump"}, {"ms", ms}};
  if (!reading) {
    line["problem"] = reading.error().text;
    line["payload"] = hexadecimal(frame.payload);
    return plain(line);
  }
  line["session_id"] = std::to_string(reading->session_id);  // 64 bits: more than every reader's numbers hold
  line["seq"] = reading->seq;
  line["reply_to"] = reading->reply_to;
  line["kind"] = reading->kind;
  line["body"] = reading->body;
  if (const auto& inside = reading->inside) {
    auto& content = line["inside"].emplace_object();
    if (inside->problem.empty()) content[inside->field] = inside->content;
    else content["problem"] = inside->problem;
  }
  return plain(line);
}

/// The message itself, without its wrappers' names, and what lies in it as bytes put in the place of those bytes.
std::string content_of(const Reading& reading) {
  if (reading.body.empty()) return "{}";
  json::object content = reading.body.begin()->value().as_object();
  json::value* message = content.if_contains(reading.kind);
  if (reading.inside && message != nullptr) {
    auto& place = message->as_object()[reading.inside->field];
    if (reading.inside->problem.empty()) place = reading.inside->content;
    else place = fmt::format("({})", reading.inside->problem);
  }
  const bool alone = message != nullptr && content.size() == 1;
  return plain(alone ? *message : json::value(std::move(content)));
}

std::string words_of(const RecordedFrame& frame, std::uint64_t ms, const Result<Reading>& reading) {
  const std::string start = fmt::format("{:>6}.{:03} s  {}", ms / 1'000, ms % 1'000, frame.to_pump ? '>' : '<');
  if (!reading) return fmt::format("{} [    ] {}: {}", start, reading.error().text, hexadecimal(frame.payload));
  const std::string session = reading->session_id == 0 ? "    " : fmt::format("{:04x}", reading->session_id >> 48);
  const std::string answers = reading->reply_to == 0 ? "" : fmt::format(" to {}", reading->reply_to);
  return fmt::format("{} [{}] {:<12} {} {}", start, session, fmt::format("{}{}", reading->seq, answers), reading->kind, content_of(*reading));
}

int fail(const std::string& what) {
  std::fflush(stdout);
  print_error(program, what);
  return 1;
}

int decode(std::istream& in, const std::string& name, bool as_json) {
  RecordingReader recording(in);
  std::optional<std::uint64_t> first, foreign;
  std::size_t frames = 0, foreign_frames = 0;
  for (;;) {
    const auto next = recording.next();
    if (!next) {
      const std::string whole = frames == 0 ? "nothing before it is whole" : frames == 1 ? "the frame before it is whole" : fmt::format("the {} frames before it are whole", frames);
      return fail(fmt::format("'{}', {}; {}", name, next.error().text, whole));
    }
    if (!next->has_value()) break;
    const RecordedFrame& frame = **next;
    if (!first) first = frame.at_ms;
    const std::uint64_t ms = frame.at_ms < *first ? 0 : frame.at_ms - *first;
    const auto reading = read_payload(frame.payload);
    if (!reading && foreign_frames++ == 0) foreign = frame.offset;
    print_out("{}\n", as_json ? json_of(frame, ms, reading) : words_of(frame, ms, reading));
    ++frames;
  }
  if (foreign) return fail(fmt::format("'{}', byte {}: expected a frame with an Envelope and found one without ({} of {}): a peer sent that, or this is damaged", name, *foreign, foreign_frames, frames));
  if (frames == 0) print_error(program, fmt::format("'{}' is empty: no frame was recorded", name));
  return 0;
}

int run(int argc, char** argv) {
  CLI::App app{"Prints a recording of telemetry that `pump-sim --record` or `programmer --record` made, frame by frame: seconds since\n"
               "the first frame, > to the pump or < from it, [session], sequence number and what it answers, the message, and the\n"
               "therapy, commit or result that lies in it as bytes, read too.",
               program};
  std::string file;
  bool as_json = false;
  app.add_option("FILE", file, "The recording; /dev/stdin for standard input")->required();
  app.add_flag("--json", as_json, "One JSON object a frame, on a line each, with the protocol's field names");
  add_examples(app, {{"tools/decode visit.rec", "every frame on a line"},
                     {"tools/decode --json visit.rec", "for programs; `inside` holds what lay in the message as bytes"},
                     {"tools/decode visit.rec | grep ' commit '", "what was committed"}});
  app.get_formatter()->column_width(24);
  if (const auto code = parse_command_line(app, argc, argv)) return *code;

  std::error_code error;
  if (std::filesystem::is_directory(file, error)) return fail(fmt::format("'{}' is a folder: name the recording in it", file));
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(fmt::format("cannot read '{}': check that it is there and that you may read it", file));
  return decode(in, file, as_json);
}

}  // namespace

int main(int argc, char** argv) {
  begin_output();
  return end_output(program, run(argc, argv));
}
