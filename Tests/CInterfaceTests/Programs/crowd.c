/* Several handles in several threads with small stacks: each hears everything. */
#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>

#include "check.h"

enum { THREADS = 8, CHILDREN = 50 };

static atomic_int open_count;
static pid_t children[CHILDREN];
static pthread_barrier_t begun, died;

static void *listen_to_all(void *unused) {
  char told[CHILDREN] = {0};
  int count, sum = 0;
  struct pmon_event events[16];
  time_t end = time(NULL) + LIMIT_SECONDS;
  /* As deep as a filter may be. */
  char filter[1024] = "";

  (void)unused;
  for (int depth = 0; depth < 190; depth++) strcat(filter, "(");
  strcat(filter, "exit and abnormal");
  for (int depth = 0; depth < 190; depth++) strcat(filter, ")");
  struct pmon *monitor = open_or_end(filter, NULL);
  atomic_fetch_add(&open_count, 1);
  pthread_barrier_wait(&begun);
  pthread_barrier_wait(&died);
  while (sum < CHILDREN && time(NULL) < end) {
    CHECK(pmon_wait(monitor, 1000) >= 0);
    while ((count = pmon_read(monitor, events, sizeof events[0], 16)) > 0)
      for (int index = 0; index < count; index++)
        for (int child = 0; child < CHILDREN; child++)
          if (events[index].kind == PMON_EXIT && events[index].pid == children[child] &&
              !told[child]) {
            told[child] = 1;
            sum++;
          }
  }
  pmon_close(monitor);
  CHECK(sum == CHILDREN);
  return NULL;
}

int main(void) {
  pthread_t threads[THREADS];
  pthread_attr_t attributes;

  pthread_barrier_init(&begun, NULL, THREADS + 1);
  pthread_barrier_init(&died, NULL, THREADS + 1);
  pthread_attr_init(&attributes);
  CHECK(pthread_attr_setstacksize(&attributes, 1 << 20) == 0);
  for (int index = 0; index < THREADS; index++)
    CHECK(pthread_create(&threads[index], &attributes, listen_to_all, NULL) == 0);
  pthread_barrier_wait(&begun);
  for (int index = 0; index < CHILDREN; index++) {
    children[index] = fork();
    CHECK(children[index] >= 0);
    if (children[index] == 0) _exit(1);
    CHECK(waitpid(children[index], NULL, 0) == children[index]);
  }
  pthread_barrier_wait(&died);
  for (int index = 0; index < THREADS; index++) pthread_join(threads[index], NULL);
  CHECK(atomic_load(&open_count) == THREADS);
  return 0;
}
