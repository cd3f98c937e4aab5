#include "base.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { kept_bytes = 4096 };

void die(const char *format, ...) {
  va_list values;
  va_start(values, format);
  vfprintf(stderr, format, values);
  va_end(values);
  fputc('\n', stderr);
  exit(1);
}

void *allocate(size_t count, size_t size) {
  void *memory = calloc(count == 0 ? 1 : count, size);
  if (memory == NULL) die("out of memory");
  return memory;
}

unsigned char *buffer_reserve(struct buffer *buffer, size_t more) {
  if (buffer->length + more > buffer->room) {
    buffer->room = (buffer->length + more) * 2;
    buffer->bytes = realloc(buffer->bytes, buffer->room);
    if (buffer->bytes == NULL) die("out of memory");
  }
  return buffer->bytes + buffer->length;
}

void buffer_add(struct buffer *buffer, const void *bytes, size_t count) {
  memcpy(buffer_reserve(buffer, count), bytes, count);
  buffer->length += count;
}

void buffer_drop(struct buffer *buffer, size_t count) {
  buffer->length -= count;
  memmove(buffer->bytes, buffer->bytes + count, buffer->length);
}

void buffer_free(struct buffer *buffer) {
  free(buffer->bytes);
  *buffer = (struct buffer){0};
}

void buffer_clear(struct buffer *buffer) {
  buffer->length = 0;
  if (buffer->room > kept_bytes) buffer_free(buffer);
}

uint64_t now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static uint64_t ns_of(struct timeval time) { return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_usec * 1000u; }

uint64_t cpu_ns(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return ns_of(usage.ru_utime) + ns_of(usage.ru_stime);
}

void histogram_add(struct histogram *histogram, uint64_t ns) {
  unsigned octave = ns < 64 ? 0 : 58u - (unsigned)__builtin_clzll(ns);
  unsigned bucket = ns < 64 ? (unsigned)ns : octave * 64 + (unsigned)((ns >> (octave - 1)) & 63);
  histogram->counts[bucket] += 1;
  if (ns > histogram->max) histogram->max = ns;
}
