/* Whatever is passed wrongly is refused with a number and a text, and harms nothing. */
#include <limits.h>

#include "check.h"

static void refuse_options(struct pmon_options options, const char *text) {
  char error[PMON_ERROR_SIZE] = "";
  struct pmon *monitor = (struct pmon *)error;

  CHECK(pmon_open(&monitor, NULL, &options, error, sizeof error) == -EINVAL);
  CHECK(monitor == NULL);
  CHECK(strstr(error, text) != NULL);
}

static void refuse_filters(void) {
  char error[PMON_ERROR_SIZE] = "";
  struct pmon *monitor = (struct pmon *)error;

  CHECK(pmon_open(&monitor, "exit and exot", NULL, error, sizeof error) == -EINVAL);
  CHECK(monitor == NULL);
  CHECK(strcmp(error, "unknown word \"exot\"; did you mean \"exit\"?\n"
                      "  exit and exot\n"
                      "           ^~~~") == 0);
  CHECK(pmon_open(&monitor, "\xff\xfe", NULL, error, sizeof error) == -EINVAL);
  CHECK(pmon_open(&monitor, "exit and name == sh and user == root", NULL, error, sizeof error) ==
        -EOPNOTSUPP);
  CHECK(strcmp(error, "events do not tell what the filter asks for: name, user") == 0);

  /* Any size of the text is kept to, and it ends with its 0. */
  for (size_t size = 0; size < 100; size++) {
    char text[128];

    memset(text, 'x', sizeof text);
    CHECK(pmon_open(&monitor, "exit and \"\xc3\xa4\xc3\xb6\"", NULL, text, size) == -EINVAL);
    CHECK(size == 0 || memchr(text, 0, size) != NULL);
    for (size_t index = size; index < sizeof text; index++) CHECK(text[index] == 'x');
  }
  CHECK(pmon_open(&monitor, "(", NULL, NULL, 100) == -EINVAL);

  /* A megabyte and more, and deep nesting. */
  size_t length = 3 << 20;
  char *filter = malloc(length + 1);
  CHECK(filter != NULL);
  memset(filter, '(', length);
  filter[length] = 0;
  CHECK(pmon_open(&monitor, filter, NULL, error, sizeof error) == -EINVAL);
  filter[1 << 19] = 0;
  CHECK(pmon_open(&monitor, filter, NULL, error, sizeof error) == -EINVAL);
  free(filter);
}

int main(void) {
  struct pmon_options options = {.size = sizeof options};
  struct pmon_counters counters = {.size = sizeof counters};
  struct pmon_event events[2];
  char error[PMON_ERROR_SIZE] = "";
  int descriptors = count_descriptors();

  CHECK(pmon_version() == PMON_VERSION);
  CHECK(pmon_open(NULL, NULL, NULL, error, sizeof error) == -EINVAL);
  CHECK(error[0] != 0);
  pmon_close(NULL);
  CHECK(pmon_descriptor(NULL) == -EINVAL);
  CHECK(pmon_wait(NULL, 0) == -EINVAL);
  CHECK(pmon_read(NULL, events, sizeof events[0], 2) == -EINVAL);
  CHECK(pmon_set_filter(NULL, NULL, error, sizeof error) == -EINVAL);
  CHECK(pmon_get_counters(NULL, &counters) == -EINVAL);

  refuse_options((struct pmon_options){.size = 0}, "size");
  refuse_options((struct pmon_options){.size = sizeof options + 4}, "size");
  options.flags = 0x4;
  refuse_options(options, "flags");
  options.flags = 0;
  options.events = PMON_LOST;
  refuse_options(options, "events");
  options.events = PMON_EXIT | 0x1000;
  refuse_options(options, "events");
  options.events = 0;
  options.reserved = 1;
  refuse_options(options, "reserved");
  options.reserved = 0;
  options.receive_buffer = UINT32_MAX;
  refuse_options(options, "receive_buffer");
  options.receive_buffer = 0;
  options.latency_us = 1;
  options.flags = PMON_IMMEDIATE;
  refuse_options(options, "latency_us");
  refuse_filters();
  CHECK(count_descriptors() == descriptors);

  struct pmon *monitor = open_or_end("exit and abnormal", NULL);
  CHECK(pmon_read(monitor, NULL, sizeof events[0], 2) == -EINVAL);
  CHECK(pmon_read(monitor, events, sizeof events[0], 0) == -EINVAL);
  CHECK(pmon_read(monitor, events, sizeof events[0] - 1, 2) == -EINVAL);
  CHECK(pmon_read(monitor, events, 0, 2) == -EINVAL);
  CHECK(pmon_read(monitor, events, SIZE_MAX, 2) == -EINVAL);
  CHECK(pmon_get_counters(monitor, NULL) == -EINVAL);
  counters.size = 1;
  CHECK(pmon_get_counters(monitor, &counters) == -EINVAL);
  CHECK(pmon_set_filter(monitor, "exit and", error, sizeof error) == -EINVAL);
  CHECK(strstr(error, "found the end") != NULL);
  CHECK(pmon_set_filter(monitor, "cgroup == \"/x\"", error, sizeof error) == -EOPNOTSUPP);
  CHECK(pmon_set_filter(monitor, "exit and code == 3", NULL, 0) == 0);
  pmon_close(monitor);
  CHECK(count_descriptors() == descriptors);
  return 0;
}
