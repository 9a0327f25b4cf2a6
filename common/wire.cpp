// Envelopes: one frame's payload each.
#include "common/wire.hpp"

#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/util/json_util.h>

#include "common/wire_convert.hpp"

namespace ipt::wire {

void put(const Timeouts& timeouts, pb::Timeouts* to) {
  to->set_hello_ms(out(timeouts.hello));
  to->set_ping_after_ms(out(timeouts.ping_after));
  to->set_dead_after_ms(out(timeouts.dead_after));
  to->set_lease_ms(out(timeouts.lease));
  to->set_max_response_ms(out(timeouts.max_response));
  to->set_stage_ms(out(timeouts.stage));
}
Timeouts take(const pb::Timeouts& from) {
  return {Milliseconds(from.hello_ms()),       Milliseconds(from.ping_after_ms()), Milliseconds(from.dead_after_ms()), Milliseconds(from.lease_ms()),
          Milliseconds(from.max_response_ms()), Milliseconds(from.stage_ms())};
}

namespace {

struct PutBody {
  pb::Envelope* to;
  void operator()(const NoBody&) const {}
  void operator()(const Hello& hello) const {
    auto* message = to->mutable_hello();
    for (const auto version : hello.minor_versions) message->add_minor_versions(version);
    for (const auto& feature : hello.features) message->add_features(feature);
    message->set_pump_serial(hello.pump_serial);
    message->set_client_id(hello.client_id);
    message->set_role(out_enum<pb::Role>(hello.role));
    put(hello.timeouts, message->mutable_timeouts());
  }
  void operator()(const Welcome& welcome) const {
    auto* message = to->mutable_welcome();
    message->set_minor_version(welcome.minor_version);
    for (const auto& feature : welcome.features) message->add_features(feature);
    message->set_pump_serial(welcome.pump_serial);
    message->set_role(out_enum<pb::Role>(welcome.role));
    message->set_insecure(welcome.insecure);
    message->set_max_frame_bytes(welcome.max_frame_bytes);
    put(welcome.timeouts, message->mutable_timeouts());
    message->set_boot_count(welcome.boot_count);
    message->set_boot_nonce(welcome.boot_nonce);
    wire::put(welcome.time, message->mutable_time());
    message->set_state_version(welcome.state_version);
    message->set_log_head(welcome.log_head);
  }
  void operator()(const Goodbye& goodbye) const {
    to->mutable_goodbye()->set_reason(out_enum<pb::GoodbyeReason>(goodbye.reason));
    to->mutable_goodbye()->set_text(goodbye.text);
  }
  void operator()(const Ping&) const { to->mutable_ping(); }
  void operator()(const Pong&) const { to->mutable_pong(); }
  void operator()(const Request& request) const { wire::put(request, to->mutable_request()); }
  void operator()(const Response& response) const { wire::put(response, to->mutable_response()); }
  void operator()(const Event& event) const {
    auto* message = to->mutable_event();
    message->set_log_head(event.log_head);
    message->set_state_version(event.state_version);
    wire::put(event.time, message->mutable_time());
    for (const auto& alarm : event.alarms) wire::put(alarm, message->add_alarms());
  }
};

Body take_body(const pb::Envelope& from) {
  switch (from.body_case()) {
    case pb::Envelope::kHello: {
      const auto& message = from.hello();
      return Hello{{message.minor_versions().begin(), message.minor_versions().end()}, {message.features().begin(), message.features().end()},
                   message.pump_serial(), message.client_id(), in_enum<Role>(message.role()), take(message.timeouts())};
    }
    case pb::Envelope::kWelcome: {
      const auto& message = from.welcome();
      return Welcome{message.minor_version(), {message.features().begin(), message.features().end()}, message.pump_serial(), in_enum<Role>(message.role()),
                     message.insecure(), message.max_frame_bytes(), take(message.timeouts()), message.boot_count(), message.boot_nonce(),
                     take(message.time()), message.state_version(), message.log_head()};
    }
    case pb::Envelope::kGoodbye: return Goodbye{in_enum<GoodbyeReason>(from.goodbye().reason()), from.goodbye().text()};
    case pb::Envelope::kPing: return Ping{};
    case pb::Envelope::kPong: return Pong{};
    case pb::Envelope::kRequest: return take(from.request());
    case pb::Envelope::kResponse: return take(from.response());
    case pb::Envelope::kEvent: {
      Event event{from.event().log_head(), from.event().state_version(), take(from.event().time()), {}};
      for (const auto& alarm : from.event().alarms()) event.alarms.push_back(take(alarm));
      return event;
    }
    case pb::Envelope::BODY_NOT_SET: break;
  }
  return NoBody{};
}

template <class Message>
Result<std::string> json_of(std::string_view bytes, const char* what) {
  Message message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return Error{std::string("bytes that are no ") + what};
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(message, &json, options).ok()) return Error{std::string("bytes that JSON cannot show as ") + what};
  return json;
}

template <class Message, class Ours>
Bytes encode(const Ours& value) {
  Message message;
  put(value, &message);
  return message.SerializeAsString();
}

}  // namespace

struct Codec::Scratch {
  pb::Envelope in;
  pb::Envelope out;
};

// A peer decides how often its bytes are bad: the library must not write a line about each. The caller hears of it.
static const auto said_before = google::protobuf::SetLogHandler(nullptr);

Codec::Codec() : scratch_(std::make_unique<Scratch>()) {}
Codec::~Codec() = default;
Codec::Codec(Codec&&) noexcept = default;
Codec& Codec::operator=(Codec&&) noexcept = default;

Result<Envelope> Codec::decode(std::string_view payload) {
  auto& message = scratch_->in;
  if (!message.ParseFromArray(payload.data(), static_cast<int>(payload.size()))) return Error{"bytes that are no Envelope"};
  return Envelope{message.session_id(), message.seq(), message.reply_to(), take_body(message)};
}

void Codec::append_frame(const Envelope& envelope, std::string& out) {
  auto& message = scratch_->out;
  // An answer is written over the answer before it: to take a message apart and build it anew costs more than to fill it.
  if (!message.has_response() || !std::holds_alternative<Response>(envelope.body)) message.Clear();
  message.set_session_id(envelope.session_id);
  message.set_seq(envelope.seq);
  message.set_reply_to(envelope.reply_to);
  std::visit(PutBody{&message}, envelope.body);
  const std::size_t size = message.ByteSizeLong();
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(size >> shift & 0xFF));
  const std::size_t start = out.size();
  out.resize(start + size);
  message.SerializeWithCachedSizesToArray(reinterpret_cast<std::uint8_t*>(out.data() + start));
}

Bytes encode_log_entry(const LogEntry& entry) { return encode<pb::LogEntry>(entry); }
Result<LogEntry> decode_log_entry(std::string_view bytes) {
  pb::LogEntry message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return Error{"bytes that are no LogEntry"};
  return take(message);
}
Bytes encode_alarm(const Alarm& alarm) { return encode<pb::Alarm>(alarm); }
Result<Alarm> decode_alarm(std::string_view bytes) {
  pb::Alarm message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return Error{"bytes that are no Alarm"};
  return take(message);
}

Result<std::string> to_json(std::string_view payload) { return json_of<pb::Envelope>(payload, "Envelope"); }
Result<std::string> therapy_to_json(std::string_view operation) { return json_of<pb::TherapyOperation>(operation, "TherapyOperation"); }
Result<std::string> commit_to_json(std::string_view commit_body) { return json_of<pb::CommitBody>(commit_body, "CommitBody"); }
std::string log_entry_to_json(const LogEntry& entry) { return *json_of<pb::LogEntry>(encode_log_entry(entry), "LogEntry"); }
Result<std::string> result_to_json(std::string_view result) { return json_of<pb::OperationResult>(result, "OperationResult"); }

}  // namespace ipt::wire
