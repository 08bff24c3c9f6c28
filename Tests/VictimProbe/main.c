// Processes that die in every way while a daemon guards them, and the clean-up that notes what it was told.
#define _GNU_SOURCE 1
#include "victims.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

uint64_t monotonic(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

void rest(unsigned milliseconds) {
  struct timespec time = {milliseconds / 1000, (long)(milliseconds % 1000) * 1000000};
  while (nanosleep(&time, &time) != 0 && errno == EINTR) continue;
}

void fail(const char *what) {
  fprintf(stderr, "VictimProbe: %s: %s\n", what, strerror(errno));
  _exit(1);
}

uint64_t start_ticks(pid_t pid) {
  char path[64], text[1024];
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t length = read(file, text, sizeof text - 1);
  close(file);
  if (length <= 0) return 0;
  text[length] = 0;
  // proc_pid_stat(5): the name may hold anything; field 22 is the twentieth after it.
  char *field = strrchr(text, ')');
  for (int index = 0; index < 20 && field != NULL; index++) field = strchr(field + 1, ' ');
  return field == NULL ? 0 : strtoull(field + 1, NULL, 10);
}

// Whoever has started this may block or ignore signals, and does not mean the victims.
static void take_all_signals(void) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
}

// SOCKET METHOD TARGET BODY: prints the status of the answer.
static int run_request(char **arguments) {
  struct connection connection = {arguments[0], -1};
  bool was_repeated;
  printf("%d\n", ask(&connection, arguments[1], arguments[2], arguments[3], &was_repeated));
  return 0;
}

int main(int count, char **arguments) {
  take_all_signals();
  if (count > 1 && strcmp(arguments[1], "load") == 0) return run_load(count - 2, arguments + 2);
  if (count > 1 && strcmp(arguments[1], "cleanup") == 0) {
    return run_cleanup(count - 2, arguments + 2);
  }
  if (count == 6 && strcmp(arguments[1], "ask") == 0) return run_request(arguments + 2);
  errno = EINVAL;
  fail("load, cleanup or ask");
}
