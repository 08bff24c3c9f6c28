/* What finds no room is counted, and told in its place. */
#include <sys/wait.h>

#include "check.h"

struct told {
  uint64_t lost;
  uint64_t last;
};

static int note(const struct pmon_event *event, void *context) {
  struct told *told = context;

  if (event->kind != PMON_LOST) return 0;
  CHECK(event->lost_count > 0 && event->lost_since <= event->time && event->lost_since > 0);
  CHECK(event->lost_place == PMON_LOST_SOCKET_BUFFER);
  told->lost += event->lost_count;
  return 1;
}

int main(void) {
  struct pmon_options options = {.size = sizeof options, .receive_buffer = 4096};
  struct pmon_counters counters = {.size = sizeof counters};
  struct pmon *monitor = open_or_end(NULL, &options);
  struct told told = {0};

  for (int count = 0; count < 200; count++) {
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) _exit(0);
    CHECK(waitpid(child, NULL, 0) == child);
  }
  read_until(monitor, 64, note, &told);
  CHECK(pmon_get_counters(monitor, &counters) == 0);
  CHECK(counters.lost >= told.lost);
  pmon_close(monitor);
  return 0;
}
