/* Waiting: times, signals, and a descriptor that says whenever there is something to read. */
#define _GNU_SOURCE

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

#include "check.h"

static volatile sig_atomic_t handled;

static void handle(int number) {
  (void)number;
  handled = 1;
}

static void *end_process(void *unused) {
  (void)unused;
  exit(9);
}

/* Waits where nothing is told, though the descriptor may be readable for a moment, such as by the
 * kernel's answer to another listener. */
static int wait_idly(struct pmon *monitor, int timeout) {
  struct pmon_event event;
  time_t end = time(NULL) + LIMIT_SECONDS;
  int result;

  while ((result = pmon_wait(monitor, timeout)) == 1 && time(NULL) < end)
    CHECK(pmon_read(monitor, &event, sizeof event, 1) == 0);
  return result;
}

int main(void) {
  struct sigaction action = {.sa_handler = handle, .sa_flags = SA_RESTART};
  struct pmon_event event;
  int status;

  /* What does not come: this program executes no other. */
  char filter[64];
  snprintf(filter, sizeof filter, "exec and pid == %d", getpid());
  struct pmon *monitor = open_or_end(filter, NULL);
  CHECK(wait_idly(monitor, 0) == 0);
  CHECK(wait_idly(monitor, 20) == 0);

  CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
  pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    /* Again and again, since one may come before the wait. */
    for (int count = 0; count < LIMIT_SECONDS * 100 && kill(getppid(), SIGUSR1) == 0; count++)
      usleep(10000);
    _exit(0);
  }
  CHECK(wait_idly(monitor, -1) == -EINTR);
  CHECK(handled);
  CHECK(kill(child, SIGKILL) == 0 && waitpid(child, &status, 0) == child);
  pmon_close(monitor);

  /* A death that is only certain some time after the last event: the first thread ends first. The
   * descriptor alone, without any timeout, has to lead to it; and to what found no room before. */
  monitor = open_or_end("exit and abnormal", NULL);
  pid_t children[3];
  for (int index = 0; index < 3; index++) {
    children[index] = fork();
    CHECK(children[index] >= 0);
    if (children[index] == 0) {
      pthread_t thread;
      pthread_create(&thread, NULL, end_process, NULL);
      pthread_exit(NULL);
    }
  }
  for (int index = 0; index < 3; index++) CHECK(waitpid(children[index], &status, 0) >= 0);
  int told = 0;
  while (told < 3) {
    struct pollfd watched = {.fd = pmon_descriptor(monitor), .events = POLLIN};
    int ready = poll(&watched, 1, LIMIT_SECONDS * 1000);
    CHECK(ready == 1 || (ready < 0 && errno == EINTR));
    /* One at a time, and back to poll. */
    int count = pmon_read(monitor, &event, sizeof event, 1);
    CHECK(count >= 0);
    if (count == 0 || event.kind != PMON_EXIT) continue;
    for (int index = 0; index < 3; index++)
      if (event.pid == children[index]) {
        CHECK(event.code == 9);
        children[index] = 0;
        told++;
      }
  }
  pmon_close(monitor);
  return 0;
}
