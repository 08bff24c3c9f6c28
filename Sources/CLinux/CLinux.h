/* The only door to C. Swift's own module of the C library leaves out the kernel's headers and what
 * needs _GNU_SOURCE; what is variadic or a macro in C cannot be called from Swift. All that has a
 * typed wrapper here.
 *
 * _GNU_SOURCE itself must not be defined: it changes types such as struct utsname, and a program
 * that imports this module and Swift's is then refused for its two definitions of one type. */
#ifndef CLINUX_H
#define CLINUX_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/types.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <linux/capability.h>
#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/nsfs.h>
#include <linux/perf_event.h>

/* glibc 2.36 wraps pidfd_open; the number is fixed, so older C libraries serve as well. */
static inline int clinux_pidfd_open(pid_t process, unsigned int flags) {
  return (int)syscall(SYS_pidfd_open, process, flags);
}

static inline int clinux_pidfd_send_signal(int descriptor, int signal_number) {
  return (int)syscall(SYS_pidfd_send_signal, descriptor, signal_number, NULL, 0);
}

/* struct pidfd_info and PIDFD_GET_INFO of include/uapi/linux/pidfd.h (Linux 6.13; exit 6.15):
 * newer than the headers that a Debian 12 installs. */
struct clinux_pidfd_info {
  uint64_t mask;
  uint64_t cgroupid;
  uint32_t pid, tgid, ppid;
  uint32_t ruid, rgid, euid, egid, suid, sgid, fsuid, fsgid;
  int32_t exit_code;
  uint32_t coredump_mask;
  uint32_t coredump_signal;
};

static inline int clinux_pidfd_get_info(int descriptor, struct clinux_pidfd_info *info) {
  return ioctl(descriptor, _IOWR(0xFF, 11, struct clinux_pidfd_info), info);
}

static inline int clinux_perf_event_open(const struct perf_event_attr *attributes, pid_t process,
                                         int cpu) {
  return (int)syscall(SYS_perf_event_open, attributes, process, cpu, -1, PERF_FLAG_FD_CLOEXEC);
}

static inline int clinux_perf_enable(int descriptor) {
  return ioctl(descriptor, PERF_EVENT_IOC_ENABLE, 0);
}

/* Has an event write into another one's ring, of the same CPU and clock. */
static inline int clinux_perf_write_into(int descriptor, int other) {
  return ioctl(descriptor, PERF_EVENT_IOC_SET_OUTPUT, other);
}

static inline int clinux_perf_id(int descriptor, uint64_t *id) {
  return ioctl(descriptor, PERF_EVENT_IOC_ID, id);
}

/* The ring's two ends, in struct perf_event_mmap_page. The kernel stores the head after the records
 * before it, and looks at the tail before it writes over what is behind it. */
static inline uint64_t clinux_perf_head(const void *page) {
  return __atomic_load_n(&((const struct perf_event_mmap_page *)page)->data_head, __ATOMIC_ACQUIRE);
}

static inline void clinux_perf_set_tail(void *page, uint64_t tail) {
  __atomic_store_n(&((struct perf_event_mmap_page *)page)->data_tail, tail, __ATOMIC_RELEASE);
}

static inline int clinux_errno(void) { return errno; }

static inline void clinux_ignore_signal(int signal_number) { signal(signal_number, SIG_IGN); }

static inline void clinux_default_signal(int signal_number) { signal(signal_number, SIG_DFL); }

static inline int clinux_is_signal_ignored(int signal_number) {
  struct sigaction action;
  return sigaction(signal_number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

/* SI_KERNEL is a macro or an enumerator, and hidden by some feature tests. */
static const int clinux_si_kernel = 0x80;

static inline int clinux_open(const char *path, int flags, mode_t mode) {
  return open(path, flags, mode);
}

static inline int clinux_open_at(int directory, const char *path, int flags) {
  return openat(directory, path, flags);
}

/* O_PATH is of _GNU_SOURCE; its value is that of all architectures but alpha, parisc and sparc. */
static const int clinux_path_flag = 010000000;

static inline int clinux_duplicate(int descriptor) { return fcntl(descriptor, F_DUPFD_CLOEXEC, 3); }

/* The system call itself: readdir allocates for each entry of a directory as large as /proc. */
static inline ssize_t clinux_directory_entries(int directory, void *entries, size_t size) {
  return syscall(SYS_getdents64, directory, entries, size);
}

#ifndef __USE_GNU
int ppoll(struct pollfd *descriptors, nfds_t count, const struct timespec *timeout,
          const sigset_t *mask);
const char *strerrorname_np(int number);
const char *strerrordesc_np(int number);
extern char **environ;
#endif

/* struct mmsghdr of recvmmsg(2). */
struct clinux_message {
  struct msghdr header;
  unsigned int length;
};

static inline int clinux_receive_messages(int descriptor, struct clinux_message *messages,
                                          unsigned int count, int flags) {
  return (int)syscall(SYS_recvmmsg, descriptor, messages, count, flags, NULL);
}

/* Where _GNU_SOURCE is defined, socket addresses are a union that Swift cannot pass. */
static inline int clinux_bind_netlink(int descriptor, const struct sockaddr_nl *address) {
  return bind(descriptor, (const struct sockaddr *)address, sizeof *address);
}

static inline ssize_t clinux_send_netlink(int descriptor, const void *bytes, size_t count,
                                          const struct sockaddr_nl *address) {
  return sendto(descriptor, bytes, count, 0, (const struct sockaddr *)address, sizeof *address);
}

static inline char *const *clinux_environment(void) { return environ; }

static inline int clinux_set_process_name(const char *name) { return prctl(PR_SET_NAME, name, 0, 0, 0); }

static inline int clinux_die_with_parent(int signal_number) {
  return prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0);
}

static inline int clinux_set_child_subreaper(int on) {
  return prctl(PR_SET_CHILD_SUBREAPER, on, 0, 0, 0);
}

static inline int clinux_set_dumpable(int dumpable) { return prctl(PR_SET_DUMPABLE, dumpable, 0, 0, 0); }

static inline int clinux_stay_on_this_cpu(void) {
  unsigned long set[128] = {0};
  unsigned cpu = 0;
  const unsigned bits = 8 * sizeof set[0];
  if (syscall(SYS_getcpu, &cpu, NULL, NULL) != 0) return -1;
  if (cpu >= bits * 128) {
    errno = EINVAL;
    return -1;
  }
  set[cpu / bits] = 1ul << (cpu % bits);
  return syscall(SYS_sched_setaffinity, 0, sizeof set, set) < 0 ? -1 : 0;
}

static inline int clinux_allow_any_tracer(void) {
  return prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
}

static inline long clinux_ptrace_attach(pid_t process) { return ptrace(PTRACE_ATTACH, process, 0, 0); }

static inline long clinux_ptrace_detach(pid_t process) { return ptrace(PTRACE_DETACH, process, 0, 0); }

/* The system calls themselves: glibc's exit, setresuid and setresgid act on all threads. */
static inline void clinux_exit_thread(int code) { syscall(SYS_exit, code); }

static inline int clinux_set_real_user_of_thread(uid_t real, uid_t effective) {
  return (int)syscall(SYS_setresuid, real, effective, -1);
}

static inline int clinux_set_real_group_of_thread(gid_t real, gid_t effective) {
  return (int)syscall(SYS_setresgid, real, effective, -1);
}

/* What `make` links in: the text of the build's facts. NULL where it did not. */
extern const char pmon_linked_facts[] __attribute__((weak));

static inline const char *clinux_linked_facts(void) { return pmon_linked_facts; }

/* The effective capabilities of the calling thread, a bit each. */
static inline int clinux_capabilities(uint64_t *effective) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = {{0}};
  if (syscall(SYS_capget, &header, sets) < 0) return -1;
  *effective = sets[0].effective | (uint64_t)sets[1].effective << 32;
  return 0;
}

/* Takes all capabilities from the calling thread, also those that it could take up again or hand to a program.
 * The kernel does so by itself only where user 0 is given up. */
static inline int clinux_drop_capabilities(void) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0}};
  return (int)syscall(SYS_capset, &header, none);
}

/* Before a program is executed: root keeps what the calling thread is permitted, but nothing is handed to users
 * that the program may become; others keep nothing. */
static inline int clinux_keep_capabilities_as_root(void) {
  if (syscall(SYS_geteuid) != 0) return clinux_drop_capabilities();
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = {{0}};
  if (syscall(SYS_capget, &header, sets) < 0) return -1;
  for (int index = 0; index < _LINUX_CAPABILITY_U32S_3; index++) sets[index].inheritable = 0;
  return (int)syscall(SYS_capset, &header, sets);
}

/* The effective ids alone, and no capability: whoever has one of a thread's other ids may send it signals, and
 * one of them ends the whole process. */
static inline int clinux_set_effective_ids_of_thread(uid_t user, gid_t group, const gid_t *groups,
                                                     size_t count) {
  if (syscall(SYS_setgroups, count, groups) < 0) return -1;
  if (syscall(SYS_setresgid, -1, group, -1) < 0) return -1;
  if (syscall(SYS_setresuid, -1, user, -1) < 0) return -1;
  return clinux_drop_capabilities();
}

static inline int clinux_set_all_ids_of_thread(uid_t user, gid_t group) {
  if (syscall(SYS_setgroups, 0, NULL) < 0) return -1;
  if (syscall(SYS_setresgid, group, group, group) < 0) return -1;
  return (int)syscall(SYS_setresuid, user, user, user);
}

/* A program to run, and as whom. */
struct clinux_command {
  const char *path;
  char *const *arguments;
  char *const *environment;
  int input;
  int output;
  mode_t mask;
  int changes_user;
  uid_t user;
  gid_t group;
  const gid_t *groups;
  size_t group_count;
  /* Whether it has capabilities only as root. */
  int limits_capabilities;
  /* Whether it is killed when the thread that starts it ends. */
  int dies_with_parent;
};

/* Starts it in a session of its own, in the root directory, with three descriptors. Gives an error number.
 * The kernel kills it when the calling thread ends first.
 *
 * It is C since the child of a vfork(2) borrows its parent's stack. It makes system calls alone: glibc's
 * setuid(3) and its like take a lock that another thread may have held when the child came to be, and wait
 * for it for ever. The memory is shared, so that the child can tell what failed without a pipe, and that a
 * large parent need not be copied; descriptors, directory, mask, handlers and credentials are its own. */
static inline int clinux_start_command(const struct clinux_command *command, pid_t *child) {
  volatile int error = 0;
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t parent = (pid_t)syscall(SYS_getpid);
  pid_t process = vfork();
  if (process == 0) {
    struct sigaction standard = {.sa_handler = SIG_DFL};
    for (int number = 1; number < 65; number++) sigaction(number, &standard, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    syscall(SYS_umask, command->mask);
    int failed = syscall(SYS_setsid) < 0 || syscall(SYS_chdir, "/") < 0;
    if (command->dies_with_parent) syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (!failed && command->changes_user) {
      failed = syscall(SYS_setgroups, command->group_count, command->groups) < 0 ||
               syscall(SYS_setresgid, command->group, command->group, command->group) < 0 ||
               syscall(SYS_setresuid, command->user, command->user, command->user) < 0;
    }
    if (!failed && command->limits_capabilities) failed = clinux_keep_capabilities_as_root() < 0;
    /* A change of credentials takes this back, so it comes after. */
    if (!failed) failed = syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0;
    if (syscall(SYS_getppid) != parent) syscall(SYS_exit_group, 127);
    if (!failed) {
      failed = dup2(command->input, 0) < 0 || dup2(command->output, 1) < 0 ||
               dup2(command->output, 2) < 0;
    }
    /* Linux 5.9; before it, one by one. */
    if (!failed && syscall(436 /* SYS_close_range */, 3, ~0U, 0) < 0) {
      for (int descriptor = getdtablesize(); descriptor > 2; descriptor--) {
        syscall(SYS_close, descriptor);
      }
    }
    if (!failed) syscall(SYS_execve, command->path, command->arguments, command->environment);
    error = errno;
    syscall(SYS_exit_group, 127);
  }
  if (process < 0) error = errno;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (process > 0 && error != 0) {
    while (waitpid(process, NULL, 0) < 0 && errno == EINTR) continue;
  }
  *child = process;
  return error;
}

/* The wait status of a child that has ended, which stays a zombie. 1 where it has, 0 where it has not. */
static inline int clinux_peek_wait_status(pid_t child, uint32_t *status) {
  siginfo_t info = {.si_pid = 0};
  if (waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT) < 0) return -1;
  if (info.si_pid == 0) return 0;
  if (info.si_code == CLD_EXITED) {
    *status = (uint32_t)(info.si_status & 0xFF) << 8;
  } else {
    *status = (uint32_t)info.si_status | (info.si_code == CLD_DUMPED ? 0x80 : 0);
  }
  return 1;
}

/* A child that has ended and stays a zombie, and whether SIGKILL has ended it; 0 where there is none. */
static inline pid_t clinux_peek_ended_child(int *was_killed) {
  siginfo_t info = {.si_pid = 0};
  if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0) return 0;
  *was_killed = info.si_code == CLD_KILLED && info.si_status == SIGKILL;
  return info.si_pid;
}

static inline int clinux_pipe(int descriptors[2]) {
  return (int)syscall(SYS_pipe2, descriptors, O_CLOEXEC);
}

static inline int clinux_set_nonblocking(int descriptor) {
  int flags = fcntl(descriptor, F_GETFL);
  return flags < 0 ? -1 : fcntl(descriptor, F_SETFL, flags | O_NONBLOCK);
}

static inline int clinux_memory_file(const char *name) {
  return (int)syscall(SYS_memfd_create, name, 1 /* MFD_CLOEXEC */);
}

/* One whose size can be fixed: MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL. The last is of Linux 6.3, since
 * when the sysctl vm.memfd_noexec can refuse those without it. */
static inline int clinux_sealable_memory_file(const char *name) {
  int descriptor = (int)syscall(SYS_memfd_create, name, 1 | 2 | 8);
  if (descriptor < 0 && errno == EINVAL) descriptor = (int)syscall(SYS_memfd_create, name, 1 | 2);
  return descriptor;
}

/* F_ADD_SEALS and F_GET_SEALS of _GNU_SOURCE; F_SEAL_SHRINK is 2, F_SEAL_GROW 4. */
static inline int clinux_fix_size(int descriptor) { return fcntl(descriptor, 1033, 2 | 4); }

static inline int clinux_has_fixed_size(int descriptor) {
  int seals = fcntl(descriptor, 1034);
  return seals >= 0 && (seals & (2 | 4)) == (2 | 4);
}

/* Words in memory that outlives the process: what was written before a store is there where the store is. */
static inline uint64_t clinux_load_word(const void *word) {
  return __atomic_load_n((const uint64_t *)word, __ATOMIC_ACQUIRE);
}

static inline void clinux_store_word(void *word, uint64_t value) {
  __atomic_store_n((uint64_t *)word, value, __ATOMIC_SEQ_CST);
}

static inline int clinux_connect_local(int descriptor, const char *path, size_t length) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (length >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  memcpy(address.sun_path, path, length);
  return connect(descriptor, (const struct sockaddr *)&address, sizeof address);
}

/* SIOCINQ: the bytes that wait in a socket. */
static inline int clinux_waiting_bytes(int descriptor) {
  int count = 0;
  return ioctl(descriptor, FIONREAD, &count) < 0 ? -1 : count;
}

/* host is an address of 127.0.0.0/8 in the host's byte order. */
static inline int clinux_connect_loopback(int descriptor, uint32_t host, uint16_t port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(host);
  return connect(descriptor, (const struct sockaddr *)&address, sizeof address);
}

static inline int clinux_connect_loopback6(int descriptor, uint16_t port) {
  struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
  address.sin6_addr.s6_addr[15] = 1;
  return connect(descriptor, (const struct sockaddr *)&address, sizeof address);
}

static inline int clinux_socket_stream(int family) {
  return socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

static inline int clinux_socket_error(int descriptor) {
  int error = 0;
  socklen_t length = sizeof error;
  return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) < 0 ? errno : error;
}

/* SO_PEERGROUPS of Linux 4.13; its value is that of all architectures but parisc and sparc. */
static const int clinux_peer_groups = 59;

static inline int clinux_window_size(int descriptor, struct winsize *size) {
  return ioctl(descriptor, TIOCGWINSZ, size);
}

static inline int clinux_set_window_size(int descriptor, const struct winsize *size) {
  return ioctl(descriptor, TIOCSWINSZ, size);
}

#ifndef __USE_XOPEN2KXSI
int posix_openpt(int flags);
#endif
#ifndef __USE_XOPEN
int grantpt(int descriptor);
int unlockpt(int descriptor);
char *ptsname(int descriptor);
#endif

/* A terminal that is drawn on, and what gives it back. It is C since a handler of crashes uses it: that
 * may call async-signal-safe functions only (signal-safety(7)), and Swift promises none.
 *
 * Being static, all of it exists once for each Swift file that calls it: one file alone does. And what has
 * no initial value written down is left out by the compiler of Swift. */
struct clinux_terminal {
  int descriptor;
  volatile sig_atomic_t is_taken;
  struct termios modes;
  char leaving[128];
  size_t leaving_length;
  /* Standard error as it was, and the file that stands in for it: a message of a crash would be drawn
   * over, and go with the screen. Negative where standard error is no terminal. */
  int error_descriptor;
  int gathered_descriptor;
};
static struct clinux_terminal clinux_terminal = {.error_descriptor = -1, .gathered_descriptor = -1};
static const int clinux_crash_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT,
                                           SIGFPE, SIGSYS, SIGQUIT};
enum { CLINUX_CRASH_SIGNALS = sizeof clinux_crash_signals / sizeof clinux_crash_signals[0] };
static struct sigaction clinux_crash_actions[CLINUX_CRASH_SIGNALS] = {{{0}}};
static char clinux_crash_stack[65536] = {0};

/* Not for ever: nobody may be reading the other end any more. */
static inline void clinux_write_briefly(int descriptor, const char *bytes, size_t count) {
  while (count > 0) {
    struct pollfd writable = {.fd = descriptor, .events = POLLOUT};
    if (poll(&writable, 1, 200) != 1) return;
    ssize_t written = write(descriptor, bytes, count);
    if (written <= 0) return;
    bytes += written;
    count -= (size_t)written;
  }
}

static inline void clinux_terminal_leave(void) {
  if (!clinux_terminal.is_taken) return;
  clinux_terminal.is_taken = 0;
  clinux_write_briefly(clinux_terminal.descriptor, clinux_terminal.leaving,
                       clinux_terminal.leaving_length);
  /* Keys that were meant for the screen are not left to the shell. */
  tcflush(clinux_terminal.descriptor, TCIFLUSH);
  tcsetattr(clinux_terminal.descriptor, TCSANOW, &clinux_terminal.modes);
  if (clinux_terminal.gathered_descriptor < 0) return;
  dup2(clinux_terminal.error_descriptor, STDERR_FILENO);
  char bytes[512];
  off_t offset = 0;
  ssize_t count;
  while ((count = pread(clinux_terminal.gathered_descriptor, bytes, sizeof bytes, offset)) > 0) {
    clinux_write_briefly(STDERR_FILENO, bytes, (size_t)count);
    offset += count;
  }
  close(clinux_terminal.error_descriptor);
  close(clinux_terminal.gathered_descriptor);
  clinux_terminal.error_descriptor = clinux_terminal.gathered_descriptor = -1;
}

static void clinux_terminal_crashed(int signal_number) {
  /* In the background, tcsetattr would stop the process instead of letting it end. */
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTTOU);
  pthread_sigmask(SIG_BLOCK, &stop, NULL);
  clinux_terminal_leave();
  for (int index = 0; index < CLINUX_CRASH_SIGNALS; index++) {
    sigaction(clinux_crash_signals[index], &clinux_crash_actions[index], NULL);
  }
  /* It is blocked here, and ends the process where it came from once this returns. */
  raise(signal_number);
}

static inline void clinux_terminal_watch_crashes(void) {
  stack_t stack = {.ss_sp = clinux_crash_stack, .ss_size = sizeof clinux_crash_stack};
  sigaltstack(&stack, NULL);
  struct sigaction action = {.sa_handler = clinux_terminal_crashed, .sa_flags = SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  for (int index = 0; index < CLINUX_CRASH_SIGNALS; index++) {
    sigaction(clinux_crash_signals[index], &action, &clinux_crash_actions[index]);
  }
}

static inline void clinux_terminal_forget_crashes(void) {
  for (int index = 0; index < CLINUX_CRASH_SIGNALS; index++) {
    sigaction(clinux_crash_signals[index], &clinux_crash_actions[index], NULL);
  }
}

/* Keys come one by one and unseen; Ctrl-C, Ctrl-Z and Ctrl-\ still make signals. */
static inline int clinux_terminal_enter(int descriptor, const char *leaving) {
  if (tcgetattr(descriptor, &clinux_terminal.modes) < 0) return -1;
  struct termios modes = clinux_terminal.modes;
  modes.c_iflag &= ~(tcflag_t)(BRKINT | ICRNL | INLCR | IGNCR | ISTRIP | IXON);
  modes.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | IEXTEN);
  modes.c_cc[VMIN] = 1;
  modes.c_cc[VTIME] = 0;
  clinux_terminal.descriptor = descriptor;
  clinux_terminal.leaving_length = strnlen(leaving, sizeof clinux_terminal.leaving);
  memcpy(clinux_terminal.leaving, leaving, clinux_terminal.leaving_length);
  /* In the background this stops the process, until it is in the foreground. */
  if (tcsetattr(descriptor, TCSANOW, &modes) < 0) return -1;
  clinux_terminal.is_taken = 1;
  if (!isatty(STDERR_FILENO)) return 0;
  int gathered = (int)syscall(SYS_memfd_create, "standard error", 1 /* MFD_CLOEXEC */);
  if (gathered < 0) return 0;
  int error = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  if (error < 0 || dup2(gathered, STDERR_FILENO) < 0) {
    close(gathered);
    if (error >= 0) close(error);
    return 0;
  }
  clinux_terminal.error_descriptor = error;
  clinux_terminal.gathered_descriptor = gathered;
  return 0;
}

/* Stops as the terminal's own SIGTSTP would have; returns once continued. */
static inline void clinux_stop(void) {
  sigset_t stop, before;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTSTP);
  raise(SIGTSTP);
  pthread_sigmask(SIG_UNBLOCK, &stop, &before);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* The length of the address; 0 where the path is too long. A leading @ stands for the zero of an abstract
 * address, which does not end with one. */
static inline socklen_t clinux_path_address(struct sockaddr_un *address, const char *path,
                                            size_t length) {
  if (length > sizeof address->sun_path) return 0;
  address->sun_family = AF_UNIX;
  memcpy(address->sun_path, path, length);
  if (path[0] == '@') address->sun_path[0] = 0;
  return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
}

static inline int clinux_bind_path(int socket, const char *path, size_t length) {
  struct sockaddr_un address = {0};
  socklen_t size = clinux_path_address(&address, path, length);
  if (size == 0) {
    errno = ENAMETOOLONG;
    return -1;
  }
  return bind(socket, (const struct sockaddr *)&address, size);
}

/* Descriptors through a Unix socket, cmsg(3): the macros are C's alone. At most this many at once. */
enum { CLINUX_PASSED_DESCRIPTORS = 64 };

static inline ssize_t clinux_send_descriptors(int socket, const void *bytes, size_t count,
                                              const int *descriptors, size_t descriptor_count,
                                              const char *path, size_t path_length) {
  struct iovec vector = {.iov_base = (void *)bytes, .iov_len = count};
  struct sockaddr_un address = {0};
  char control[CMSG_SPACE(sizeof(int) * CLINUX_PASSED_DESCRIPTORS)] = {0};
  struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};
  if (path_length > 0) {
    message.msg_name = &address;
    message.msg_namelen = clinux_path_address(&address, path, path_length);
    if (message.msg_namelen == 0) {
      errno = ENAMETOOLONG;
      return -1;
    }
  }
  if (descriptor_count > CLINUX_PASSED_DESCRIPTORS) {
    errno = EINVAL;
    return -1;
  }
  if (descriptor_count > 0) {
    message.msg_control = control;
    message.msg_controllen = CMSG_SPACE(sizeof(int) * descriptor_count);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * descriptor_count);
    memcpy(CMSG_DATA(header), descriptors, sizeof(int) * descriptor_count);
  }
  return sendmsg(socket, &message, MSG_NOSIGNAL);
}

/* - descriptor_count: in, how many there is room for; out, how many came. */
static inline ssize_t clinux_receive_descriptors(int socket, void *bytes, size_t count,
                                                 int *descriptors, size_t *descriptor_count,
                                                 int flags) {
  struct iovec vector = {.iov_base = bytes, .iov_len = count};
  char control[CMSG_SPACE(sizeof(int) * CLINUX_PASSED_DESCRIPTORS)] = {0};
  struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1, .msg_control = control,
                           .msg_controllen = sizeof control};
  size_t room = *descriptor_count;
  *descriptor_count = 0;
  ssize_t result = recvmsg(socket, &message, flags | MSG_CMSG_CLOEXEC);
  if (result < 0) return result;
  for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header;
       header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    size_t held = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t index = 0; index < held; index += 1) {
      int descriptor;
      memcpy(&descriptor, CMSG_DATA(header) + index * sizeof(int), sizeof descriptor);
      if (*descriptor_count < room) descriptors[(*descriptor_count)++] = descriptor;
      else close(descriptor);
    }
  }
  return result;
}

/* Opens an event on each CPU and sends what was opened, with each message the numbers of its CPUs; or -1 and an
 * error number. A CPU that is offline is left out. */
static inline void clinux_perf_send_events(int socket, const struct perf_event_attr *attributes, const int *cpus,
                                           size_t count) {
  int numbers[CLINUX_PASSED_DESCRIPTORS], descriptors[CLINUX_PASSED_DESCRIPTORS];
  size_t opened = 0;
  for (size_t index = 0; index < count; index += 1) {
    int descriptor = clinux_perf_event_open(attributes, -1, cpus[index]);
    if (descriptor < 0 && errno == ENODEV) continue;
    if (descriptor < 0) {
      int failure[2] = {-1, errno};
      clinux_send_descriptors(socket, failure, sizeof failure, NULL, 0, NULL, 0);
      return;
    }
    numbers[opened] = cpus[index];
    descriptors[opened++] = descriptor;
    if (opened < CLINUX_PASSED_DESCRIPTORS && index + 1 < count) continue;
    clinux_send_descriptors(socket, numbers, sizeof numbers[0] * opened, descriptors, opened, NULL, 0);
    for (size_t sent = 0; sent < opened; sent += 1) close(descriptors[sent]);
    opened = 0;
  }
  if (opened > 0) {
    clinux_send_descriptors(socket, numbers, sizeof numbers[0] * opened, descriptors, opened, NULL, 0);
  }
}

/* Does so as a process in a PID namespace: the kernel writes an event's records with the numbers of the namespace
 * of whoever opened it. Gives an error number; what the process inside could not do is told in the socket.
 *
 * The first child borrows this thread's stack as in clinux_start_command. It enters, which concerns its children
 * alone, and has one, that shares nothing: whoever rules inside could stop it, and is waited for a second. */
static inline int clinux_perf_open_inside(int pid_namespace, int socket, const struct perf_event_attr *attributes,
                                          const int *cpus, size_t count) {
  volatile int error = 0;
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t entering = vfork();
  if (entering == 0) {
    pid_t inside = -1;
    if (syscall(SYS_setns, pid_namespace, 0x20000000 /* CLONE_NEWPID */) == 0) {
      inside = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    }
    if (inside == 0) {
      syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
      clinux_perf_send_events(socket, attributes, cpus, count);
      syscall(SYS_exit_group, 0);
    }
    if (inside < 0) {
      error = errno;
      syscall(SYS_exit_group, 1);
    }
    struct timespec step = {.tv_nsec = 200000};
    int steps = 5000;
    while (steps > 0 && syscall(SYS_wait4, inside, NULL, WNOHANG, NULL) == 0) {
      syscall(SYS_ppoll, NULL, 0, &step, NULL, 0);
      step.tv_nsec = 200000;
      steps -= 1;
    }
    if (steps == 0) {
      syscall(SYS_kill, inside, SIGKILL);
      syscall(SYS_wait4, inside, NULL, 0, NULL);
      error = ETIMEDOUT;
    }
    syscall(SYS_exit_group, 0);
  }
  if (entering < 0) error = errno;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (entering > 0) {
    while (waitpid(entering, NULL, 0) < 0 && errno == EINTR) continue;
  }
  return error;
}

/* NS_GET_PARENT, NS_GET_USERNS and NS_GET_OWNER_UID of ioctl_ns(2). */
static inline int clinux_namespace_parent(int descriptor) { return ioctl(descriptor, NS_GET_PARENT); }

static inline int clinux_namespace_user_namespace(int descriptor) { return ioctl(descriptor, NS_GET_USERNS); }

static inline int clinux_namespace_owner(int descriptor, uid_t *user) {
  return ioctl(descriptor, NS_GET_OWNER_UID, user);
}

/* Swift has no fork, as a child of a process with threads may do next to nothing; here there is one thread. */
static inline pid_t clinux_fork(void) { return fork(); }

static inline void clinux_close_on_exec(int descriptor) { fcntl(descriptor, F_SETFD, FD_CLOEXEC); }

/* CPU time of another process, all its threads, to the nanosecond; 0 where it is gone. */
static inline uint64_t clinux_cpu_time(pid_t process) {
  clockid_t clock;
  struct timespec time;
  if (clock_getcpuclockid(process, &clock) != 0 || clock_gettime(clock, &time) < 0) return 0;
  return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

/* Starts a process that shares this one's memory and sleeps until it is killed, at the latest when its parent
 * ends: it costs hardly more than its entry in the kernel's tables. It is C since it runs on a stack of its own
 * beside its parent, so it makes system calls alone. */
static inline int clinux_sleep_for_ever(void *unused) {
  (void)unused;
  syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  for (;;) syscall(SYS_ppoll, NULL, 0, NULL, NULL, 0);
}

#ifndef CLONE_VM
int clone(int (*function)(void *), void *stack, int flags, void *argument, ...);
#endif

static inline pid_t clinux_start_sleeper(void *stack_end) {
  return clone(clinux_sleep_for_ever, stack_end, 0x100 /* CLONE_VM */ | SIGCHLD, NULL);
}

/* Unix datagrams in order, between two ends: SOCK_SEQPACKET of unix(7). */
static inline int clinux_socket_packet(int flags) {
  return socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | flags, 0);
}

static inline int clinux_accept(int listener) {
  return (int)syscall(SYS_accept4, listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

static inline int clinux_send_messages(int descriptor, struct clinux_message *messages,
                                       unsigned int count) {
  return (int)syscall(SYS_sendmmsg, descriptor, messages, count, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/* SO_PEERPIDFD of Linux 6.5; its value is that of all architectures but parisc and sparc. */
static const int clinux_peer_process = 77;

/* Gives the calling thread a working directory of its own: CLONE_FS of _GNU_SOURCE. */
static inline int clinux_unshare_working_directory(void) { return (int)syscall(SYS_unshare, 0x200); }

#endif
