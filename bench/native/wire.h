/* WebSocket frames (RFC 6455, section 5) and the stamp that a measured message carries. */
#ifndef WIRE_H
#define WIRE_H

#include "base.h"

enum { opcode_continuation = 0, opcode_text = 1, opcode_binary = 2, opcode_close = 8, opcode_ping = 9, opcode_pong = 10 };
/* Two bytes, eight of length, four of mask. */
enum { header_most = 14 };

struct header {
  int opcode;
  bool masked;
  unsigned char mask[4];
  /* Of the payload. */
  uint64_t length;
  /* Of the header itself. */
  size_t size;
};

/* Reads a frame's header; false when it has not all come. */
bool header_read(const unsigned char *bytes, size_t count, struct header *header);
/* Writes the header of a whole frame and answers its size. A client's is masked, with zeros, which leaves the payload as it is. */
size_t header_write(unsigned char *bytes, int opcode, uint64_t length, bool masked);
void frame_add(struct buffer *buffer, int opcode, const void *payload, size_t length, bool masked);

/*
 * A stamp is 32 characters that no protocol changes: "@~", then in hexadecimal the sender (6), the sender's number for the message (8)
 * and the nanosecond at which it was due (16).
 */
enum { stamp_size = 32 };
struct stamp {
  uint32_t sender;
  uint32_t number;
  uint64_t due_ns;
};
void stamp_write(unsigned char *bytes, struct stamp stamp);
/* Finds and reads the first stamp; false when there is none. */
bool stamp_find(const unsigned char *bytes, size_t count, struct stamp *stamp);

#endif
