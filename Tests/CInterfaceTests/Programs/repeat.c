/* Opened and closed again and again: descriptors and memory stay. */
#include <malloc.h>

#include "check.h"

static void open_and_close(int rounds) {
  for (int round = 0; round < rounds; round++) {
    struct pmon *monitor = open_or_end(round % 2 ? "exit and abnormal" : NULL, NULL);
    struct pmon_event events[8];
    CHECK(pmon_read(monitor, events, sizeof events[0], 8) >= 0);
    CHECK(pmon_set_filter(monitor, "exit and code in (3, 5..9)", NULL, 0) == 0);
    pmon_close(monitor);
  }
}

int main(int argc, char **argv) {
  int rounds = argc > 1 ? atoi(argv[1]) : 1000;

  open_and_close(rounds / 10 + 1);
  int descriptors = count_descriptors();
  struct mallinfo2 before = mallinfo2();
  open_and_close(rounds);
  struct mallinfo2 after = mallinfo2();
  CHECK(count_descriptors() == descriptors);
  printf("%zu bytes in use before, %zu after\n", before.uordblks, after.uordblks);
  /* Less than ten bytes a round. */
  CHECK(after.uordblks < before.uordblks + (size_t)rounds * 10);
  return 0;
}
