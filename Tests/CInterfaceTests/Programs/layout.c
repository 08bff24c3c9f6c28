/* The layout that programs were built with, which no later version may change; also printed, to be
 * compared with Swift's. */
#include <stdio.h>

#include <pmon.h>

#define FIELDS \
  FIELD(pmon_event, kind, 0) \
  FIELD(pmon_event, cpu, 4) \
  FIELD(pmon_event, time, 8) \
  FIELD(pmon_event, pid, 16) \
  FIELD(pmon_event, tid, 20) \
  FIELD(pmon_event, ppid, 24) \
  FIELD(pmon_event, parent_tid, 28) \
  FIELD(pmon_event, status, 32) \
  FIELD(pmon_event, code, 36) \
  FIELD(pmon_event, signal, 40) \
  FIELD(pmon_event, core_dumped, 44) \
  FIELD(pmon_event, real_id, 48) \
  FIELD(pmon_event, effective_id, 52) \
  FIELD(pmon_event, tracer_pid, 56) \
  FIELD(pmon_event, tracer_tid, 60) \
  FIELD(pmon_event, lost_count, 64) \
  FIELD(pmon_event, lost_since, 72) \
  FIELD(pmon_event, lost_place, 80) \
  FIELD(pmon_event, kernel_kind, 84) \
  FIELD(pmon_event, comm, 88) \
  FIELD(pmon_event, reserved, 104) \
  FIELD(pmon_options, size, 0) \
  FIELD(pmon_options, flags, 4) \
  FIELD(pmon_options, events, 8) \
  FIELD(pmon_options, latency_us, 12) \
  FIELD(pmon_options, receive_buffer, 16) \
  FIELD(pmon_options, reserved, 20) \
  FIELD(pmon_counters, size, 0) \
  FIELD(pmon_counters, reserved, 4) \
  FIELD(pmon_counters, buffer_size, 8) \
  FIELD(pmon_counters, buffer_used, 12) \
  FIELD(pmon_counters, received, 16) \
  FIELD(pmon_counters, delivered, 24) \
  FIELD(pmon_counters, held_back, 32) \
  FIELD(pmon_counters, lost, 40) \
  FIELD(pmon_counters, rejected, 48)

#define FIELD(type, field, offset) \
  _Static_assert(offsetof(struct type, field) == offset, #type "." #field);
FIELDS
#undef FIELD

_Static_assert(sizeof(struct pmon_event) == 128, "pmon_event");
_Static_assert(sizeof(struct pmon_options) == 24, "pmon_options");
_Static_assert(sizeof(struct pmon_counters) == 56, "pmon_counters");

#define FIELD(type, field, offset) \
  printf("%s.%s %zu\n", #type, #field, offsetof(struct type, field));

int main(void) {
  FIELDS
  printf("pmon_event %zu\n", sizeof(struct pmon_event));
  printf("pmon_options %zu\n", sizeof(struct pmon_options));
  printf("pmon_counters %zu\n", sizeof(struct pmon_counters));
  return 0;
}
