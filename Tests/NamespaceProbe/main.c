/* Makes PID namespaces in one another, and in each of them short-lived tasks that write down their own numbers.
 *
 * NamespaceProbe FILE LEVELS LOOPS CHILDREN
 *
 * In each namespace, LOOPS processes make so many children one after the other, every fourth of which is a thread. A line
 * of FILE is what /proc/thread-self/status says of a task, by the /proc of whoever started this: level, NStgid, NSpid.
 * Standard output gets the process that is the first in each namespace, from the outermost inwards, and nothing
 * begins before a byte for each of them has come to standard input. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static int file, processes, loops, children, level;

static void fail(const char *what) {
  perror(what);
  _exit(1);
}

/* The numbers behind a word, with commas in the place of tabs. */
static int numbers(const char *status, const char *word, char *into, size_t size) {
  const char *start = strstr(status, word);
  if (!start) return -1;
  start += strlen(word);
  size_t count = strcspn(start, "\n");
  if (count >= size) return -1;
  memcpy(into, start, count);
  into[count] = 0;
  for (char *at = into; *at; at++) {
    if (*at == '\t') *at = ',';
  }
  return 0;
}

static void own_numbers(char *process, char *thread, size_t size) {
  char status[8192];
  int opened = openat(processes, "thread-self/status", O_RDONLY | O_CLOEXEC);
  if (opened < 0) fail("thread-self/status");
  ssize_t count = read(opened, status, sizeof status - 1);
  close(opened);
  if (count < 0) fail("read");
  status[count] = 0;
  if (numbers(status, "\nNStgid:\t", process, size) < 0 || numbers(status, "\nNSpid:\t", thread, size) < 0) {
    fail("NSpid");
  }
}

static void write_down(void) {
  char process[128], thread[128], line[300];
  own_numbers(process, thread, sizeof process);
  int length = snprintf(line, sizeof line, "%d %s %s\n", level, process, thread);
  if (write(file, line, (size_t)length) != length) fail("write");
}

static void *thread(void *unused) {
  write_down();
  return unused;
}

static void loop(void) {
  for (int index = 0; index < children; index++) {
    if (index % 4 == 3) {
      pthread_t made;
      if (pthread_create(&made, NULL, thread, NULL) != 0) fail("pthread_create");
      pthread_join(made, NULL);
      continue;
    }
    pid_t child = fork();
    if (child < 0) fail("fork");
    if (child == 0) {
      write_down();
      _exit(0);
    }
    waitpid(child, NULL, 0);
  }
}

static void wait_for_all(void) {
  int status, failures = 0;
  for (;;) {
    pid_t child = wait(&status);
    if (child < 0 && errno == EINTR) continue;
    if (child < 0) break;
    failures += status != 0;
  }
  if (failures) _exit(1);
}

static _Noreturn void be_first(int levels) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  char process[128], thread[128];
  own_numbers(process, thread, sizeof process);
  char line[32];
  int length = snprintf(line, sizeof line, "%d\n", atoi(process));
  if (write(1, line, (size_t)length) != length) fail("write");
  if (levels > 1) {
    if (unshare(CLONE_NEWPID) < 0) fail("unshare");
    pid_t inner = fork();
    if (inner < 0) fail("fork");
    if (inner == 0) {
      level++;
      be_first(levels - 1);
    }
    /* Its later children are to be in its own namespace again. */
    char path[] = "self/ns/pid";
    int own = openat(processes, path, O_RDONLY | O_CLOEXEC);
    if (own < 0 || setns(own, CLONE_NEWPID) < 0) fail("setns");
    close(own);
  }
  char byte;
  if (read(0, &byte, 1) != 1) _exit(1);
  for (int index = 0; index < loops; index++) {
    pid_t child = fork();
    if (child < 0) fail("fork");
    if (child == 0) {
      write_down();
      loop();
      _exit(0);
    }
  }
  wait_for_all();
  _exit(0);
}

int main(int count, char **arguments) {
  if (count != 5) return 2;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  file = open(arguments[1], O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  processes = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0 || processes < 0) fail("open");
  int levels = atoi(arguments[2]);
  loops = atoi(arguments[3]);
  children = atoi(arguments[4]);
  if (unshare(CLONE_NEWPID) < 0) fail("unshare");
  pid_t first = fork();
  if (first < 0) fail("fork");
  if (first == 0) {
    level = 1;
    be_first(levels);
  }
  wait_for_all();
  return 0;
}
