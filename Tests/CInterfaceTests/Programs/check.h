/* What the test programs have in common: a condition that does not hold ends them with its line. */
#ifndef CHECK_H
#define CHECK_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <pmon.h>

#define CHECK(condition) \
  do { \
    if (!(condition)) { \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
      exit(1); \
    } \
  } while (0)

/* A bound that only a defect reaches. */
enum { LIMIT_SECONDS = 60 };

static inline struct pmon *open_or_end(const char *filter, const struct pmon_options *options) {
  char error[PMON_ERROR_SIZE] = "unchanged";
  struct pmon *monitor = NULL;
  int result = pmon_open(&monitor, filter, options, error, sizeof error);

  if (result != 0) {
    fprintf(stderr, "pmon_open: %d %s\n", result, error);
    exit(1);
  }
  CHECK(monitor != NULL && error[0] == 0);
  return monitor;
}

/* Reads until the function has returned 1, for one event at a time. */
static inline void read_until(struct pmon *monitor, size_t batch,
                              int (*is_enough)(const struct pmon_event *, void *), void *context) {
  struct pmon_event events[64];
  time_t end = time(NULL) + LIMIT_SECONDS;

  CHECK(batch <= 64);
  while (time(NULL) < end) {
    int count;

    CHECK(pmon_wait(monitor, 1000) >= 0);
    while ((count = pmon_read(monitor, events, sizeof events[0], batch)) > 0) {
      CHECK((size_t)count <= batch);
      for (int index = 0; index < count; index++)
        if (is_enough(&events[index], context)) return;
    }
    CHECK(count == 0);
  }
  CHECK(!"what was awaited has not come");
}

/* The number of open descriptors. */
static inline int count_descriptors(void) {
  int count = 0;

  for (int descriptor = 0; descriptor < 1024; descriptor++)
    if (lseek(descriptor, 0, SEEK_CUR) >= 0 || errno != EBADF) count++;
  return count;
}

/* A number behind a word of /proc/self/status. */
static inline long status_number(const char *word) {
  FILE *file = fopen("/proc/self/status", "r");
  char line[256];
  long number = -1;

  CHECK(file != NULL);
  while (fgets(line, sizeof line, file) != NULL)
    if (strncmp(line, word, strlen(word)) == 0) number = strtol(line + strlen(word), NULL, 10);
  fclose(file);
  return number;
}

#endif
