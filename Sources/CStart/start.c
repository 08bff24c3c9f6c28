/* What has to happen before the Swift runtime begins, where /proc is not mounted.
 *
 * The runtime looks there for its own path, and aborts without it, and for the arguments. Neither is needed:
 * the program is in one file, and constructors get the arguments from the C library. */
#include <stdlib.h>
#include <unistd.h>

/* Of the Swift runtime; its first caller decides. */
extern void _swift_stdlib_overrideUnsafeArgvArgc(char **arguments, int count)
    __attribute__((weak));

__attribute__((constructor(101))) static void start_without_proc(int count, char **arguments) {
  if (access("/proc/self/exe", F_OK) == 0) return;
  setenv("SWIFT_ROOT", "/", 0);
  if (_swift_stdlib_overrideUnsafeArgvArgc) {
    _swift_stdlib_overrideUnsafeArgvArgc(arguments, count);
  }
}
