/* The loop: sockets, commands, what is due, then everything that is to be written. Ends with its stdin. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "load.h"

enum { most_events = 1024, input_bytes = 1 << 16 };

uint64_t loop_ns;
static int loop, timer;
/* Looked in vain. */
static uint64_t spun_ns;
/* What the loop's own two descriptors are known by. */
static char input_mark, timer_mark;

void loop_watch(struct conn *conn, int how, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = conn};
  if (epoll_ctl(loop, how, conn->fd, &event) < 0) die("epoll_ctl: %s", strerror(errno));
}

static void watch(int fd, void *mark) {
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = mark};
  if (epoll_ctl(loop, EPOLL_CTL_ADD, fd, &event) < 0) die("epoll_ctl: %s", strerror(errno));
}

static void read_input(void) {
  static struct buffer input;
  ssize_t count = read(STDIN_FILENO, buffer_reserve(&input, input_bytes), input_bytes);
  if (count == 0) _exit(0);
  if (count < 0) return;
  input.length += (size_t)count;
  buffer_drop(&input, commands_read(input.bytes, input.length));
}

static void read_timer(void) {
  uint64_t times;
  if (read(timer, &times, sizeof times) < 0 && errno != EAGAIN) die("timer: %s", strerror(errno));
}

static void set_timer(uint64_t next_ns) {
  static uint64_t set_ns = UINT64_MAX;
  if (next_ns == set_ns) return;
  set_ns = next_ns;
  struct itimerspec at = {0};
  if (next_ns != UINT64_MAX) {
    at.it_value.tv_sec = (time_t)(next_ns / 1000000000u);
    at.it_value.tv_nsec = (long)(next_ns % 1000000000u);
  }
  timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL);
}

uint64_t work_ns(void) {
  static uint64_t latest;
  uint64_t cpu = cpu_ns(), work = cpu > spun_ns ? cpu - spun_ns : 0;
  /* Looking in vain is timed by the clock, which goes on when somebody else has the core. */
  if (work > latest) latest = work;
  return latest;
}

/* With `spins` it looks again and again while a flow runs, instead of sleeping: see load.h. */
static int wait_for(struct epoll_event *events, bool spins) {
  if (!spins || !flows_run()) return epoll_wait(loop, events, most_events, -1);
  uint64_t began_ns = now_ns();
  int count = epoll_wait(loop, events, most_events, 0);
  if (count == 0) spun_ns += now_ns() - began_ns;
  return count;
}

int main(int count_of_words, char **words) {
  bool spins = count_of_words > 1 && strcmp(words[1], "--spin") == 0;
  loop = epoll_create1(EPOLL_CLOEXEC);
  timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  if (loop < 0 || timer < 0) die("epoll: %s", strerror(errno));
  /* The usual slack of 50 microseconds would count as latency. */
  prctl(PR_SET_TIMERSLACK, 1);
  fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK);
  watch(STDIN_FILENO, &input_mark);
  watch(timer, &timer_mark);
  for (;;) {
    static struct epoll_event events[most_events];
    int count = wait_for(events, spins);
    if (count == 0) continue;
    if (count < 0 && errno != EINTR) die("epoll_wait: %s", strerror(errno));
    for (int i = 0; i < count; i++) {
      void *what = events[i].data.ptr;
      if (what == &input_mark) read_input();
      else if (what == &timer_mark) read_timer();
      else conn_event(what, events[i].events);
    }
    uint64_t act_ns = acts_turn(), flow_ns = flows_turn();
    conns_flush();
    set_timer(act_ns < flow_ns ? act_ns : flow_ns);
  }
}
