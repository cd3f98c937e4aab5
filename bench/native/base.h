/* What load and floor share: time, memory, and a histogram of durations. */
#ifndef BASE_H
#define BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that grow at the end. All zeros is an empty one. */
struct buffer {
  unsigned char *bytes;
  size_t length;
  size_t room;
};

/* Makes room for `more` bytes after the end and answers where they go; `length` stays. */
unsigned char *buffer_reserve(struct buffer *buffer, size_t more);
void buffer_add(struct buffer *buffer, const void *bytes, size_t count);
/* Drops the first `count` bytes. */
void buffer_drop(struct buffer *buffer, size_t count);
/* Empties it; gives the memory back when it is much. */
void buffer_clear(struct buffer *buffer);
void buffer_free(struct buffer *buffer);

/* Zeroed memory, or the end of the program. */
void *allocate(size_t count, size_t size);

/* The monotonic clock in nanoseconds. */
uint64_t now_ns(void);
/* User and system time of this process in nanoseconds. */
uint64_t cpu_ns(void);

/* Says why on stderr and ends the program. */
void die(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

/*
 * Durations in nanoseconds, 64 buckets to an octave: a value is known to 1.6 %. Below 64 ns each value has its own bucket.
 * lib/histogram.ts reads what this writes.
 */
enum { histogram_buckets = 59 * 64 };
struct histogram {
  uint64_t max;
  uint32_t counts[histogram_buckets];
};
void histogram_add(struct histogram *histogram, uint64_t ns);

#endif
