#include "wire.h"

#include <string.h>

static uint64_t big_endian(const unsigned char *bytes, size_t count) {
  uint64_t value = 0;
  for (size_t i = 0; i < count; i++) value = value << 8 | bytes[i];
  return value;
}

bool header_read(const unsigned char *bytes, size_t count, struct header *header) {
  if (count < 2) return false;
  unsigned length = bytes[1] & 0x7f;
  size_t extra = length < 126 ? 0 : length == 126 ? 2 : 8;
  header->masked = (bytes[1] & 0x80) != 0;
  header->size = 2 + extra + (header->masked ? 4 : 0);
  if (count < header->size) return false;
  header->opcode = bytes[0] & 0x0f;
  header->length = extra == 0 ? length : big_endian(bytes + 2, extra);
  if (header->masked) memcpy(header->mask, bytes + 2 + extra, 4);
  return true;
}

size_t header_write(unsigned char *bytes, int opcode, uint64_t length, bool masked) {
  size_t extra = length < 126 ? 0 : length < 65536 ? 2 : 8;
  bytes[0] = (unsigned char)(0x80 | opcode);
  bytes[1] = (unsigned char)((masked ? 0x80 : 0) | (extra == 0 ? length : extra == 2 ? 126 : 127));
  for (size_t i = 0; i < extra; i++) bytes[2 + i] = (unsigned char)(length >> (8 * (extra - 1 - i)));
  if (masked) memset(bytes + 2 + extra, 0, 4);
  return 2 + extra + (masked ? 4 : 0);
}

void frame_add(struct buffer *buffer, int opcode, const void *payload, size_t length, bool masked) {
  unsigned char header[header_most];
  buffer_add(buffer, header, header_write(header, opcode, length, masked));
  buffer_add(buffer, payload, length);
}

static void hex_write(unsigned char *bytes, size_t digits, uint64_t value) {
  for (size_t i = 0; i < digits; i++) bytes[i] = (unsigned char)"0123456789abcdef"[value >> (4 * (digits - 1 - i)) & 15];
}

static uint64_t hex_read(const unsigned char *bytes, size_t digits) {
  uint64_t value = 0;
  for (size_t i = 0; i < digits; i++) value = value << 4 | (unsigned)(bytes[i] <= '9' ? bytes[i] - '0' : bytes[i] - 'a' + 10);
  return value;
}

void stamp_write(unsigned char *bytes, struct stamp stamp) {
  memcpy(bytes, "@~", 2);
  hex_write(bytes + 2, 6, stamp.sender);
  hex_write(bytes + 8, 8, stamp.number);
  hex_write(bytes + 16, 16, stamp.due_ns);
}

bool stamp_find(const unsigned char *bytes, size_t count, struct stamp *stamp) {
  const unsigned char *found = memmem(bytes, count, "@~", 2);
  if (found == NULL || found + stamp_size > bytes + count) return false;
  stamp->sender = (uint32_t)hex_read(found + 2, 6);
  stamp->number = (uint32_t)hex_read(found + 8, 8);
  stamp->due_ns = hex_read(found + 16, 16);
  return true;
}
