/* Each kind of event comes with its fields. */
#define _GNU_SOURCE

#include <grp.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "check.h"

struct told {
  pid_t child;
  uint32_t wanted;
  uint32_t kinds;
};

static int note(const struct pmon_event *event, void *context) {
  struct told *told = context;

  if (event->pid != told->child) return 0;
  told->kinds |= event->kind;
  switch (event->kind) {
  case PMON_FORK:
    CHECK(event->tid == event->pid && event->ppid == getpid() && event->parent_tid == getpid());
    break;
  case PMON_UID: CHECK(event->real_id == 65534 && event->effective_id == 65534); break;
  case PMON_GID: CHECK(event->real_id == 65533 && event->effective_id == 65533); break;
  case PMON_PTRACE: CHECK(event->tracer_pid == getpid() && event->tracer_tid == getpid()); break;
  case PMON_COMM:
    CHECK(strcmp(event->comm, "a name of fifte") == 0);
    break;
  case PMON_EXIT: CHECK(event->status == 5 << 8 && event->code == 5 && event->signal == 0); break;
  default: break;
  }
  return (told->kinds & told->wanted) == told->wanted;
}

int main(void) {
  struct pmon_options options = {.size = sizeof options, .flags = PMON_THREADS};
  struct told told = {0};
  int status;

  told.wanted = PMON_FORK | PMON_SID | PMON_COMM | PMON_PTRACE | PMON_EXEC | PMON_EXIT;
  if (geteuid() == 0) told.wanted |= PMON_UID | PMON_GID;
  /* All kinds, since a filter says itself which it is about. */
  struct pmon *monitor = open_or_end("all or fork", &options);

  int ends[2];
  char byte;
  CHECK(pipe(ends) == 0);
  told.child = fork();
  CHECK(told.child >= 0);
  if (told.child == 0) {
    /* Once it is traced. */
    if (read(ends[0], &byte, 1) != 1) _exit(9);
    setsid();
    prctl(PR_SET_NAME, "a name of fifteen bytes");
    if (geteuid() == 0 && (setgid(65533) != 0 || setuid(65534) != 0)) _exit(9);
    execl("/bin/sh", "sh", "-c", "exit 5", (char *)NULL);
    _exit(9);
  }
  CHECK(ptrace(PTRACE_SEIZE, told.child, NULL, NULL) == 0);
  CHECK(write(ends[1], "", 1) == 1);
  while (waitpid(told.child, &status, 0) == told.child && WIFSTOPPED(status))
    ptrace(PTRACE_CONT, told.child, NULL, NULL);
  CHECK(status == 5 << 8);
  read_until(monitor, 16, note, &told);

  /* Another filter: what the old one wanted is over, what the new one wants comes. */
  char error[PMON_ERROR_SIZE];
  CHECK(pmon_set_filter(monitor, "exec", error, sizeof error) == 0);
  struct pmon_event events[16];
  while (pmon_read(monitor, events, sizeof events[0], 16) > 0) continue;
  told = (struct told){.wanted = PMON_EXEC};
  told.child = fork();
  CHECK(told.child >= 0);
  if (told.child == 0) {
    execl("/bin/true", "true", (char *)NULL);
    _exit(9);
  }
  CHECK(waitpid(told.child, &status, 0) == told.child);
  read_until(monitor, 16, note, &told);
  CHECK(told.kinds == PMON_EXEC);
  pmon_close(monitor);
  return 0;
}
