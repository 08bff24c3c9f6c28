// Workers that fork victims, register them, let them die, and note what wait(2) says of each.
#define _GNU_SOURCE 1
#include "victims.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const uint64_t longest_life = 600000000000;

enum { WORKERS = 8, ALIVE = 64, LIFETIME = 1500 };

// Shared with the victim.
struct victim {
  _Atomic(pid_t) pid;
  // What the daemon said to a victim that registers itself.
  _Atomic(int) answer;
  _Atomic(int) must_die;
  uint64_t ticks;
  uint64_t due;
  uint64_t reap_after;
  enum way way;
  unsigned number;
  enum standing standing;
  bool registers_itself;
  bool is_used;
  bool is_dying;
};

struct worker {
  struct victim *victims;
  struct connection connection;
  const char *guard;
  int log;
  uint64_t random;
};

static unsigned next_number(struct worker *worker) {
  // splitmix64
  uint64_t z = worker->random += 0x9e3779b97f4a7c15;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return (unsigned)((z ^ z >> 31) >> 33);
}

static void note(struct worker *worker, pid_t pid, uint64_t ticks, int status,
                 enum standing standing, const char *way) {
  char line[256];
  int length = snprintf(line, sizeof line, "%d\t%llu\t%d\t%d\t%s\n", pid, (unsigned long long)ticks,
                        status, standing, way);
  if (write(worker->log, line, (size_t)length) != length) fail("write");
}

static void live(struct worker *worker, struct victim *victim) {
  // An orphan's parent ends at once.
  if (victim->way != IS_ORPHANED) prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (victim->registers_itself) {
    struct connection own = {worker->connection.path, -1};
    victim->answer = register_process(&own, 0, 0, worker->guard, NULL);
  }
  uint64_t end = monotonic() + longest_life;
  while (!victim->must_die && monotonic() < end) {
    struct timespec limit = {1, 0};
    syscall(SYS_futex, &victim->must_die, FUTEX_WAIT, 0, &limit, NULL, 0);
  }
  die(victim->way, victim->number);
}

static pid_t fork_victim(struct worker *worker, struct victim *victim) {
  pid_t pid = fork();
  if (pid < 0) fail("fork");
  if (pid == 0) {
    close(worker->connection.descriptor);
    worker->connection.descriptor = -1;
    if (victim->way == IS_ORPHANED) {
      // The worker inherits it.
      pid_t own = fork();
      if (own != 0) {
        victim->pid = own;
        _exit(0);
      }
    }
    live(worker, victim);
  }
  if (victim->way != IS_ORPHANED) return pid;
  while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) continue;
  return victim->pid;
}

static void begin(struct worker *worker, struct victim *victim) {
  unsigned number = next_number(worker);
  *victim = (struct victim){.number = number / 64, .way = next_number(worker) % WAYS};
  // Core files are slow to write.
  if (victim->way == DUMPS_CORE && number % 4 != 0) victim->way = KILLS_ITSELF;
  bool is_registered = victim->way != IS_UNREGISTERED;
  victim->registers_itself = is_registered && number % 3 == 0;
  victim->is_used = true;
  victim->pid = fork_victim(worker, victim);
  victim->ticks = start_ticks(victim->pid);
  if (is_registered && !victim->registers_itself) {
    char token[32];
    snprintf(token, sizeof token, "t%d", victim->pid);
    victim->answer = register_process(&worker->connection, victim->pid, victim->ticks, worker->guard,
                                      number % 3 == 1 ? token : NULL);
  }
  if (!is_registered) victim->answer = 201;
  victim->standing = is_registered ? REGISTERED : UNREGISTERED;
  victim->due = monotonic() + (uint64_t)(next_number(worker) % LIFETIME) * 1000000;
}

static void let_die(struct worker *worker, struct victim *victim) {
  if (victim->answer != 200 && victim->answer != 201) {
    fprintf(stderr, "VictimProbe: a registration was answered with %d\n", victim->answer);
    exit(1);
  }
  if (victim->way == IS_WITHDRAWN) {
    int status = withdraw_process(&worker->connection, victim->pid, worker->guard);
    if (status != 204) {
      fprintf(stderr, "VictimProbe: a withdrawal was answered with %d\n", status);
      exit(1);
    }
    victim->standing = WITHDRAWN;
  }
  victim->is_dying = true;
  victim->reap_after =
      victim->way == STAYS_ZOMBIE ? monotonic() + (uint64_t)(victim->number % 2000) * 1000000 : 0;
  victim->must_die = 1;
  syscall(SYS_futex, &victim->must_die, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
  if (victim->way == IS_KILLED_STOPPED) {
    siginfo_t information;
    kill(victim->pid, SIGSTOP);
    waitid(P_PID, (id_t)victim->pid, &information, WSTOPPED);
    kill(victim->pid, SIGKILL);
  } else if (victim->way == IS_KILLED) {
    kill(victim->pid, victim->number % 2 ? SIGKILL : SIGTERM);
  }
}

// Gives an id to another process at once, which needs root and some luck.
static void bring_back(struct worker *worker, pid_t pid) {
  for (int attempt = 0; attempt < 20; attempt++) {
    int file = open("/proc/sys/kernel/ns_last_pid", O_RDWR | O_CLOEXEC);
    if (file < 0) return;
    char last[32];
    ssize_t length = pread(file, last, sizeof last, 0);
    dprintf(file, "%d", pid - 1);
    pid_t other = fork();
    // The ids that follow have been in use a moment ago, and no kernel gives them again as soon as that.
    if (other != 0 && length > 0) (void)!pwrite(file, last, (size_t)length, 0);
    close(file);
    if (other < 0) fail("fork");
    if (other == 0) {
      // So that its start can be read.
      rest(5);
      _exit(getpid() == pid ? 13 : 0);
    }
    uint64_t ticks = start_ticks(other);
    int status;
    while (waitpid(other, &status, 0) < 0 && errno == EINTR) continue;
    if (other != pid) continue;
    note(worker, other, ticks, status, UNREGISTERED, "reuses-id");
    return;
  }
}

static bool reap(struct worker *worker, struct victim *victim) {
  if (monotonic() < victim->reap_after) return false;
  int status;
  pid_t pid = victim->pid;
  if (waitpid(pid, &status, WNOHANG) != pid) return false;
  note(worker, pid, victim->ticks, status, victim->standing, way_names[victim->way]);
  victim->is_used = false;
  if (victim->way == ID_COMES_BACK) bring_back(worker, pid);
  return true;
}

static void work(struct worker *worker, int count) {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  worker->victims = mmap(NULL, ALIVE * sizeof *worker->victims, PROT_READ | PROT_WRITE,
                         MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (worker->victims == MAP_FAILED) fail("mmap");
  int begun = 0, ended = 0;
  while (ended < count) {
    bool has_begun = false;
    for (int index = 0; index < ALIVE; index++) {
      struct victim *victim = &worker->victims[index];
      if (!victim->is_used && begun < count && !has_begun) {
        begin(worker, victim);
        begun++;
        has_begun = true;
      }
      if (!victim->is_used) continue;
      if (!victim->is_dying && victim->answer != 0 && monotonic() >= victim->due) {
        let_die(worker, victim);
      }
      if (victim->is_dying && reap(worker, victim)) ended++;
    }
    if (!has_begun) rest(1);
  }
}

// SOCKET LOG GUARD SEED COUNT
int run_load(int count, char **arguments) {
  if (count != 5) fail("load SOCKET LOG GUARD SEED COUNT");
  int log = open(arguments[1], O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  if (log < 0) fail(arguments[1]);
  int total = atoi(arguments[4]);
  for (int index = 0; index < WORKERS; index++) {
    pid_t pid = fork();
    if (pid < 0) fail("fork");
    if (pid != 0) continue;
    struct worker worker = {
        .connection = {arguments[0], -1},
        .guard = arguments[2],
        .log = log,
        .random = strtoull(arguments[3], NULL, 10) * WORKERS + (uint64_t)index,
    };
    work(&worker, total / WORKERS + (index < total % WORKERS));
    _exit(0);
  }
  int failures = 0, status;
  for (int index = 0; index < WORKERS; index++) {
    if (wait(&status) < 0) fail("wait");
    failures += status != 0;
  }
  return failures != 0;
}
