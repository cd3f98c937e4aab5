/* Flows: who says how much when, and what has come of it. */
#include <stdlib.h>
#include <string.h>

#include "load.h"

struct flow *flows;

/* Messages under way in one room, and in a flow without rooms, past which an open loop waits; what it sends late counts as late. */
enum { open_ring = 1024, open_most = 1 << 20 };
/* How long a run that sends no more waits for what is under way. */
static const uint64_t drain_ns = 10000000000u;

static void join_rooms(struct flow *flow) {
  flow->room_count = (flow->member_count + flow->room_size - 1) / flow->room_size;
  flow->rooms = allocate(flow->room_count, sizeof *flow->rooms);
  flow->due = allocate(flow->room_count, sizeof(struct room *));
  for (uint32_t i = 0; i < flow->member_count; i++) {
    struct room *room = &flow->rooms[i / flow->room_size];
    room->flow = flow;
    room->members += 1;
    flow->members[i]->room = room;
  }
  for (uint32_t i = 0; i < flow->sender_count; i++) {
    struct conn *sender = flow->senders[i];
    struct room *room = sender->flow == flow ? sender->room : &flow->rooms[i % flow->room_count];
    room->senders = realloc(room->senders, (room->sender_count + 1) * sizeof(uint32_t));
    if (room->senders == NULL) die("out of memory");
    room->senders[room->sender_count++] = i;
  }
}

void flow_prepare(struct flow *flow, uint32_t sampled) {
  for (uint32_t i = 0; i < flow->member_count; i++) {
    struct conn *member = flow->members[i];
    member->flow = flow;
    member->room = NULL;
    /* Spread evenly; without rooms every stamp is read. */
    member->is_sampled = flow->room_size == 0 || (uint64_t)(i + 1) * sampled / flow->member_count != (uint64_t)i * sampled / flow->member_count;
  }
  for (uint32_t i = 0; i < flow->sender_count; i++) flow->senders[i]->sends_for = flow;
  if (flow->room_size > 0) join_rooms(flow);
}

static void set_ring(struct flow *flow, uint64_t least) {
  uint32_t ring = 1;
  while (ring < least) ring *= 2;
  for (uint32_t i = 0; i < flow->room_count; i++) {
    struct room *room = &flow->rooms[i];
    if (ring > flow->ring) {
      free(room->arrived);
      room->arrived = allocate(ring, sizeof(uint32_t));
    } else {
      memset(room->arrived, 0, flow->ring * sizeof(uint32_t));
    }
    room->sent = room->done = 0;
    room->is_due = false;
  }
  if (ring > flow->ring) flow->ring = ring;
}

static void due(struct room *room) {
  if (room->is_due) return;
  room->is_due = true;
  room->flow->due[room->flow->due_count++] = room;
}

const char *flow_run(struct flow *flow) {
  for (uint32_t i = 0; i < flow->member_count; i++) {
    if (flow->members[i]->state != conn_open) return "a member is not connected";
    if (flow->members[i]->flow != flow) return "a member belongs to another flow by now";
    flow->members[i]->got = 0;
  }
  for (uint32_t i = 0; i < flow->sender_count; i++)
    if (flow->senders[i]->state != conn_open) return "a sender is not connected";
  set_ring(flow, flow->window > 0 ? flow->window : open_ring);
  flow->sent = flow->done = flow->deliveries = flow->bytes = flow->held = 0;
  memset(&flow->latency, 0, sizeof flow->latency);
  flow->runs = flow->sends = true;
  flow->work_ns = work_ns();
  flow->last_ns = flow->began_ns = now_ns();
  flow->ends_ns = flow->lasts_ns == 0 ? 0 : flow->began_ns + flow->lasts_ns;
  flow->due_count = 0;
  if (flow->window > 0)
    for (uint32_t i = 0; i < flow->room_count; i++)
      if (flow->rooms[i].sender_count > 0) due(&flow->rooms[i]);
  return NULL;
}

void flow_stop(struct flow *flow) {
  flow->sends = false;
  flow->ends_ns = now_ns();
}

static void end(struct flow *flow) { flow->runs = flow->sends = false; }

void flow_lost(struct conn *conn, const char *why) {
  for (struct flow *flow = flows; flow != NULL; flow = flow->next) {
    if (!flow->runs || (conn->flow != flow && conn->sends_for != flow)) continue;
    answer_error(flow->answer, "connection %u of %s: %s", conn->number, conn->group->name, why);
    end(flow);
  }
}

void flow_message(struct conn *conn, const unsigned char *payload, size_t length) {
  struct flow *flow = conn->flow;
  struct room *room = conn->room;
  struct stamp stamp;
  bool is_stamped = conn->is_sampled && payload != NULL && stamp_find(payload, length, &stamp);
  if (!flow->runs || (room == NULL ? !is_stamped : conn->got >= room->sent)) {
    flow->extra += 1;
    return;
  }
  flow->deliveries += 1;
  flow->bytes += conn->frame.size + length;
  flow->last_ns = loop_ns;
  if (is_stamped) histogram_add(&flow->latency, loop_ns > stamp.due_ns ? loop_ns - stamp.due_ns : 0);
  if (room == NULL) {
    flow->done = flow->deliveries / flow->copies;
    return;
  }
  uint32_t *arrived = &room->arrived[conn->got++ & (flow->ring - 1)];
  if (++*arrived < room->members) return;
  *arrived = 0;
  room->done += 1;
  flow->done += 1;
  if (flow->window > 0) due(room);
}

static void say(struct flow *flow, uint32_t index, uint64_t due_ns) {
  struct conn *sender = flow->senders[index];
  uint32_t number = sender->number_next++;
  const struct texts *texts = flow->texts;
  const struct text *text = &texts->all[texts->count == 1 ? 0 : index * flow->texts_each + number % flow->texts_each];
  conn_send(sender, text->bytes, text->length);
  unsigned char *copy = sender->out.bytes + sender->out.length - text->length;
  if (text->stamp_at >= 0) stamp_write(copy + text->stamp_at, (struct stamp){sender->id, number, due_ns});
  flow->sent += 1;
}

static bool may_send(const struct flow *flow) { return flow->sends && (flow->most == 0 || flow->sent < flow->most); }

static void say_in(struct room *room, uint64_t due_ns) {
  uint32_t index = room->senders[room->sender_next++ % room->sender_count];
  room->sent += 1;
  say(room->flow, index, due_ns);
}

/* Fills the windows. */
static void closed_loop(struct flow *flow, uint64_t now) {
  for (uint32_t i = 0; i < flow->due_count; i++) {
    struct room *room = flow->due[i];
    room->is_due = false;
    while (may_send(flow) && room->sent - room->done < flow->window) say_in(room, now);
  }
  flow->due_count = 0;
  while (flow->room_size == 0 && may_send(flow) && flow->sent - flow->done < flow->window)
    say(flow, flow->sender_next++ % flow->sender_count, now);
}

/* Says what is due, and answers when the next is. */
static uint64_t open_loop(struct flow *flow, uint64_t now) {
  while (may_send(flow)) {
    uint64_t due_ns = flow->began_ns + (uint64_t)(flow->sent * 1e9 / flow->rate);
    if (due_ns > now) return due_ns;
    uint32_t index = flow->sender_next % flow->sender_count;
    struct conn *sender = flow->senders[index];
    struct room *room = flow->room_size == 0 ? NULL : sender->flow == flow ? sender->room : &flow->rooms[index % flow->room_count];
    bool is_full = room == NULL ? flow->sent - flow->done >= open_most : room->sent - room->done >= flow->ring;
    if (is_full) {
      flow->held += 1;
      return UINT64_MAX;
    }
    if (room != NULL) room->sent += 1;
    flow->sender_next += 1;
    say(flow, index, due_ns);
  }
  return UINT64_MAX;
}

static uint64_t flow_turn(struct flow *flow) {
  uint64_t now = now_ns(), next = UINT64_MAX;
  if (flow->ends_ns > 0 && now >= flow->ends_ns) flow->sends = false;
  if (flow->rate > 0) next = open_loop(flow, now);
  else closed_loop(flow, now);
  if (flow->sends && flow->most > 0 && flow->sent >= flow->most) flow_stop(flow);
  if (flow->sends) return flow->ends_ns > 0 && flow->ends_ns < next ? flow->ends_ns : next;
  if (flow->done == flow->sent) {
    answer_flow(flow);
    flow->extra = 0;
    end(flow);
  } else if (now >= flow->ends_ns + drain_ns) {
    answer_error(flow->answer, "%lu of %lu messages did not arrive everywhere", (unsigned long)(flow->sent - flow->done),
                 (unsigned long)flow->sent);
    end(flow);
  }
  return flow->ends_ns + drain_ns;
}

bool flows_run(void) {
  for (struct flow *flow = flows; flow != NULL; flow = flow->next)
    if (flow->runs) return true;
  return false;
}

uint64_t flows_turn(void) {
  uint64_t next = UINT64_MAX;
  for (struct flow *flow = flows; flow != NULL; flow = flow->next) {
    if (!flow->runs) continue;
    uint64_t due_ns = flow_turn(flow);
    if (flow->runs && due_ns < next) next = due_ns;
  }
  return next;
}
