/* Prints each abnormal death on this machine, until SIGINT or SIGTERM.
 *
 *   cc -std=c11 -Wall -Wextra -o deaths deaths.c $(pkg-config --cflags --libs libpmon)
 *   ./deaths                                    every abnormal death
 *   ./deaths 'exit and signal in (SEGV, BUS)'   or what else a filter says; see pmon(1)
 *
 * Exit codes: 0 told to end, 1 the work failed, 2 the filter was wrong, 3 the kernel cannot do it.
 */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>

#include <pmon.h>

enum { BATCH = 256 };

/* Makes the signals that end the program readable, so that they can be waited for like all else. */
static int open_endings(void) {
  sigset_t endings;

  sigemptyset(&endings);
  sigaddset(&endings, SIGINT);
  sigaddset(&endings, SIGTERM);
  sigprocmask(SIG_BLOCK, &endings, NULL);
  return signalfd(-1, &endings, SFD_CLOEXEC);
}

static void print(const struct pmon_event *event) {
  if (event->kind == PMON_LOST)
    printf("lost %llu events\n", (unsigned long long)event->lost_count);
  else if (event->kind != PMON_EXIT)
    return;
  else if (event->signal != 0)
    printf("%d signal %d (%s)%s\n", event->pid, event->signal, strsignal(event->signal),
           event->core_dumped ? ", core dumped" : "");
  else
    printf("%d code %d\n", event->pid, event->code);
}

/* Takes all that waits; returns a negative error number where something fails. */
static int print_waiting(struct pmon *monitor) {
  static struct pmon_event events[BATCH];
  int count;

  while ((count = pmon_read(monitor, events, sizeof events[0], BATCH)) > 0)
    for (int index = 0; index < count; index++) print(&events[index]);
  if (count == 0 && fflush(stdout) != 0) count = -errno;
  return count;
}

int main(int argc, char **argv) {
  const char *filter = argc > 1 ? argv[1] : "exit and abnormal";
  char error[PMON_ERROR_SIZE];
  struct pmon *monitor;
  int result;

  result = pmon_open(&monitor, filter, NULL, error, sizeof error);
  if (result < 0) {
    fprintf(stderr, "deaths: %s\n", error);
    return result == -EINVAL ? 2 : 3;
  }
  struct pollfd watched[] = {
      {.fd = pmon_descriptor(monitor), .events = POLLIN},
      {.fd = open_endings(), .events = POLLIN},
  };
  fprintf(stderr, "deaths: watching\n");

  while (result >= 0 && watched[1].revents == 0) {
    if (poll(watched, 2, -1) < 0)
      result = errno == EINTR ? 0 : -errno;
    else
      result = print_waiting(monitor);
  }
  pmon_close(monitor);
  if (result < 0) {
    fprintf(stderr, "deaths: %s\n", strerror(-result));
    return 1;
  }
  return 0;
}
