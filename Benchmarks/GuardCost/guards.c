// Processes that a daemon guards: what it costs to remember them, to let them end well, and how long after an abnormal
// end its clean-up begins.
//
//   guards latency SOCKET GUARD STAMPS RATE SECONDS   registered processes fail; percentiles of the delay
//   guards stamp FILE                                 the clean-up: notes who has died and what time it is
//   guards remember SOCKET PROCESSES NAMES            registers, says so, and lets them exit with 0 at the end of input
//   guards exits RATE SECONDS                         unregistered processes exit with 0; rate 0 is as fast as can be
//   guards sync FOLDER                                what fdatasync(2) takes there
#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void fail(const char *what) {
  fprintf(stderr, "guards: %s: %s\n", what, strerror(errno));
  exit(1);
}

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static void sleep_until(uint64_t instant) {
  struct timespec time = {(time_t)(instant / 1000000000), (long)(instant % 1000000000)};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) == EINTR) continue;
}

static void *shared(size_t size) {
  void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) fail("mmap");
  return memory;
}

static int compare(const void *left, const void *right) {
  uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
  return (a > b) - (a < b);
}

static double percentile(const uint64_t *sorted, size_t count, double part) {
  size_t index = (size_t)((double)count * part);
  return (double)sorted[index < count ? index : count - 1] / 1e6;
}

// MARK: Registering

static int connect_to(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
  int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0 || connect(descriptor, (struct sockaddr *)&address, sizeof address) != 0) {
    fail(path);
  }
  return descriptor;
}

static void register_process(int descriptor, pid_t pid, const char *guard) {
  char body[256], text[512], answer[4096];
  snprintf(body, sizeof body, "{\"process\":{\"pid\":%d},\"guard\":{\"name\":\"%s\"}}", pid, guard);
  int length = snprintf(text, sizeof text,
                        "POST /v1/registrations HTTP/1.1\r\nHost: pmon\r\n"
                        "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                        strlen(body), body);
  if (send(descriptor, text, (size_t)length, MSG_NOSIGNAL) != length) fail("send");
  size_t received = 0;
  while (received < sizeof answer - 1) {
    ssize_t count = recv(descriptor, answer + received, sizeof answer - 1 - received, 0);
    if (count <= 0) fail("recv");
    received += (size_t)count;
    answer[received] = 0;
    char *end = strstr(answer, "\r\n\r\n");
    if (end == NULL) continue;
    char *field = strcasestr(answer, "\r\ncontent-length:");
    size_t size = field != NULL ? strtoul(field + 17, NULL, 10) : 0;
    if (received < (size_t)(end - answer) + 4 + size) continue;
    if (strncmp(answer + 9, "20", 2) == 0) return;
    fprintf(stderr, "guards: a registration was refused: %s\n", answer);
    exit(1);
  }
  fail("an answer too long");
}

struct process {
  _Atomic(int) must_end;
  pid_t pid;
  uint64_t end;
};

enum { WORKERS = 16 };

static void live(struct process *process, int code) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  while (!process->must_end) {
    syscall(SYS_futex, &process->must_end, FUTEX_WAIT, 0, NULL, NULL, 0);
  }
  process->end = now();
  _exit(code);
}

static void let_end(struct process *process) {
  process->must_end = 1;
  syscall(SYS_futex, &process->must_end, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

static struct process *begin_all(size_t count, int code) {
  struct process *processes = shared(count * sizeof *processes);
  for (size_t index = 0; index < count; index++) {
    pid_t pid = fork();
    if (pid < 0) fail("fork");
    if (pid == 0) live(&processes[index], code);
    processes[index].pid = pid;
  }
  return processes;
}

// Registers each with so many guards, over so many connections at once.
static void register_all(const char *path, struct process *processes, size_t count,
                         const char *guard, int names) {
  uint64_t begin = now();
  pid_t workers[WORKERS];
  for (int worker = 0; worker < WORKERS; worker++) {
    workers[worker] = fork();
    if (workers[worker] < 0) fail("fork");
    if (workers[worker] > 0) continue;
    int descriptor = connect_to(path);
    for (size_t index = (size_t)worker; index < count; index += WORKERS) {
      for (int name = 0; name < names; name++) {
        char text[64];
        snprintf(text, sizeof text, names == 1 ? "%s" : "%s-%d", guard, name);
        register_process(descriptor, processes[index].pid, text);
      }
    }
    _exit(0);
  }
  for (int worker = 0; worker < WORKERS; worker++) {
    int status;
    if (waitpid(workers[worker], &status, 0) < 0 || status != 0) exit(1);
  }
  double seconds = (double)(now() - begin) / 1e9;
  printf("registered %zu in %.1f s, %.0f/s\n", count * (size_t)names, seconds,
         (double)count * names / seconds);
  fflush(stdout);
}

// MARK: Modes

static void latency(const char *path, const char *guard, const char *stamps, int rate, int seconds) {
  size_t count = (size_t)rate * (size_t)seconds;
  struct process *processes = begin_all(count, 3);
  register_all(path, processes, count, guard, 1);
  uint64_t begin = now();
  for (size_t index = 0; index < count; index++) {
    sleep_until(begin + index * 1000000000 / (uint64_t)rate);
    let_end(&processes[index]);
    while (waitpid(-1, NULL, WNOHANG) > 0) continue;
  }
  // One line of the same length for each.
  char line[40];
  size_t size = (size_t)snprintf(line, sizeof line, "%10d %20llu\n", 0, 0ULL);
  for (int wait = 0; wait < 600; wait++) {
    int file = open(stamps, O_RDONLY);
    if (file >= 0 && (size_t)lseek(file, 0, SEEK_END) >= count * size) break;
    if (file >= 0) close(file);
    usleep(100000);
  }
  double took = (double)(now() - begin) / 1e9;
  FILE *file = fopen(stamps, "r");
  if (file == NULL) fail(stamps);
  uint64_t *ends = calloc(1 << 22, sizeof *ends), *delays = calloc(count, sizeof *delays);
  for (size_t index = 0; index < count; index++) ends[processes[index].pid] = processes[index].end;
  size_t found = 0;
  int pid;
  unsigned long long time;
  while (found < count && fscanf(file, "%d %llu", &pid, &time) == 2) {
    delays[found++] = time - ends[pid];
  }
  qsort(delays, found, sizeof *delays, compare);
  printf("deaths %zu cleaned %zu in %.1f s: ms p50 %.1f p99 %.1f p99.9 %.1f longest %.1f\n", count, found,
         took, percentile(delays, found, 0.5), percentile(delays, found, 0.99),
         percentile(delays, found, 0.999), percentile(delays, found, 1));
}

static int stamp(const char *path) {
  uint64_t time = now();
  const char *pid = getenv("PMON_PID");
  char line[40];
  int length = snprintf(line, sizeof line, "%10d %20llu\n", pid == NULL ? 0 : atoi(pid),
                        (unsigned long long)time);
  int file = open(path, O_WRONLY | O_APPEND | O_CREAT, 0666);
  return file < 0 || write(file, line, (size_t)length) != length;
}

static void remember(const char *path, size_t count, int names) {
  struct process *processes = begin_all(count, 0);
  register_all(path, processes, count, "g", names);
  while (getchar() != EOF) continue;
  for (size_t index = 0; index < count; index++) let_end(&processes[index]);
  while (wait(NULL) > 0) continue;
}

static void exits(int rate, int seconds) {
  uint64_t begin = now(), end = begin + (uint64_t)seconds * 1000000000, count = 0;
  while (now() < end) {
    pid_t pid = vfork();
    if (pid < 0) fail("vfork");
    if (pid == 0) _exit(0);
    if (waitpid(pid, NULL, 0) < 0) fail("waitpid");
    count++;
    if (rate > 0) sleep_until(begin + count * 1000000000 / (uint64_t)rate);
  }
  printf("%.0f exits/s\n", (double)count / ((double)(now() - begin) / 1e9));
}

static void measure_sync(const char *folder) {
  enum { COUNT = 300 };
  char path[4096], block[4096] = "";
  snprintf(path, sizeof path, "%s/sync", folder);
  int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
  if (file < 0) fail(path);
  uint64_t times[COUNT];
  for (int index = 0; index < COUNT; index++) {
    uint64_t begin = now();
    if (write(file, block, sizeof block) != sizeof block || fdatasync(file) != 0) fail(path);
    times[index] = now() - begin;
  }
  unlink(path);
  qsort(times, COUNT, sizeof *times, compare);
  printf("ms p50 %.2f p99 %.2f\n", percentile(times, COUNT, 0.5), percentile(times, COUNT, 0.99));
}

int main(int count, char **words) {
  const char *mode = count > 1 ? words[1] : "";
  if (strcmp(mode, "stamp") == 0 && count == 3) return stamp(words[2]);
  if (strcmp(mode, "latency") == 0 && count == 7) {
    latency(words[2], words[3], words[4], atoi(words[5]), atoi(words[6]));
  } else if (strcmp(mode, "remember") == 0 && count == 5) {
    remember(words[2], strtoul(words[3], NULL, 10), atoi(words[4]));
  } else if (strcmp(mode, "exits") == 0 && count == 4) {
    exits(atoi(words[2]), atoi(words[3]));
  } else if (strcmp(mode, "sync") == 0 && count == 3) {
    measure_sync(words[2]);
  } else {
    errno = EINVAL;
    fail("usage");
  }
  return 0;
}
