/* A client's socket: connect, upgrade, read frames by their headers alone unless somebody looks at the payload, write once per turn. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "load.h"

enum { read_bytes = 1 << 18, most_response = 16384 };

static struct conn **dirty;
static size_t dirty_count, dirty_room;

const struct text *text_of(const struct texts *texts, const struct conn *conn) {
  return &texts->all[texts->count == 1 ? 0 : conn->number];
}

static void forget_socket(struct conn *conn) {
  if (conn->state == conn_open) conn->group->open -= 1;
  close(conn->fd);
  conn->state = conn_closed;
  conn->header_length = 0;
  conn->to_come = 0;
  buffer_clear(&conn->in);
  buffer_clear(&conn->out);
}

void conn_close(struct conn *conn) {
  if (conn->state == conn_closed) return;
  forget_socket(conn);
  act_lost(conn, "closed by a command");
  flow_lost(conn, "closed by a command");
}

/* Closed by the other side, or by a fault. */
static void lost(struct conn *conn, const char *why) {
  forget_socket(conn);
  conn->group->lost += 1;
  act_lost(conn, why);
  flow_lost(conn, why);
}

void conn_start(struct conn *conn) {
  conn->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (conn->fd < 0) die("socket: %s; `ulimit -n` may be too low", strerror(errno));
  int on = 1;
  setsockopt(conn->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  struct sockaddr_in address = {.sin_family = AF_INET};
  if (conn->group->sources > 0) {
    setsockopt(conn->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    address.sin_addr.s_addr = htonl(0x7f000101u + conn->number % conn->group->sources);
    if (bind(conn->fd, (struct sockaddr *)&address, sizeof address) < 0) die("bind: %s", strerror(errno));
  }
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(conn->group->port);
  conn->state = conn_connecting;
  loop_watch(conn, EPOLL_CTL_ADD, EPOLLIN | EPOLLOUT);
  conn->waits_to_write = true;
  if (connect(conn->fd, (struct sockaddr *)&address, sizeof address) < 0 && errno != EINPROGRESS) lost(conn, strerror(errno));
}

void conn_send(struct conn *conn, const void *bytes, size_t length) {
  buffer_add(&conn->out, bytes, length);
  if (conn->is_dirty) return;
  conn->is_dirty = true;
  if (dirty_count == dirty_room) {
    struct conn **more = allocate(dirty_room = dirty_room * 2 + 64, sizeof *more);
    if (dirty_count > 0) memcpy(more, dirty, dirty_count * sizeof *more);
    dirty = more;
  }
  dirty[dirty_count++] = conn;
}

static void write_out(struct conn *conn) {
  if (conn->state == conn_closed) return;
  while (conn->out.length > 0) {
    ssize_t written = send(conn->fd, conn->out.bytes, conn->out.length, MSG_NOSIGNAL);
    if (written < 0 && errno == EAGAIN) break;
    if (written < 0) return lost(conn, strerror(errno));
    buffer_drop(&conn->out, (size_t)written);
  }
  bool waits = conn->out.length > 0;
  if (waits != conn->waits_to_write) loop_watch(conn, EPOLL_CTL_MOD, waits ? EPOLLIN | EPOLLOUT : EPOLLIN);
  conn->waits_to_write = waits;
}

void conns_flush(void) {
  for (size_t i = 0; i < dirty_count; i++) {
    dirty[i]->is_dirty = false;
    write_out(dirty[i]);
  }
  dirty_count = 0;
}

static void record(struct conn *conn, const unsigned char *payload, size_t length) {
  uint32_t size = (uint32_t)length;
  buffer_add(&conn->transcript, &size, sizeof size);
  buffer_add(&conn->transcript, payload, length);
  /* FNV-1a over lengths and bytes. */
  uint64_t digest = conn->recorded == 0 ? 0xcbf29ce484222325u : conn->digest;
  for (size_t i = 0; i < sizeof size; i++) digest = (digest ^ (size >> (8 * i) & 0xff)) * 0x100000001b3u;
  for (size_t i = 0; i < length; i++) digest = (digest ^ payload[i]) * 0x100000001b3u;
  conn->digest = digest;
  conn->recorded += 1;
}

static bool begins_with(const struct texts *texts, const unsigned char *payload, size_t length) {
  return length >= texts->all->length && memcmp(payload, texts->all->bytes, texts->all->length) == 0;
}

static void control(struct conn *conn, const unsigned char *payload, size_t length) {
  if (conn->frame.opcode == opcode_ping) {
    struct buffer pong = {0};
    frame_add(&pong, opcode_pong, payload, length, true);
    conn_send(conn, pong.bytes, pong.length);
    buffer_free(&pong);
    return;
  }
  if (conn->frame.opcode != opcode_close) return;
  char why[64];
  snprintf(why, sizeof why, "closed by the server (%d)", length < 2 ? 1005 : payload[0] << 8 | payload[1]);
  lost(conn, why);
}

/* A frame has come whole. `payload` is NULL when nobody wanted to look at it. */
static void frame_came(struct conn *conn, const unsigned char *payload, size_t length) {
  struct group *group = conn->group;
  if (conn->frame.opcode >= opcode_close) return control(conn, payload, length);
  if (conn->frame.opcode == opcode_continuation) return;
  if (payload != NULL && group->ping != NULL && length == group->ping->all->length && begins_with(group->ping, payload, length)) {
    conn_send(conn, group->pong->all->bytes, group->pong->all->length);
    return;
  }
  group->frames += 1;
  /* What comes while a connection is being made ready is no message; of one that is ready it may be. */
  bool is_greeting = conn->act != NULL && conn->act->opens;
  if (conn->act != NULL) act_frame(conn, payload, length);
  if (is_greeting || length < group->least_length || (group->prefix != NULL && !begins_with(group->prefix, payload, length))) return;
  if (group->records) record(conn, payload, length);
  if (conn->flow != NULL) flow_message(conn, payload, length);
}

static bool must_look(const struct conn *conn) {
  const struct group *group = conn->group;
  return conn->is_sampled || conn->frame.opcode >= opcode_close || group->records || group->prefix != NULL ||
         (group->ping != NULL && conn->frame.length == group->ping->all->length) || (conn->act != NULL && act_listens(conn));
}

/* Reads a header, which may have come in parts; answers how many bytes of it were in `bytes`, 0 when more must come. */
static size_t read_header(struct conn *conn, const unsigned char *bytes, size_t count) {
  if (conn->header_length == 0 && header_read(bytes, count, &conn->frame)) return conn->frame.size;
  size_t before = conn->header_length;
  size_t taken = header_most - before < count ? header_most - before : count;
  memcpy(conn->header + before, bytes, taken);
  if (header_read(conn->header, before + taken, &conn->frame)) {
    conn->header_length = 0;
    return conn->frame.size - before;
  }
  conn->header_length += taken;
  return 0;
}

static void take(struct conn *conn, const unsigned char *bytes, size_t count) {
  const unsigned char *end = bytes + count;
  while (bytes < end && conn->state == conn_open) {
    if (conn->to_come == 0) {
      size_t size = read_header(conn, bytes, (size_t)(end - bytes));
      if (size == 0) return;
      bytes += size;
      conn->looks = must_look(conn);
      if (conn->frame.length <= (size_t)(end - bytes)) {
        frame_came(conn, conn->looks ? bytes : NULL, conn->frame.length);
        bytes += conn->frame.length;
        continue;
      }
      conn->to_come = conn->frame.length;
    }
    size_t part = conn->to_come < (size_t)(end - bytes) ? conn->to_come : (size_t)(end - bytes);
    if (conn->looks) buffer_add(&conn->in, bytes, part);
    conn->to_come -= part;
    bytes += part;
    if (conn->to_come > 0) return;
    frame_came(conn, conn->looks ? conn->in.bytes : NULL, conn->frame.length);
    if (conn->looks) buffer_clear(&conn->in);
  }
}

static void read_response(struct conn *conn, const unsigned char *bytes, size_t count) {
  buffer_add(&conn->in, bytes, count);
  unsigned char *end = memmem(conn->in.bytes, conn->in.length, "\r\n\r\n", 4);
  if (end == NULL && conn->in.length < most_response) return;
  if (end == NULL || memcmp(conn->in.bytes, "HTTP/1.1 101", 12) != 0) {
    char why[64];
    snprintf(why, sizeof why, "no upgrade: %.24s", (char *)conn->in.bytes);
    return lost(conn, why);
  }
  /* What came with it is read from a buffer of its own, as frames that came in parts are kept in `in`. */
  struct buffer rest = conn->in;
  conn->in = (struct buffer){0};
  conn->state = conn_open;
  conn->group->open += 1;
  act_open(conn);
  size_t head = (size_t)(end + 4 - rest.bytes);
  take(conn, rest.bytes + head, rest.length - head);
  buffer_free(&rest);
}

static void readable(struct conn *conn) {
  static unsigned char bytes[read_bytes];
  ssize_t count = recv(conn->fd, bytes, sizeof bytes, 0);
  if (count < 0 && errno == EAGAIN) return;
  if (count <= 0) return lost(conn, count == 0 ? "closed by the server without a word" : strerror(errno));
  loop_ns = now_ns();
  conn->group->bytes += (uint64_t)count;
  if (conn->state == conn_upgrading) read_response(conn, bytes, (size_t)count);
  else take(conn, bytes, (size_t)count);
}

void conn_event(struct conn *conn, uint32_t events) {
  if (conn->state == conn_closed) return;
  if (conn->state == conn_connecting) {
    int fault = 0;
    socklen_t size = sizeof fault;
    getsockopt(conn->fd, SOL_SOCKET, SO_ERROR, &fault, &size);
    if (fault != 0) return lost(conn, strerror(fault));
    if ((events & EPOLLOUT) == 0) return;
    conn->state = conn_upgrading;
    const struct text *request = text_of(conn->group->request, conn);
    conn_send(conn, request->bytes, request->length);
    return;
  }
  if (events & EPOLLOUT) write_out(conn);
  if (conn->state != conn_closed && events & (EPOLLIN | EPOLLHUP | EPOLLERR)) readable(conn);
}
