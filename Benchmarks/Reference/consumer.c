/*
 * What a careful C program pays for listening to everything, to hold pmon against.
 *
 *   consumer epoll    one epoll_wait and one recvfrom for each event
 *   consumer batch    a pause of 5 ms, then recvmmsg until the socket is empty
 *
 * Prints "ready" on standard error once it listens; on SIGTERM one line on standard output:
 * events, times that the buffer overflowed, and its CPU time in milliseconds.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/netlink.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { slots = 256, slot_size = 128 };

static volatile sig_atomic_t ended;
static unsigned long events, overflows;

static void on_signal(int number) {
  (void)number;
  ended = 1;
}

static void fail(const char *call) {
  perror(call);
  exit(3);
}

static void request(int descriptor, uint32_t operation) {
  struct cn_msg message = {
      .id = {.idx = CN_IDX_PROC, .val = CN_VAL_PROC}, .len = sizeof operation};
  char datagram[NLMSG_LENGTH(sizeof message + sizeof operation)] = {0};
  struct nlmsghdr header = {.nlmsg_len = sizeof datagram, .nlmsg_type = NLMSG_DONE};
  memcpy(datagram, &header, sizeof header);
  memcpy(datagram + NLMSG_HDRLEN, &message, sizeof message);
  memcpy(datagram + NLMSG_HDRLEN + sizeof message, &operation, sizeof operation);
  if (send(descriptor, datagram, sizeof datagram, 0) < 0) fail("send");
}

/* As little as can be done with an event: look who sent it, and count it. */
static void take(const char *bytes, size_t length, const struct sockaddr_nl *sender) {
  const size_t begin = NLMSG_HDRLEN + sizeof(struct cn_msg);
  struct proc_event event;
  if (sender->nl_pid != 0 || length < begin + sizeof event) return;
  memcpy(&event, bytes + begin, sizeof event);
  if (event.what != PROC_EVENT_NONE) events++;
}

static void run_epoll(int descriptor) {
  int set = epoll_create1(0);
  struct epoll_event wanted = {.events = EPOLLIN};
  if (set < 0 || epoll_ctl(set, EPOLL_CTL_ADD, descriptor, &wanted) < 0) fail("epoll");
  while (!ended) {
    char bytes[slot_size];
    struct sockaddr_nl sender;
    socklen_t size = sizeof sender;
    if (epoll_wait(set, &wanted, 1, -1) != 1) continue;
    ssize_t length = recvfrom(descriptor, bytes, sizeof bytes, MSG_DONTWAIT,
                              (struct sockaddr *)&sender, &size);
    if (length >= 0) take(bytes, length, &sender);
    else if (errno == ENOBUFS) overflows++;
  }
}

static void run_batch(int descriptor) {
  static char bytes[slots][slot_size];
  static struct sockaddr_nl senders[slots];
  static struct iovec vectors[slots];
  static struct mmsghdr messages[slots];
  const struct timespec rest = {0, 5000000};
  for (int i = 0; i < slots; i++) {
    vectors[i] = (struct iovec){bytes[i], slot_size};
    messages[i].msg_hdr = (struct msghdr){.msg_name = &senders[i],
                                          .msg_namelen = sizeof senders[i],
                                          .msg_iov = &vectors[i],
                                          .msg_iovlen = 1};
  }
  while (!ended) {
    nanosleep(&rest, NULL);
    int count;
    do {
      count = recvmmsg(descriptor, messages, slots, MSG_DONTWAIT, NULL);
      if (count < 0 && errno == ENOBUFS) overflows++;
      for (int i = 0; i < count; i++) take(bytes[i], messages[i].msg_len, &senders[i]);
    } while (count == slots);
  }
}

int main(int count, char **arguments) {
  int is_epoll = count == 2 && strcmp(arguments[1], "epoll") == 0;
  if (!is_epoll && !(count == 2 && strcmp(arguments[1], "batch") == 0)) {
    fprintf(stderr, "usage: consumer epoll|batch\n");
    return 2;
  }
  struct sigaction action = {.sa_handler = on_signal};
  sigaction(SIGTERM, &action, NULL);

  int descriptor = socket(AF_NETLINK, SOCK_DGRAM | SOCK_NONBLOCK, NETLINK_CONNECTOR);
  int size = 16 << 20;
  struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = CN_IDX_PROC};
  if (descriptor < 0) fail("socket");
  if (setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) < 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  if (bind(descriptor, (struct sockaddr *)&address, sizeof address) < 0) fail("bind");
  request(descriptor, PROC_CN_MCAST_LISTEN);
  fprintf(stderr, "ready\n");

  if (is_epoll) run_epoll(descriptor);
  else run_batch(descriptor);

  struct timespec used;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  request(descriptor, PROC_CN_MCAST_IGNORE);
  printf("%lu %lu %.3f\n", events, overflows, used.tv_sec * 1e3 + used.tv_nsec / 1e6);
  return 0;
}
