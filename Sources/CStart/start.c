/* What has to happen before the Swift runtime begins.
 *
 * Where /proc is not mounted: the runtime looks there for its own path, and aborts without it, and for the arguments. Neither is needed:
 * the program is in one file, and constructors get the arguments from the C library. */
#include "consumer.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

/* Of the Swift runtime; its first caller decides. */
extern void _swift_stdlib_overrideUnsafeArgvArgc(char **arguments, int count)
    __attribute__((weak));

/* A child of pmon bench: it waits for a byte that says how to end, a code or, from 128 on, a signal. It is
 * here since thousands of them have to be cheap, and the runtime's beginning is most of what pmon takes. */
static void end_as_told(void) {
  unsigned char ending = 0;
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (read(STDIN_FILENO, &ending, 1) == 1 && ending >= 128) kill(getpid(), ending - 128);
  _exit(ending);
}

__attribute__((constructor(101))) static void start(int count, char **arguments) {
  if (count == 2 && strcmp(arguments[1], "bench-child") == 0) end_as_told();
  if (count == 4 && strcmp(arguments[1], "bench-consumer") == 0) {
    exit(run_bench_consumer(arguments[2], arguments[3]));
  }
  if (access("/proc/self/exe", F_OK) == 0) return;
  setenv("SWIFT_ROOT", "/", 0);
  if (_swift_stdlib_overrideUnsafeArgvArgc) {
    _swift_stdlib_overrideUnsafeArgvArgc(arguments, count);
  }
}
