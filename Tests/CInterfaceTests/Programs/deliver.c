/* Each way to die is told once, with its status, by whatever size of the caller's array. */
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "check.h"

enum { WAYS = 6 };

struct expectation {
  pid_t process;
  int status;
  int times;
};

static struct expectation expected[WAYS];

static void *end_process(void *code) { exit((int)(size_t)code); }

static void die(int way) {
  pthread_t thread;

  switch (way) {
  case 0: _exit(3);
  case 1: kill(getpid(), SIGKILL); break;
  case 2: abort();
  case 3: /* a thread ends the process */
    pthread_create(&thread, NULL, end_process, (void *)7);
    break;
  case 4: /* the first thread ends first */
    pthread_create(&thread, NULL, end_process, (void *)9);
    pthread_exit(NULL);
  default: _exit(255);
  }
  for (;;) pause();
}

static int note(const struct pmon_event *event, void *context) {
  int told = 0;

  (void)context;
  if (event->kind == PMON_LOST) return 0;
  CHECK(event->kind == PMON_EXIT);
  CHECK(event->pid == event->tid && event->time > 0 && event->status != 0);
  for (int way = 0; way < WAYS; way++) {
    struct expectation *one = &expected[way];
    if (event->pid == one->process) {
      one->times++;
      CHECK(event->status == (uint32_t)one->status);
      CHECK(event->code == (WIFEXITED(one->status) ? WEXITSTATUS(one->status) : -1));
      CHECK(event->signal == (WIFSIGNALED(one->status) ? WTERMSIG(one->status) : 0));
      CHECK(event->core_dumped == (WCOREDUMP(one->status) ? 1 : 0));
      CHECK(event->ppid == getpid() || event->ppid == 0);
    }
    CHECK(one->times <= 1);
    told += one->times;
  }
  return told == WAYS;
}

int main(int argc, char **argv) {
  size_t batch = argc > 1 ? (size_t)atoi(argv[1]) : 64;
  struct pmon_options options = {.size = sizeof options};
  struct pmon_counters counters = {.size = sizeof counters};
  struct pmon_event extra;

  options.flags = argc > 2 ? PMON_IMMEDIATE : 0;
  struct pmon *monitor = open_or_end("exit and abnormal", &options);
  for (int way = 0; way < WAYS; way++) {
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) die(way);
    expected[way].process = child;
    CHECK(waitpid(child, &expected[way].status, 0) == child);
    CHECK(expected[way].status != 0);
  }
  read_until(monitor, batch, note, NULL);

  /* And no second time, as far as a moment can show; others' deaths may come without end. */
  time_t end = time(NULL) + 2;
  while (time(NULL) < end && pmon_wait(monitor, 200) > 0)
    while (time(NULL) < end && pmon_read(monitor, &extra, sizeof extra, 1) > 0) note(&extra, NULL);
  CHECK(pmon_get_counters(monitor, &counters) == 0);
  CHECK(counters.received >= WAYS && counters.delivered >= WAYS);
  CHECK(counters.buffer_size > 0 && counters.rejected == 0);
  pmon_close(monitor);
  return 0;
}
