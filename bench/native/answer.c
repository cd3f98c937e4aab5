/* One line of JSON for each command: {"id":1,"ok":…} or {"id":1,"error":"…"}. Bytes are in hexadecimal. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "load.h"

static void begin(long id) { printf("{\"id\":%ld,\"ok\":", id); }

static void end(void) {
  puts("}");
  fflush(stdout);
}

void answer_ok(long id) {
  begin(id);
  fputs("{}", stdout);
  end();
}

void answer_error(long id, const char *format, ...) {
  char text[512];
  va_list values;
  va_start(values, format);
  vsnprintf(text, sizeof text, format, values);
  va_end(values);
  /* Some of it may be a server's words. */
  for (char *at = text; *at != 0; at++)
    if ((unsigned char)*at < ' ' || *at == '"' || *at == '\\' || (unsigned char)*at > '~') *at = '?';
  printf("{\"id\":%ld,\"error\":\"%s\"", id, text);
  end();
}

static void print_histogram(const struct histogram *histogram) {
  printf("{\"maxNs\":%lu,\"counts\":[", (unsigned long)histogram->max);
  const char *between = "";
  for (int i = 0; i < histogram_buckets; i++) {
    if (histogram->counts[i] == 0) continue;
    printf("%s[%d,%u]", between, i, histogram->counts[i]);
    between = ",";
  }
  fputs("]}", stdout);
}

void answer_act(const struct act *act) {
  begin(act->answer);
  printf("{\"done\":%u,\"ns\":%lu,\"times\":", act->done, (unsigned long)(now_ns() - act->began_ns));
  print_histogram(&act->times);
  putchar('}');
  end();
}

void answer_flow(const struct flow *flow) {
  begin(flow->answer);
  printf("{\"sent\":%lu,\"deliveries\":%lu,\"bytes\":%lu,\"extra\":%lu,\"held\":%lu,\"ns\":%lu,\"cpuNs\":%lu,\"latency\":",
         (unsigned long)flow->sent, (unsigned long)flow->deliveries, (unsigned long)flow->bytes, (unsigned long)flow->extra,
         (unsigned long)flow->held, (unsigned long)(flow->last_ns - flow->began_ns), (unsigned long)(work_ns() - flow->work_ns));
  print_histogram(&flow->latency);
  putchar('}');
  end();
}

void answer_totals(long id, struct group *group) {
  begin(id);
  printf("{\"open\":%u,\"frames\":%lu,\"bytes\":%lu,\"lost\":%lu}", group->open, (unsigned long)group->frames,
         (unsigned long)group->bytes, (unsigned long)group->lost);
  group->frames = group->bytes = group->lost = 0;
  end();
}

void answer_digests(long id, const struct group *group) {
  begin(id);
  putchar('[');
  for (uint32_t i = 0; i < group->count; i++) {
    const struct conn *conn = &group->conns[i];
    printf("%s[%lu,\"%016lx\"]", i == 0 ? "" : ",", (unsigned long)conn->recorded, (unsigned long)conn->digest);
  }
  putchar(']');
  end();
}

static void print_transcript(const struct buffer *transcript) {
  putchar('[');
  for (size_t at = 0; at < transcript->length;) {
    uint32_t size;
    memcpy(&size, transcript->bytes + at, sizeof size);
    fputs(at == 0 ? "\"" : ",\"", stdout);
    at += sizeof size;
    for (uint32_t i = 0; i < size; i++) printf("%02x", transcript->bytes[at + i]);
    putchar('"');
    at += size;
  }
  putchar(']');
}

void answer_transcripts(long id, const struct group *group, uint32_t from, uint32_t to) {
  begin(id);
  putchar('[');
  for (uint32_t i = from; i < to; i++) {
    if (i > from) putchar(',');
    print_transcript(&group->conns[i].transcript);
  }
  putchar(']');
  end();
}
