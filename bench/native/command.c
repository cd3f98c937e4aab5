/*
 * The language on stdin. A command is a line: its id, its name, then `key=value`. Each is answered by one line (answer.c), some at once,
 * some when what they began is over. No value holds a space; what may is a text, and texts have names.
 *
 * texts      name kind=raw|text|binary count, then so many netstrings ("5:hello,"). `raw` is for requests and what is listened for; the other
 *            two become frames. The 32 characters that begin "@~" in a frame are where its stamp goes.
 * group      name count port request=TEXTS [sources] [ping=TEXTS pong=TEXTS] [prefix=TEXTS] [least=BYTES]
 * open       group [from] [to] [pending] [rate] [steps]      connects, upgrades, takes the steps, then answers
 * perform    group [from] [to] [pending] [rate] [steps]      the same with connections that are open
 *            steps: say:TEXTS, hear:TEXTS (a frame that contains the text), count:N (frames since the act began), with commas
 * close      group [from] [to]
 * flow       name members=RANGES senders=RANGES texts=TEXTS [room=MEMBERS | copies=N] [sampled=N]
 *            ranges: GROUP:FROM-TO or GROUP:FROM-TO/STEP, with commas. texts: one for all, or as many for each sender, in their order
 * run        flow (window | rate) [count] [ms]               answers when the last message is done; without an end, after `stop`
 * stop       flow
 * record     group on=0|1                                    `on` also forgets what was recorded
 * digests    group                                           of each connection: messages recorded, digest of their bytes
 * transcript group [from] [to]                               of each connection: its messages
 * totals     group                                           since last asked: frames and bytes received, connections lost; how many are open
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "load.h"

enum { most_words = 16, most_line = 8192, default_pending = 100 };

struct group *groups;
static struct texts *all_texts;
static uint32_t conn_count;

/* The command that is being read. */
static struct {
  long id;
  const char *name;
  int count;
  char *words[most_words];
  bool failed;
} command;

#define refuse(...) (command.failed = true, answer_error(command.id, __VA_ARGS__))

static const char *value(const char *key) {
  size_t length = strlen(key);
  for (int i = 0; i < command.count; i++)
    if (strncmp(command.words[i], key, length) == 0 && command.words[i][length] == '=') return command.words[i] + length + 1;
  return NULL;
}

static double number(const char *key, double otherwise) {
  const char *text = value(key);
  return text == NULL ? otherwise : strtod(text, NULL);
}

static struct group *group_named(const char *name) {
  for (struct group *group = groups; group != NULL; group = group->next)
    if (strcmp(group->name, name) == 0) return group;
  refuse("there is no group %s", name);
  return NULL;
}

static struct flow *flow_named(const char *name) {
  for (struct flow *flow = flows; flow != NULL; flow = flow->next)
    if (strcmp(flow->name, name) == 0) return flow;
  refuse("there is no flow %s", name);
  return NULL;
}

static const struct texts *texts_named(const char *name) {
  for (struct texts *texts = all_texts; texts != NULL; texts = texts->next)
    if (strcmp(texts->name, name) == 0) return texts;
  refuse("there are no texts %s", name);
  return NULL;
}

/* NULL when the command has no such key. */
static const struct texts *texts_of(const char *key) {
  const char *name = value(key);
  return name == NULL ? NULL : texts_named(name);
}

static void make_text(struct text *text, const char *kind, const unsigned char *bytes, size_t length) {
  struct buffer buffer = {0};
  buffer_reserve(&buffer, 1);
  if (strcmp(kind, "raw") == 0) buffer_add(&buffer, bytes, length);
  else frame_add(&buffer, strcmp(kind, "text") == 0 ? opcode_text : opcode_binary, bytes, length, true);
  text->bytes = buffer.bytes;
  text->length = buffer.length;
  unsigned char *stamp = memmem(buffer.bytes, buffer.length, "@~", 2);
  text->stamp_at = stamp == NULL || stamp + stamp_size > buffer.bytes + buffer.length ? -1 : stamp - buffer.bytes;
}

/* Where the netstring at `at` has its bytes; false when it is not all there. */
static bool netstring(const unsigned char *bytes, size_t count, size_t *at, size_t *length) {
  *length = 0;
  for (; *at < count && bytes[*at] != ':'; *at += 1) *length = *length * 10 + (size_t)(bytes[*at] - '0');
  *at += 1;
  return *at + *length < count;
}

/* Answers how many bytes of netstrings follow the line; SIZE_MAX when not all have come. */
static size_t make_texts(const unsigned char *bytes, size_t count) {
  uint32_t wanted = (uint32_t)number("count", 1);
  size_t end = 0, length;
  for (uint32_t i = 0; i < wanted; i++) {
    if (!netstring(bytes, count, &end, &length)) return SIZE_MAX;
    end += length + 1;
  }
  struct texts *texts = allocate(1, sizeof *texts);
  snprintf(texts->name, name_size, "%s", command.words[0]);
  texts->count = wanted;
  texts->all = allocate(wanted, sizeof *texts->all);
  const char *kind = value("kind");
  size_t at = 0;
  for (uint32_t i = 0; i < wanted; i++) {
    netstring(bytes, count, &at, &length);
    make_text(&texts->all[i], kind == NULL ? "raw" : kind, bytes + at, length);
    at += length + 1;
  }
  /* The newest of a name is found first. */
  texts->next = all_texts;
  all_texts = texts;
  answer_ok(command.id);
  return end;
}

static void make_group(void) {
  struct group *group = allocate(1, sizeof *group);
  snprintf(group->name, name_size, "%s", command.words[0]);
  group->count = (uint32_t)number("count", 1);
  group->port = (uint16_t)number("port", 0);
  group->sources = (uint32_t)number("sources", 0);
  group->request = texts_of("request");
  group->ping = texts_of("ping");
  group->pong = texts_of("pong");
  group->prefix = texts_of("prefix");
  group->least_length = (uint64_t)number("least", 0);
  if (command.failed) return;
  if (group->request == NULL || group->sources > most_sources || (group->ping == NULL) != (group->pong == NULL))
    return refuse("a group needs a request, at most %d sources, and both of ping and pong", most_sources);
  group->conns = allocate(group->count, sizeof *group->conns);
  for (uint32_t i = 0; i < group->count; i++) {
    group->conns[i].group = group;
    group->conns[i].number = i;
    group->conns[i].id = conn_count++;
  }
  group->next = groups;
  groups = group;
  answer_ok(command.id);
}

static bool read_range(const struct group *group, uint32_t *from, uint32_t *to) {
  *from = (uint32_t)number("from", 0);
  *to = (uint32_t)number("to", group->count);
  if (*from <= *to && *to <= group->count) return true;
  refuse("%s has no connections %u to %u", group->name, *from, *to);
  return false;
}

static void read_steps(struct act *act) {
  const char *text = value("steps");
  char copy[most_line];
  snprintf(copy, sizeof copy, "%s", text == NULL ? "" : text);
  char *rest = copy;
  for (char *word; (word = strsep(&rest, ",")) != NULL && *word != 0;) {
    char *object = strchr(word, ':');
    if (object == NULL || act->step_count == most_steps) return refuse("no such steps: %s", text);
    *object++ = 0;
    struct step *step = &act->steps[act->step_count++];
    step->kind = strcmp(word, "say") == 0 ? step_say : strcmp(word, "hear") == 0 ? step_hear : step_count;
    if (step->kind == step_count) step->frames = (uint32_t)strtoul(object, NULL, 10);
    else step->texts = texts_named(object);
    if (command.failed) return;
    if (step->texts != NULL && step->texts->count != 1 && step->texts->count != act->group->count)
      return refuse("%s is neither one text nor one for each connection", object);
  }
}

static void make_act(struct group *group) {
  struct act *act = allocate(1, sizeof *act);
  act->answer = command.id;
  act->group = group;
  act->opens = strcmp(command.name, "open") == 0;
  act->pending = (uint32_t)number("pending", default_pending);
  act->rate = number("rate", 0);
  act->began_ns = now_ns();
  if (read_range(group, &act->from, &act->to)) read_steps(act);
  act->next_conn = act->from;
  if (command.failed) {
    free(act);
    return;
  }
  act->next = acts;
  acts = act;
}

static void close_conns(struct group *group) {
  uint32_t from, to;
  if (!read_range(group, &from, &to)) return;
  for (uint32_t i = from; i < to; i++) conn_close(&group->conns[i]);
  answer_ok(command.id);
}

/* Reads "GROUP:FROM-TO/STEP,…"; answers how many connections, and who they are when `into` is not NULL. */
static uint32_t read_ranges(const char *key, struct conn **into) {
  char copy[most_line];
  snprintf(copy, sizeof copy, "%s", value(key) == NULL ? "" : value(key));
  uint32_t count = 0;
  char *rest = copy;
  for (char *word; (word = strsep(&rest, ",")) != NULL && *word != 0;) {
    char name[name_size];
    unsigned from = 0, to = 0, step = 1;
    if (sscanf(word, "%63[^:]:%u-%u/%u", name, &from, &to, &step) < 3 || step == 0) {
      refuse("no range: %s", word);
      return 0;
    }
    struct group *group = group_named(name);
    if (group == NULL) return 0;
    if (to > group->count) {
      refuse("%s has no connection %u", name, to - 1);
      return 0;
    }
    for (unsigned i = from; i < to; i += step, count++)
      if (into != NULL) into[count] = &group->conns[i];
  }
  return count;
}

static void make_flow(void) {
  struct flow *flow = allocate(1, sizeof *flow);
  snprintf(flow->name, name_size, "%s", command.words[0]);
  flow->texts = texts_of("texts");
  flow->room_size = (uint32_t)number("room", 0);
  flow->copies = (uint32_t)number("copies", 1);
  flow->member_count = read_ranges("members", NULL);
  flow->sender_count = read_ranges("senders", NULL);
  if (command.failed) return;
  if (flow->texts == NULL || flow->member_count == 0 || flow->sender_count == 0)
    return refuse("a flow needs texts, members and senders");
  if (flow->texts->count % flow->sender_count != 0 && flow->texts->count != 1)
    return refuse("%u texts cannot be shared among %u senders", flow->texts->count, flow->sender_count);
  flow->texts_each = flow->texts->count / flow->sender_count;
  flow->members = allocate(flow->member_count, sizeof(struct conn *));
  flow->senders = allocate(flow->sender_count, sizeof(struct conn *));
  read_ranges("members", flow->members);
  read_ranges("senders", flow->senders);
  flow_prepare(flow, (uint32_t)number("sampled", 16));
  flow->next = flows;
  flows = flow;
  answer_ok(command.id);
}

static void run_flow(struct flow *flow) {
  if (flow->runs) return refuse("%s is running", flow->name);
  flow->answer = command.id;
  flow->window = (uint64_t)number("window", 0);
  flow->rate = number("rate", 0);
  flow->most = (uint64_t)number("count", 0);
  flow->lasts_ns = (uint64_t)(number("ms", 0) * 1e6);
  if ((flow->window > 0) == (flow->rate > 0)) return refuse("a run has either a window or a rate");
  const char *why = flow_run(flow);
  if (why != NULL) refuse("%s: %s", flow->name, why);
}

static void stop_flow(struct flow *flow) {
  if (!flow->runs) return refuse("%s is not running", flow->name);
  flow_stop(flow);
  answer_ok(command.id);
}

static void record(struct group *group) {
  group->records = number("on", 1) != 0;
  for (uint32_t i = 0; group->records && i < group->count; i++) {
    group->conns[i].recorded = group->conns[i].digest = 0;
    buffer_clear(&group->conns[i].transcript);
  }
  answer_ok(command.id);
}

static void tell_transcripts(struct group *group) {
  uint32_t from, to;
  if (read_range(group, &from, &to)) answer_transcripts(command.id, group, from, to);
}

static void tell_digests(struct group *group) { answer_digests(command.id, group); }
static void tell_totals(struct group *group) { answer_totals(command.id, group); }

static const struct {
  const char *name;
  void (*with_group)(struct group *);
  void (*with_flow)(struct flow *);
  void (*alone)(void);
} verbs[] = {
    {"group", NULL, NULL, make_group}, {"open", make_act, NULL, NULL},       {"perform", make_act, NULL, NULL},
    {"close", close_conns, NULL, NULL}, {"flow", NULL, NULL, make_flow},      {"run", NULL, run_flow, NULL},
    {"stop", NULL, stop_flow, NULL},    {"record", record, NULL, NULL},       {"digests", tell_digests, NULL, NULL},
    {"totals", tell_totals, NULL, NULL}, {"transcript", tell_transcripts, NULL, NULL},
};

static void carry_out(void) {
  for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
    if (strcmp(verbs[i].name, command.name) != 0) continue;
    if (verbs[i].alone != NULL) return verbs[i].alone();
    struct group *group = verbs[i].with_group == NULL ? NULL : group_named(command.words[0]);
    if (group != NULL) return verbs[i].with_group(group);
    struct flow *flow = verbs[i].with_flow == NULL ? NULL : flow_named(command.words[0]);
    if (flow != NULL) verbs[i].with_flow(flow);
    return;
  }
  refuse("no such command: %s", command.name);
}

/* One command; answers its length, 0 when not all of it has come. */
static size_t read_command(const unsigned char *bytes, size_t count) {
  const unsigned char *end = memchr(bytes, '\n', count);
  if (end == NULL) return 0;
  size_t length = (size_t)(end - bytes);
  static char line[most_line];
  if (length >= sizeof line) die("a command of %zu bytes", length);
  memcpy(line, bytes, length);
  line[length] = 0;
  char *rest = line, *id = strsep(&rest, " ");
  command.id = strtol(id, NULL, 10);
  command.name = rest == NULL ? "" : strsep(&rest, " ");
  command.count = 0;
  command.failed = false;
  for (char *word; (word = strsep(&rest, " ")) != NULL && command.count < most_words;) command.words[command.count++] = word;
  if (command.count == 0) refuse("a command needs a name");
  else if (strcmp(command.name, "texts") == 0) {
    size_t texts = make_texts(end + 1, count - length - 1);
    return texts == SIZE_MAX ? 0 : length + 1 + texts;
  } else carry_out();
  return length + 1;
}

size_t commands_read(const unsigned char *bytes, size_t count) {
  size_t at = 0, used;
  while ((used = read_command(bytes + at, count - at)) > 0) at += used;
  return at;
}
