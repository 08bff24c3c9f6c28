// The clean-up of the tests: appends what it was told to a file, a line at its start and one at its end.
#define _GNU_SOURCE 1
#include "victims.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *variable(const char *name) {
  const char *value = getenv(name);
  return value == NULL ? "" : value;
}

static void note(int file, const char *what) {
  char line[1024];
  int length = snprintf(line, sizeof line, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%llu\n", what,
                        variable("PMON_DEATH_ID"), variable("PMON_ATTEMPT"),
                        variable("PMON_CAUSE"), variable("PMON_INFERRED"), variable("PMON_TOKEN"),
                        variable("PMON_COUNT"), (unsigned long long)monotonic());
  if (write(file, line, (size_t)length) != length) fail("write");
}

// FILE [MILLISECONDS] [BEHAVIOUR]
int run_cleanup(int count, char **arguments) {
  if (count < 1) fail("cleanup FILE [MILLISECONDS] [BEHAVIOUR]");
  int file = open(arguments[0], O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  if (file < 0) fail(arguments[0]);
  const char *behaviour = count > 2 ? arguments[2] : "";
  bool is_first = strcmp(variable("PMON_ATTEMPT"), "1") == 0;
  note(file, "begin");
  if (count > 1) rest((unsigned)atoi(arguments[1]));
  if (strcmp(behaviour, "forks") == 0) {
    // As a shell does: the work is another process's of the same group.
    pid_t worker = fork();
    if (worker == 0) {
      rest(500);
      note(file, "end");
      _exit(0);
    }
    while (waitpid(worker, NULL, 0) < 0 && errno == EINTR) continue;
    return 0;
  }
  if (strcmp(behaviour, "hangs-first") == 0 && is_first) {
    signal(SIGTERM, SIG_IGN);
    for (;;) pause();
  }
  if (strcmp(behaviour, "crashes-first") == 0 && is_first) abort();
  if (strcmp(behaviour, "floods") == 0) {
    static char block[65536];
    memset(block, 'x', sizeof block);
    for (int index = 0; index < 256; index++) {
      if (write(1, block, sizeof block) < 0) break;
    }
  }
  if (strcmp(behaviour, "daemonises") == 0 && fork() == 0) {
    setsid();
    // It keeps the output open for long.
    rest(20000);
    _exit(0);
  }
  if (strcmp(behaviour, "kills-first") == 0 && is_first) {
    kill(getppid(), SIGKILL);
    for (;;) pause();
  }
  note(file, "end");
  return 0;
}
