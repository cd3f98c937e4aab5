/*
 * The load generator: raw WebSocket clients on one thread and one epoll, told what to do on stdin (commands.c has the language).
 *
 * texts   what is said, sent and listened for, made once by whoever gives the commands
 * group   connections to one server that speak one protocol
 * act     a walk over connections of a group: open them if asked to, and take each through some steps
 * flow    messages from some connections to others: who sends, who receives, what is counted and measured
 */
#ifndef LOAD_H
#define LOAD_H

#include "wire.h"

enum { name_size = 64, most_steps = 8, most_sources = 250 };

/* One text. Of frames: the whole frame, ready to be sent. */
struct text {
  unsigned char *bytes;
  size_t length;
  /* Where its stamp goes; -1 for none. */
  long stamp_at;
};

struct texts {
  struct texts *next;
  char name[name_size];
  uint32_t count;
  struct text *all;
};

enum step_kind { step_say, step_hear, step_count };
struct step {
  enum step_kind kind;
  /* One for all, or one for each connection of the group. */
  const struct texts *texts;
  uint32_t frames;
};

struct conn;
struct flow;

struct group {
  struct group *next;
  char name[name_size];
  uint32_t count;
  struct conn *conns;
  uint16_t port;
  /* Connections come from so many addresses of 127.0.1.0/24; 0: the usual one. */
  uint32_t sources;
  const struct texts *request;
  /* A frame that is exactly `ping` is answered with `pong` and counts as nothing. */
  const struct texts *ping, *pong;
  /* Only frames that begin so, and are no shorter, are messages; the others are passed over. */
  const struct texts *prefix;
  uint64_t least_length;
  /* Every message's bytes go into its connection's digest and transcript. */
  bool records;
  /* Since they were last asked for. */
  uint64_t frames, bytes, lost;
  uint32_t open;
};

struct act {
  struct act *next;
  long answer;
  struct group *group;
  bool opens;
  /* Answered, and forgotten at the end of the turn. */
  bool is_over;
  uint32_t from, to, next_conn, busy, done;
  /* At most so many on their way at once, and so many begun a second (0: as fast as that allows). */
  uint32_t pending;
  double rate;
  uint64_t began_ns;
  int step_count;
  struct step steps[most_steps];
  struct histogram times;
};

enum conn_state { conn_closed, conn_connecting, conn_upgrading, conn_open };

struct conn {
  struct group *group;
  /* In its group, and among all of them. */
  uint32_t number, id;
  int fd;
  enum conn_state state;
  bool waits_to_write, is_dirty;

  /* Reading: a header that came in parts, what is still to come of a payload, and the payload when somebody looks at it. */
  unsigned char header[header_most];
  size_t header_length;
  struct header frame;
  uint64_t to_come;
  bool looks;
  struct buffer in;
  struct buffer out;

  /* Of the act it is part of. */
  struct act *act;
  int step;
  uint32_t heard;
  uint64_t since_ns;

  /* As a receiver of a flow: its room, messages counted in this run, and whether their stamps are read. */
  struct flow *flow;
  struct room *room;
  uint64_t got;
  bool is_sampled;
  /* As a sender: of its next message. */
  struct flow *sends_for;
  uint32_t number_next;

  uint64_t recorded, digest;
  struct buffer transcript;
};

/* Receivers who get the same messages, and those who send them. A message is done when all members have got so many messages. */
struct room {
  struct flow *flow;
  uint32_t members;
  uint64_t sent, done;
  /* How many members have got message number n, at n modulo the flow's ring. */
  uint32_t *arrived;
  uint32_t *senders;
  uint32_t sender_count, sender_next;
  bool is_due;
};

struct flow {
  struct flow *next;
  char name[name_size];
  struct conn **members;
  uint32_t member_count;
  /* Members in a room: consecutive ones. 0: there are no rooms, stamps say whose message it is. */
  uint32_t room_size;
  struct room *rooms;
  uint32_t room_count;
  uint32_t ring;
  struct room **due;
  uint32_t due_count;
  struct conn **senders;
  uint32_t sender_count, sender_next;
  const struct texts *texts;
  /* Texts of each sender, said in turn. */
  uint32_t texts_each;
  /* Without rooms: how many times each message arrives. */
  uint32_t copies;

  /* The run. */
  bool runs, sends;
  long answer;
  /* In flight in each room, or in the whole flow when it has none; 0 in an open loop, which has a rate. */
  uint64_t window;
  /* Messages of the run, and its time; 0: until told to stop. */
  uint64_t most, lasts_ns;
  double rate;
  uint64_t began_ns, ends_ns, last_ns, work_ns;
  uint64_t sent, done, deliveries, bytes, extra, held;
  struct histogram latency;
};

extern struct group *groups;
extern struct flow *flows;
extern struct act *acts;
/* When the loop last woke up; read again for each connection's bytes. */
extern uint64_t loop_ns;
/*
 * CPU time but for what was spent looking in vain. Who sleeps has to be woken, and the one who writes to its socket pays for that: one or
 * two microseconds a write, more the slower the writer is. Real clients are other machines; so with a core of its own the load
 * spins (`load --spin`), and nobody pays.
 */
uint64_t work_ns(void);

/* conn.c: sockets and frames. */
void conn_start(struct conn *conn);
void conn_event(struct conn *conn, uint32_t events);
void conn_send(struct conn *conn, const void *bytes, size_t length);
void conn_close(struct conn *conn);
/* Writes what was given to conn_send in this turn. */
void conns_flush(void);
const struct text *text_of(const struct texts *texts, const struct conn *conn);

/* load.c */
void loop_watch(struct conn *conn, int how, uint32_t events);

/* act.c */
/* The connection was upgraded. */
void act_open(struct conn *conn);
/* A frame came to a connection that is part of an act. */
void act_frame(struct conn *conn, const unsigned char *payload, size_t length);
void act_lost(struct conn *conn, const char *why);
/* Begins what may begin and ends what is done; answers when to be called again, in nanoseconds of the clock. */
uint64_t acts_turn(void);
/* Whether the next frame's text matters. */
bool act_listens(const struct conn *conn);

/* flow.c */
/* Makes the rooms of a flow whose members and senders are known. */
void flow_prepare(struct flow *flow, uint32_t sampled);
/* Starts a run whose settings are set; NULL, or why it cannot. */
const char *flow_run(struct flow *flow);
/* No message more; the run is answered when all are done. */
void flow_stop(struct flow *flow);
/* A message came to a member. */
void flow_message(struct conn *conn, const unsigned char *payload, size_t length);
void flow_lost(struct conn *conn, const char *why);
uint64_t flows_turn(void);
/* Whether any flow has a run under way. */
bool flows_run(void);

/* command.c */
/* Carries out the whole commands among the bytes and answers how many bytes they were. */
size_t commands_read(const unsigned char *bytes, size_t count);

/* answer.c: one line of JSON for each command. */
void answer_ok(long id);
void answer_error(long id, const char *format, ...) __attribute__((format(printf, 2, 3)));
void answer_act(const struct act *act);
void answer_flow(const struct flow *flow);
void answer_totals(long id, struct group *group);
void answer_digests(long id, const struct group *group);
void answer_transcripts(long id, const struct group *group, uint32_t from, uint32_t to);

#endif
