#define _GNU_SOURCE 1
#include "victims.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

const char *const way_names[WAYS] = {
    "exits-zero",    "exits",         "is-killed",         "kills-itself", "dumps-core",
    "executes",      "leader-first",  "thread-fails",      "is-stopped",   "stays-zombie",
    "is-orphaned",   "is-withdrawn",  "is-unregistered",   "id-comes-back"};

__attribute__((noreturn)) static void die_by(int number) {
  sigset_t none;
  sigemptyset(&none);
  signal(number, SIG_DFL);
  sigprocmask(SIG_SETMASK, &none, NULL);
  kill(getpid(), number);
  _exit(99);
}

static void *ends_all(void *number) {
  rest(30);
  unsigned value = (unsigned)(uintptr_t)number;
  if (value % 3 == 0) die_by(value % 2 == 0 ? SIGTERM : SIGKILL);
  // With 0 it is a normal end, although the first thread had another status.
  _exit(value % 3 == 1 ? (int)(value % 255) + 1 : 0);
}

static void *fails_alone(void *unused) {
  syscall(SYS_exit, 7);
  return unused;
}

static void *waits(void *unused) {
  for (;;) pause();
  return unused;
}

static void start_thread(void *(*body)(void *), unsigned number) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, body, (void *)(uintptr_t)number) != 0) fail("pthread_create");
}

static const int deadly[] = {SIGHUP,  SIGINT,  SIGKILL,   SIGPIPE,   SIGALRM, SIGTERM, SIGUSR1,
                             SIGUSR2, SIGPOLL, SIGVTALRM, SIGSTKFLT, SIGPROF, SIGPWR,  40};
static const int dumping[] = {SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS,
                              SIGFPE,  SIGSEGV, SIGSYS, SIGXCPU, SIGXFSZ};
#define PICK(list, number) (list)[(number) % (sizeof(list) / sizeof *(list))]

static void limit_core(rlim_t size) {
  struct rlimit limit = {size, size};
  setrlimit(RLIMIT_CORE, &limit);
}

void die(enum way way, unsigned number) {
  limit_core(way == DUMPS_CORE ? RLIM_INFINITY : 0);
  switch (way) {
  case EXITS_ZERO: _exit(0);
  case KILLS_ITSELF:
    // Those that would dump core do not, for want of room.
    die_by(number % 2 ? PICK(deadly, number / 2) : PICK(dumping, number / 2));
    break;
  case DUMPS_CORE: die_by(PICK(dumping, number));
  case EXECUTES: {
    char code[32];
    // One in eight ends well.
    snprintf(code, sizeof code, number % 8 ? "exit %u" : "exit 0 # %u", number % 254 + 1);
    execl("/bin/sh", "sh", "-c", code, NULL);
    _exit(126);
  }
  case LEADER_ENDS_FIRST:
    start_thread(ends_all, number);
    start_thread(waits, 0);
    syscall(SYS_exit, number % 2 ? 0 : 5);
    break;
  case THREAD_FAILS:
    start_thread(fails_alone, 0);
    start_thread(waits, 0);
    rest(20);
    _exit(number % 2 ? 0 : 11);
  case IS_KILLED:
  case IS_KILLED_STOPPED:
    for (;;) pause();
  case ID_COMES_BACK: _exit(number % 2 ? 0 : 12);
  default: break;
  }
  _exit((int)(number % 255) + 1);
}
