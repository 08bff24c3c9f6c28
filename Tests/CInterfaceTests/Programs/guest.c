/* How the library behaves as a guest in somebody's process; loaded at run time, as a plugin is. */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#include "check.h"

struct functions {
  int (*open)(struct pmon **, const char *, const struct pmon_options *, char *, size_t);
  int (*read)(struct pmon *, struct pmon_event *, size_t, size_t);
  int (*descriptor)(const struct pmon *);
  void (*close)(struct pmon *);
};

static struct functions load(const char *path, void **library) {
  struct functions functions;

  *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (*library == NULL) fprintf(stderr, "%s\n", dlerror());
  CHECK(*library != NULL);
  *(void **)&functions.open = dlsym(*library, "pmon_open");
  *(void **)&functions.read = dlsym(*library, "pmon_read");
  *(void **)&functions.descriptor = dlsym(*library, "pmon_descriptor");
  *(void **)&functions.close = dlsym(*library, "pmon_close");
  CHECK(functions.open && functions.read && functions.descriptor && functions.close);
  return functions;
}

struct state {
  struct sigaction actions[65];
  sigset_t mask;
};

static struct state take_state(void) {
  struct state state;

  memset(&state, 0, sizeof state);
  for (int number = 1; number < 65; number++) sigaction(number, NULL, &state.actions[number]);
  sigprocmask(SIG_BLOCK, NULL, &state.mask);
  return state;
}

static void check_state(const struct state *before) {
  struct state now = take_state();

  for (int number = 1; number < 65; number++)
    CHECK(now.actions[number].sa_handler == before->actions[number].sa_handler &&
          now.actions[number].sa_flags == before->actions[number].sa_flags);
  for (int number = 1; number < 65; number++)
    CHECK(sigismember(&now.mask, number) == sigismember(&before->mask, number));
  CHECK(status_number("Threads:") == 1);
}

/* A child is refused, and its end leaves the parent's subscription as it was. */
static void fork_with(struct functions *functions, struct pmon *monitor) {
  struct pmon_event events[16];
  time_t end = time(NULL) + LIMIT_SECONDS;
  int status, count;
  pid_t child = fork();

  CHECK(child >= 0);
  if (child == 0) {
    int descriptor = functions->descriptor(monitor);
    int result = functions->read(monitor, events, sizeof events[0], 16);

    functions->close(monitor);
    _exit(result == -EPERM && descriptor == -EPERM ? 0 : 1);
  }
  CHECK(waitpid(child, &status, 0) == child && status == 0);

  child = fork();
  CHECK(child >= 0);
  if (child == 0) _exit(77);
  CHECK(waitpid(child, &status, 0) == child);
  while (time(NULL) < end) {
    count = functions->read(monitor, events, sizeof events[0], 16);
    CHECK(count >= 0);
    for (int index = 0; index < count; index++)
      if (events[index].pid == child) return;
    usleep(1000);
  }
  CHECK(!"the parent hears nothing any more");
}

int main(int argc, char **argv) {
  static char was_open[1024];
  struct state state = take_state();
  int descriptors = count_descriptors();
  struct functions functions;
  struct pmon *monitor;
  void *library;

  CHECK(argc > 1);
  for (int descriptor = 0; descriptor < 1024; descriptor++)
    was_open[descriptor] = fcntl(descriptor, F_GETFD) >= 0;
  for (int round = 0; round < 3; round++) {
    functions = load(argv[1], &library);
    check_state(&state);
    CHECK(count_descriptors() == descriptors);
    CHECK(functions.open(&monitor, "exit and abnormal", NULL, NULL, 0) == 0);
    check_state(&state);
    for (int descriptor = 0; descriptor < 1024; descriptor++) {
      int flags = fcntl(descriptor, F_GETFD);
      CHECK(flags < 0 || was_open[descriptor] || (flags & FD_CLOEXEC) != 0);
    }
    fork_with(&functions, monitor);
    functions.close(monitor);
    CHECK(dlclose(library) == 0);
    CHECK(count_descriptors() == descriptors);
  }
  check_state(&state);
  /* It stays, since the runtime that it holds cannot be unloaded. */
  CHECK(dlopen(argv[1], RTLD_NOW | RTLD_NOLOAD) != NULL);
  return 0;
}
