#pragma once
#include <cstddef>

#include "bedside/v1/bedside.pb.h"

/// What is said on the command line for each value of the bedside's enumerations.
namespace ipt {

template <class Value>
struct Word {
  const char* word;
  Value value;
};

inline constexpr Word<bedside::v1::Place> places[] = {{"out", bedside::v1::PLACE_OUT}, {"septum", bedside::v1::PLACE_SEPTUM}, {"pocket", bedside::v1::PLACE_POCKET}};
inline constexpr Word<bedside::v1::Direction> directions[] = {{"to-pump", bedside::v1::DIRECTION_TO_PUMP}, {"from-pump", bedside::v1::DIRECTION_FROM_PUMP}};
inline constexpr Word<bedside::v1::ScriptedRequest> requests[] = {{"commit", bedside::v1::SCRIPTED_REQUEST_COMMIT}, {"stage", bedside::v1::SCRIPTED_REQUEST_STAGE}, {"stop", bedside::v1::SCRIPTED_REQUEST_STOP},
                                                  {"status", bedside::v1::SCRIPTED_REQUEST_STATUS}, {"acquire-control", bedside::v1::SCRIPTED_REQUEST_ACQUIRE_CONTROL},
                                                  {"release-control", bedside::v1::SCRIPTED_REQUEST_RELEASE_CONTROL}, {"discard", bedside::v1::SCRIPTED_REQUEST_DISCARD}, {"silence", bedside::v1::SCRIPTED_REQUEST_SILENCE},
                                                  {"acknowledge", bedside::v1::SCRIPTED_REQUEST_ACKNOWLEDGE}, {"test-alarm", bedside::v1::SCRIPTED_REQUEST_TEST_ALARM}, {"info", bedside::v1::SCRIPTED_REQUEST_INFO},
                                                  {"program", bedside::v1::SCRIPTED_REQUEST_PROGRAM}, {"operation", bedside::v1::SCRIPTED_REQUEST_OPERATION}, {"log", bedside::v1::SCRIPTED_REQUEST_LOG},
                                                  {"subscribe", bedside::v1::SCRIPTED_REQUEST_SUBSCRIBE}};
inline constexpr Word<bedside::v1::CrashPoint> crash_points[] = {{"before-store", bedside::v1::CRASH_POINT_BEFORE_STORE}, {"after-store", bedside::v1::CRASH_POINT_AFTER_STORE}, {"before-send", bedside::v1::CRASH_POINT_BEFORE_SEND},
                                                 {"after-send", bedside::v1::CRASH_POINT_AFTER_SEND}, {"in-transaction", bedside::v1::CRASH_POINT_IN_TRANSACTION},
                                                 {"after-transaction", bedside::v1::CRASH_POINT_AFTER_TRANSACTION}, {"time-mark", bedside::v1::CRASH_POINT_TIME_MARK}, {"snapshot", bedside::v1::CRASH_POINT_SNAPSHOT},
                                                 {"bolus-stroke", bedside::v1::CRASH_POINT_BOLUS_STROKE}};
inline constexpr Word<bedside::v1::ScriptedAnswer> answers[] = {{"busy", bedside::v1::SCRIPTED_ANSWER_BUSY}, {"pending", bedside::v1::SCRIPTED_ANSWER_PENDING}, {"bad-digest", bedside::v1::SCRIPTED_ANSWER_BAD_DIGEST},
                                                {"silence", bedside::v1::SCRIPTED_ANSWER_SILENCE}, {"lost", bedside::v1::SCRIPTED_ANSWER_LOST}};
inline constexpr Word<bedside::v1::Condition> conditions[] = {{"connected", bedside::v1::CONDITION_CONNECTED}, {"controlled", bedside::v1::CONDITION_CONTROLLED}, {"idle", bedside::v1::CONDITION_IDLE},
                                              {"operation", bedside::v1::CONDITION_OPERATION}, {"alarm", bedside::v1::CONDITION_ALARM}, {"bolus-ended", bedside::v1::CONDITION_BOLUS_ENDED}};

inline constexpr Word<bedside::v1::PairedRole> roles[] = {{"observer", bedside::v1::PAIRED_ROLE_OBSERVER}, {"clinician", bedside::v1::PAIRED_ROLE_CLINICIAN}, {"patient", bedside::v1::PAIRED_ROLE_PATIENT}};

/// The word for a value; empty if there is none.
template <class Value, std::size_t N>
constexpr const char* word_of(const Word<Value> (&words)[N], Value value) {
  for (const auto& entry : words) {
    if (entry.value == value) return entry.word;
  }
  return "";
}

}  // namespace ipt
