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
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/perf_event.h>

/* glibc 2.36 wraps pidfd_open; the number is fixed, so older C libraries serve as well. */
static inline int clinux_pidfd_open(pid_t process, unsigned int flags) {
  return (int)syscall(SYS_pidfd_open, process, flags);
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

static inline int clinux_open(const char *path, int flags, mode_t mode) {
  return open(path, flags, mode);
}

static inline int clinux_open_at(int directory, const char *path, int flags) {
  return openat(directory, path, flags);
}

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

static inline int clinux_set_dumpable(int dumpable) { return prctl(PR_SET_DUMPABLE, dumpable, 0, 0, 0); }

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

#endif
