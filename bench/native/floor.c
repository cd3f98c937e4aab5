/*
 * The floor of this machine for fan-out: a WebSocket server that copies bytes and does nothing else. One thread, one epoll.
 *
 * A client belongs to the room named by the number at the end of its path ("/17"). What it says goes to everybody in that room, itself
 * included; a text that begins with ">" and eight digits goes to the room of that number instead. Everything a room is to get in one turn
 * of the loop is framed once and written to each member with one write. Nothing is checked, kept or ordered beyond that.
 *
 * Its handshake answers only the key that load sends, so that it needs no SHA-1. Prints its port and ends with its stdin.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "wire.h"

enum { most_rooms = 65536, most_events = 1024, read_bytes = 1 << 18, most_request = 8192 };

#define ANSWER                                                                                  \
  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"           \
  "Sec-WebSocket-Accept: ICX+Yqv66kxgM0FcWaLWlFLwTAI=\r\n\r\n"
#define KEY "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="

struct client {
  int fd;
  bool upgraded, closed;
  uint32_t room, place;
  /* The part of a request or frame that has come so far. */
  struct buffer in;
  /* What the socket did not take. */
  struct buffer out;
};

struct room {
  struct client **members;
  uint32_t count, space;
  /* Frames of this turn. */
  struct buffer turn;
  bool dirty;
};

static int loop;
static struct room rooms[most_rooms];
static uint32_t dirty[most_rooms], dirty_count;
static struct client *closed[most_events];
static size_t closed_count;

static void enter(struct client *client, uint32_t number) {
  struct room *room = &rooms[number];
  if (room->count == room->space) {
    room->space = room->space == 0 ? 16 : room->space * 2;
    room->members = realloc(room->members, room->space * sizeof *room->members);
    if (room->members == NULL) die("out of memory");
  }
  client->room = number;
  client->place = room->count;
  room->members[room->count++] = client;
}

/* Frees it only after the turn: its event may still be waiting. */
static void leave(struct client *client) {
  if (client->closed) return;
  client->closed = true;
  close(client->fd);
  if (client->upgraded) {
    struct room *room = &rooms[client->room];
    struct client *last = room->members[--room->count];
    room->members[client->place] = last;
    last->place = client->place;
  }
  closed[closed_count++] = client;
}

static void watch(struct client *client, int how, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = client};
  if (epoll_ctl(loop, how, client->fd, &event) < 0) die("epoll_ctl: %s", strerror(errno));
}

/* Writes as much as the socket takes and keeps the rest. False when the connection is gone. */
static bool deliver(struct client *client, const unsigned char *bytes, size_t count) {
  if (client->out.length > 0) {
    buffer_add(&client->out, bytes, count);
    return true;
  }
  ssize_t written = send(client->fd, bytes, count, MSG_NOSIGNAL);
  if (written < 0 && errno != EAGAIN) return false;
  size_t taken = written < 0 ? 0 : (size_t)written;
  if (taken == count) return true;
  buffer_add(&client->out, bytes + taken, count - taken);
  watch(client, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
  return true;
}

static void drain(struct client *client) {
  ssize_t written = send(client->fd, client->out.bytes, client->out.length, MSG_NOSIGNAL);
  if (written < 0 && errno != EAGAIN) return leave(client);
  if (written > 0) buffer_drop(&client->out, (size_t)written);
  if (client->out.length == 0) watch(client, EPOLL_CTL_MOD, EPOLLIN);
}

static uint32_t addressed(const struct client *client, const unsigned char *payload, uint64_t length) {
  if (length < 9 || payload[0] != '>') return client->room;
  uint32_t number = 0;
  for (int i = 1; i < 9; i++) number = number * 10 + (uint32_t)(payload[i] - '0');
  return number % most_rooms;
}

static void said(struct client *client, struct header header, unsigned char *payload) {
  if (header.opcode == opcode_close) return leave(client);
  if (header.opcode != opcode_text && header.opcode != opcode_binary) return;
  uint32_t zero = 0;
  if (memcmp(header.mask, &zero, 4) != 0)
    for (uint64_t i = 0; i < header.length; i++) payload[i] ^= header.mask[i & 3];
  uint32_t number = addressed(client, payload, header.length);
  frame_add(&rooms[number].turn, header.opcode, payload, header.length, false);
  if (!rooms[number].dirty) dirty[dirty_count++] = number;
  rooms[number].dirty = true;
}

/* Reads whole frames and answers how many bytes they were. */
static size_t read_frames(struct client *client, unsigned char *bytes, size_t count) {
  size_t at = 0;
  struct header header;
  while (!client->closed && header_read(bytes + at, count - at, &header) && header.size + header.length <= count - at) {
    said(client, header, bytes + at + header.size);
    at += header.size + header.length;
  }
  return at;
}

/* The request, as far as a server that trusts its client reads it: "GET /ROOM" and the key. */
static size_t upgrade(struct client *client, unsigned char *bytes, size_t count) {
  unsigned char *end = memmem(bytes, count, "\r\n\r\n", 4);
  if (end == NULL && count < most_request) return 0;
  if (end == NULL || memcmp(bytes, "GET /", 5) != 0 || memmem(bytes, count, KEY, strlen(KEY)) == NULL) {
    leave(client);
    return count;
  }
  enter(client, (uint32_t)strtoul((char *)bytes + 5, NULL, 10) % most_rooms);
  client->upgraded = true;
  if (!deliver(client, (const unsigned char *)ANSWER, strlen(ANSWER))) leave(client);
  return (size_t)(end + 4 - bytes);
}

static void consume(struct client *client, unsigned char *bytes, size_t count) {
  size_t used = 0;
  if (!client->upgraded) used = upgrade(client, bytes, count);
  if (client->upgraded) used += read_frames(client, bytes + used, count - used);
  if (client->closed) return;
  if (bytes == client->in.bytes) buffer_drop(&client->in, used);
  else if (used < count) buffer_add(&client->in, bytes + used, count - used);
}

static void readable(struct client *client) {
  static unsigned char bytes[read_bytes];
  ssize_t count = recv(client->fd, bytes, sizeof bytes, 0);
  if (count < 0 && errno == EAGAIN) return;
  if (count <= 0) return leave(client);
  if (client->in.length == 0) return consume(client, bytes, (size_t)count);
  buffer_add(&client->in, bytes, (size_t)count);
  consume(client, client->in.bytes, client->in.length);
}

static void accept_all(int listener) {
  for (;;) {
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0 && (errno == EAGAIN || errno == ECONNABORTED)) return;
    if (fd < 0) die("accept: %s", strerror(errno));
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct client *client = allocate(1, sizeof *client);
    client->fd = fd;
    watch(client, EPOLL_CTL_ADD, EPOLLIN);
  }
}

static void end_turn(void) {
  for (uint32_t i = 0; i < dirty_count; i++) {
    struct room *room = &rooms[dirty[i]];
    /* A connection that is gone says so by its own event. */
    for (uint32_t m = 0; m < room->count; m++) deliver(room->members[m], room->turn.bytes, room->turn.length);
    room->turn.length = 0;
    room->dirty = false;
  }
  dirty_count = 0;
  for (size_t i = 0; i < closed_count; i++) {
    buffer_free(&closed[i]->in);
    buffer_free(&closed[i]->out);
    free(closed[i]);
  }
  closed_count = 0;
}

static int listen_on_loopback(void) {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) < 0 || listen(listener, SOMAXCONN) < 0 ||
      getsockname(listener, (struct sockaddr *)&address, &size) < 0)
    die("listen: %s", strerror(errno));
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  return listener;
}

int main(void) {
  loop = epoll_create1(EPOLL_CLOEXEC);
  /* What the loop's own two descriptors are known by. */
  struct client listener = {.fd = listen_on_loopback()}, input = {.fd = STDIN_FILENO};
  watch(&listener, EPOLL_CTL_ADD, EPOLLIN);
  watch(&input, EPOLL_CTL_ADD, EPOLLIN);
  for (;;) {
    static struct epoll_event events[most_events];
    int count = epoll_wait(loop, events, most_events, -1);
    if (count < 0 && errno != EINTR) die("epoll_wait: %s", strerror(errno));
    for (int i = 0; i < count; i++) {
      struct client *client = events[i].data.ptr;
      if (client == &input) return 0;
      if (client == &listener) accept_all(listener.fd);
      else if (events[i].events & EPOLLOUT) drain(client);
      if (client == &listener || client->closed) continue;
      if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) readable(client);
    }
    end_turn();
  }
}
