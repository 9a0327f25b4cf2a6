#pragma once
#include <openssl/ssl.h>

namespace ipt {

/// Puts a socket under OpenSSL, which takes of it only so many bytes a turn. A peer that sends what is no data without end
/// (changes of keys, records of nothing) would otherwise keep OpenSSL reading, and everybody else waiting, for as long as
/// it likes. After too many changes of keys nothing more is read: no link of this protocol is long enough to need them.
/// The socket stays the caller's and must live longer. False: no memory.
bool put_metered_socket(SSL* session, int socket);

/// Before each call that reads: 16 KiB from here on, then the call says that it would block.
void begin_turn(SSL* session);

}  // namespace ipt
