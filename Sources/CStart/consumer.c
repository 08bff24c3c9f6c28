/* Careful C programs that listen to everything, for pmon bench to hold pmon against:
 *
 *   pmon bench-consumer epoll LOAD    one epoll_wait and one recvfrom for each event
 *   pmon bench-consumer batch LOAD    10 ms of rest, then recvmmsg until the socket is empty
 *
 * They look at the sender, and do with an event what the bench's other listeners do: tell whether it is of the process LOAD or its
 * children, and how old it is. They speak the same lines: ContenderProtocol, ContenderReport. Nothing of the Swift runtime has
 * begun here. */
#define _GNU_SOURCE
#include "consumer.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/netlink.h>

enum { slots = 256, slot_size = 128, id_limit = 1 << 22 };

/* As LatencyHistogram has them. */
enum { precision = 7, longest_bits = 43, buckets = (longest_bits - precision) << precision };

struct unknown_end {
  int process;
  uint64_t latency;
};

static int load;
static uint64_t children[id_limit / 64];
static uint64_t counts[buckets], longest;
static unsigned long seen, others, overflows;
static struct unknown_end *unknown;
static size_t unknown_count, unknown_room;

static void fail(const char *call) {
  printf("pmon: %s: %s\n", call, strerror(errno));
  exit(3);
}

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static void request(int descriptor, uint32_t operation) {
  struct cn_msg message = {.id = {.idx = CN_IDX_PROC, .val = CN_VAL_PROC}, .len = sizeof operation};
  char datagram[NLMSG_LENGTH(sizeof message + sizeof operation)] = {0};
  struct nlmsghdr header = {.nlmsg_len = sizeof datagram, .nlmsg_type = NLMSG_DONE};
  memcpy(datagram, &header, sizeof header);
  memcpy(datagram + NLMSG_HDRLEN, &message, sizeof message);
  memcpy(datagram + NLMSG_HDRLEN + sizeof message, &operation, sizeof operation);
  if (send(descriptor, datagram, sizeof datagram, 0) < 0) fail("send");
}

static int subscribe(void) {
  int descriptor = socket(AF_NETLINK, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_CONNECTOR);
  int size = 16 << 20;
  struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = CN_IDX_PROC};
  if (descriptor < 0) fail("socket");
  if (setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) < 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  if (bind(descriptor, (struct sockaddr *)&address, sizeof address) < 0) fail("bind");
  request(descriptor, PROC_CN_MCAST_LISTEN);
  return descriptor;
}

static void record(uint64_t latency) {
  const uint64_t most = ((uint64_t)1 << longest_bits) - 1;
  if (latency > longest) longest = latency;
  if (latency > most) latency = most;
  int shift = latency == 0 ? 0 : 63 - __builtin_clzll(latency) - precision;
  if (shift < 0) shift = 0;
  counts[(shift << precision) + (int)(latency >> shift)]++;
}

/* Whether a process is a child of the load that was seen to begin. */
static int is_child(int process) { return children[process % id_limit / 64] >> process % 64 & 1; }

static void record_load(uint64_t latency) {
  seen++;
  record(latency);
}

static void take_exit(const struct proc_event *event, uint64_t latency) {
  int process = event->event_data.exit.process_tgid, parent = event->event_data.exit.parent_tgid;
  int known = is_child(process);
  if (known) children[process % id_limit / 64] &= ~((uint64_t)1 << process % 64);
  if (known || parent == load) {
    record_load(latency);
  } else if (parent != 0) {
    others++;
  } else {
    if (unknown_count == unknown_room) {
      unknown_room = unknown_room * 2 + 1024;
      unknown = realloc(unknown, unknown_room * sizeof *unknown);
      if (!unknown) fail("realloc");
    }
    unknown[unknown_count++] = (struct unknown_end){process, latency};
  }
}

static void take(const char *bytes, size_t length, const struct sockaddr_nl *sender, uint64_t time) {
  const size_t begin = NLMSG_HDRLEN + sizeof(struct cn_msg);
  struct proc_event event;
  if (sender->nl_pid != 0 || length < begin + sizeof event) return;
  memcpy(&event, bytes + begin, sizeof event);
  uint64_t latency = time > event.timestamp_ns ? time - event.timestamp_ns : 0;
  switch ((uint32_t)event.what) {
  case PROC_EVENT_NONE: break;
  case PROC_EVENT_FORK: {
    int child = event.event_data.fork.child_tgid;
    if (event.event_data.fork.parent_tgid == load && event.event_data.fork.child_pid == child) {
      children[child % id_limit / 64] |= (uint64_t)1 << child % 64;
      record_load(latency);
    } else {
      others++;
    }
    break;
  }
  case PROC_EVENT_EXEC:
    if (is_child(event.event_data.exec.process_tgid)) record_load(latency);
    else others++;
    break;
  case PROC_EVENT_EXIT: take_exit(&event, latency); break;
  default: others++;
  }
}

/* The next line of the bench, which is a short one. */
static int read_line(char *line, size_t size) {
  size_t length = 0;
  while (length + 1 < size && read(STDIN_FILENO, line + length, 1) == 1) {
    if (line[length] == '\n') {
      line[length] = 0;
      return 1;
    }
    length++;
  }
  return 0;
}

/* Reads "end COUNT", once: how many events the load had, and until when they are waited for. */
static int read_end(unsigned long *expected, uint64_t *deadline) {
  char line[64];
  if (!read_line(line, sizeof line) || sscanf(line, "end %lu", expected) != 1) return 0;
  *deadline = now() + 3000000000;
  return 1;
}

/* Others' ends are among the unknown, so there may be more in the socket that is the load's. */
static int is_over(int descriptor, unsigned long expected, uint64_t deadline) {
  struct pollfd socket = {.fd = descriptor, .events = POLLIN};
  if (deadline == 0) return 0;
  return now() >= deadline || (seen + unknown_count >= expected && poll(&socket, 1, 0) == 0);
}

static int run_epoll(int descriptor) {
  int set = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event found, socket = {.events = EPOLLIN, .data.fd = descriptor};
  struct epoll_event input = {.events = EPOLLIN, .data.fd = STDIN_FILENO};
  if (set < 0 || epoll_ctl(set, EPOLL_CTL_ADD, descriptor, &socket) < 0 ||
      epoll_ctl(set, EPOLL_CTL_ADD, STDIN_FILENO, &input) < 0)
    fail("epoll");
  unsigned long expected = 0;
  uint64_t deadline = 0;
  while (!is_over(descriptor, expected, deadline)) {
    char bytes[slot_size];
    struct sockaddr_nl sender;
    socklen_t size = sizeof sender;
    if (epoll_wait(set, &found, 1, deadline == 0 ? -1 : 50) != 1) continue;
    if (found.data.fd == STDIN_FILENO) {
      if (!read_end(&expected, &deadline)) return 0;
      epoll_ctl(set, EPOLL_CTL_DEL, STDIN_FILENO, &input);
      continue;
    }
    ssize_t length = recvfrom(descriptor, bytes, sizeof bytes, MSG_DONTWAIT, (struct sockaddr *)&sender, &size);
    if (length >= 0) take(bytes, length, &sender, now());
    else if (errno == ENOBUFS) overflows++;
  }
  return 1;
}

static int run_batch(int descriptor) {
  static char bytes[slots][slot_size];
  static struct sockaddr_nl senders[slots];
  static struct iovec vectors[slots];
  static struct mmsghdr messages[slots];
  for (int i = 0; i < slots; i++) {
    vectors[i] = (struct iovec){bytes[i], slot_size};
    messages[i].msg_hdr = (struct msghdr){
        .msg_name = &senders[i], .msg_namelen = sizeof senders[i], .msg_iov = &vectors[i], .msg_iovlen = 1};
  }
  struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
  unsigned long expected = 0;
  uint64_t deadline = 0;
  while (!is_over(descriptor, expected, deadline)) {
    if (poll(&input, 1, 10) == 1) {
      if (!read_end(&expected, &deadline)) return 0;
      input.fd = -1;
    }
    int count;
    do {
      count = recvmmsg(descriptor, messages, slots, MSG_DONTWAIT, NULL);
      if (count < 0 && errno == ENOBUFS) overflows++;
      uint64_t time = now();
      for (int i = 0; i < count; i++) take(bytes[i], messages[i].msg_len, &senders[i], time);
    } while (count == slots);
  }
  return 1;
}

static void report(void) {
  printf("report %lu %lu %lu %llu", seen, others, overflows, (unsigned long long)longest);
  for (int i = 0; i < buckets; i++)
    if (counts[i] > 0) printf("/%d:%llu", i, (unsigned long long)counts[i]);
  putchar(' ');
  for (size_t i = 0; i < unknown_count; i++)
    printf(",%d:%llu", unknown[i].process, (unsigned long long)unknown[i].latency);
  putchar('\n');
}

int run_bench_consumer(const char *way, const char *load_process) {
  int is_epoll = strcmp(way, "epoll") == 0;
  if (!is_epoll && strcmp(way, "batch") != 0) return 2;
  load = atoi(load_process);
  setvbuf(stdout, NULL, _IOFBF, 1 << 16);
  int descriptor = subscribe();
  printf("ready %s\n", is_epoll ? "C, an epoll_wait and a recvfrom for each event" : "C, poll and recvmmsg");
  fflush(stdout);
  if (!(is_epoll ? run_epoll(descriptor) : run_batch(descriptor))) return 1;
  puts("done");
  fflush(stdout);
  char line[64];
  if (!read_line(line, sizeof line) || strcmp(line, "report") != 0) return 1;
  report();
  fflush(stdout);
  request(descriptor, PROC_CN_MCAST_IGNORE);
  return 0;
}
