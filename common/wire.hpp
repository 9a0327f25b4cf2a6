#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "common/messages.hpp"
#include "common/result.hpp"

/// Between our types and the bytes of proto/ipt/v1. Everything that touches the telemetry .pb.h stands behind here.
namespace ipt::wire {

/// Reads and writes envelopes with message objects that are reused: one codec a thread.
class Codec {
 public:
  Codec();
  ~Codec();
  Codec(Codec&&) noexcept;
  Codec& operator=(Codec&&) noexcept;

  /// The payload of one frame. Unknown fields are passed over (IPT-EVO); what is no Envelope is an error.
  Result<Envelope> decode(std::string_view payload);
  /// Appends one whole frame, length first.
  void append_frame(const Envelope&, std::string& out);

 private:
  struct Scratch;
  std::unique_ptr<Scratch> scratch_;
};

/// Strict (IPT-THR): refuses what the pump does not wholly understand, at every depth.
Result<TherapyOperation> decode_therapy(std::string_view bytes);
Bytes encode_therapy(const TherapyOperation&);

/// As strict as therapy: it carries what is compared.
Result<CommitBody> decode_commit(std::string_view bytes);
Bytes encode_commit(const CommitBody&);

Result<OperationResult> decode_result(std::string_view bytes);
Bytes encode_result(const OperationResult&);

/// Log entries and alarms as they are stored in a snapshot.
Bytes encode_log_entry(const LogEntry&);
Result<LogEntry> decode_log_entry(std::string_view bytes);
Bytes encode_alarm(const Alarm&);
Result<Alarm> decode_alarm(std::string_view bytes);

/// One frame's payload as JSON with the field names of the protocol, for people and tests.
Result<std::string> to_json(std::string_view payload);
/// What lies in a frame as bytes: one TherapyOperation, one CommitBody, one OperationResult. Read leniently, to show
/// even what a pump would refuse.
Result<std::string> therapy_to_json(std::string_view operation);
Result<std::string> commit_to_json(std::string_view commit_body);
Result<std::string> result_to_json(std::string_view result);
std::string log_entry_to_json(const LogEntry&);

}  // namespace ipt::wire
