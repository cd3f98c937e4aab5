/* Acts: connections opened and taken through steps, so many at once, so many a second. */
#include <stdlib.h>
#include <string.h>

#include "load.h"

struct act *acts;

bool act_listens(const struct conn *conn) {
  return conn->step < conn->act->step_count && conn->act->steps[conn->step].kind == step_hear;
}

/* Does what can be done without waiting. */
static void advance(struct conn *conn) {
  struct act *act = conn->act;
  for (; conn->step < act->step_count; conn->step++) {
    const struct step *step = &act->steps[conn->step];
    if (step->kind == step_hear) return;
    if (step->kind == step_count && conn->heard < step->frames) return;
    if (step->kind != step_say) continue;
    const struct text *text = text_of(step->texts, conn);
    conn_send(conn, text->bytes, text->length);
  }
  conn->act = NULL;
  act->busy -= 1;
  act->done += 1;
  histogram_add(&act->times, now_ns() - conn->since_ns);
}

void act_open(struct conn *conn) {
  if (conn->act != NULL) advance(conn);
}

void act_frame(struct conn *conn, const unsigned char *payload, size_t length) {
  conn->heard += 1;
  if (act_listens(conn)) {
    const struct text *wanted = text_of(conn->act->steps[conn->step].texts, conn);
    /* NULL: its beginning came before the step began. */
    if (payload == NULL || memmem(payload, length, wanted->bytes, wanted->length) == NULL) return;
    conn->step += 1;
  }
  advance(conn);
}

/* Lets go of its connections, as they are. */
static void end(struct act *act) {
  act->is_over = true;
  for (uint32_t i = act->from; i < act->to; i++)
    if (act->group->conns[i].act == act) act->group->conns[i].act = NULL;
}

void act_lost(struct conn *conn, const char *why) {
  struct act *act = conn->act;
  if (act == NULL) return;
  answer_error(act->answer, "connection %u of %s: %s, at step %d of %d with %u frames", conn->number, act->group->name, why,
               conn->step + 1, act->step_count, conn->heard);
  end(act);
}

static void begin(struct act *act, struct conn *conn) {
  if (act->opens != (conn->state == conn_closed) || conn->act != NULL) {
    const char *state = conn->act != NULL ? "busy with something else" : act->opens ? "open already" : "closed";
    answer_error(act->answer, "connection %u of %s is %s", conn->number, act->group->name, state);
    return end(act);
  }
  conn->act = act;
  conn->step = 0;
  conn->heard = 0;
  conn->since_ns = now_ns();
  act->busy += 1;
  if (act->opens) conn_start(conn);
  else advance(conn);
}

/* Answers when the next connection is due. */
static uint64_t act_turn(struct act *act) {
  while (!act->is_over && act->next_conn < act->to && act->busy < act->pending) {
    uint64_t due = act->began_ns;
    if (act->rate > 0) due += (uint64_t)((act->next_conn - act->from) * 1e9 / act->rate);
    if (due > now_ns()) return due;
    begin(act, &act->group->conns[act->next_conn++]);
  }
  if (!act->is_over && act->next_conn == act->to && act->busy == 0) {
    answer_act(act);
    end(act);
  }
  return UINT64_MAX;
}

uint64_t acts_turn(void) {
  uint64_t next = UINT64_MAX;
  for (struct act **link = &acts; *link != NULL;) {
    struct act *act = *link;
    uint64_t due = act_turn(act);
    if (due < next) next = due;
    if (act->is_over) {
      *link = act->next;
      free(act);
    } else {
      link = &act->next;
    }
  }
  return next;
}
