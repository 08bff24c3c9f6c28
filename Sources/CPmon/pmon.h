/* pmon.h - process events of Linux, from C
 *
 * libpmon tells which processes of the machine fork, execute, change identity and die, the moment
 * they do, and with which status; none of them need be a child of the caller. It is a client of the
 * kernel's process connector: nothing is polled, and no thread is started.
 *
 *   struct pmon *monitor;
 *   struct pmon_event events[64];
 *   char error[PMON_ERROR_SIZE];
 *   int count;
 *
 *   if (pmon_open(&monitor, "exit and abnormal", NULL, error, sizeof error) < 0)
 *     errx(3, "%s", error);
 *   while (pmon_wait(monitor, -1) >= 0)
 *     while ((count = pmon_read(monitor, events, sizeof events[0], 64)) > 0)
 *       handle(events, count);
 *   pmon_close(monitor);
 *
 * KERNEL    Linux 5.3 with CONFIG_CONNECTOR and CONFIG_PROC_EVENTS; before 6.6 also CAP_NET_ADMIN.
 *           It serves the initial PID, user and network namespaces. Process ids are those of the
 *           initial PID namespace.
 *
 * ERRORS    Functions that return int return a negative error number of errno.h where they fail.
 *           They leave errno undefined. Each returns -EINVAL for a NULL where none may be, and for
 *           a size or a bit that this version does not know; -EPERM in a child of fork(2).
 *           The process is ended where memory runs out, or where somebody else has closed the
 *           library's descriptors.
 *
 * OWNERSHIP What a caller passes is used during the call only, and what a caller lends is written
 *           during the call only. The library gives away nothing but the handle.
 *
 * THREADS   A handle may be used by one thread at a time, by whichever. Several handles may be used
 *           by several threads at once. No function may be called by a signal handler. 256 KiB of
 *           stack are enough, and 1 MiB where a filter is nested deeper than 50.
 *
 * SIGNALS   The library changes no signal's handler and no mask, unless the environment's
 *           SWIFT_BACKTRACE asks the Swift runtime in it to. A handler that runs ends pmon_wait
 *           with -EINTR, whether SA_RESTART is set or not.
 *
 * FORK      The descriptors are closed on exec. A child of fork(2) must not use a handle of its
 *           parent, which would take away the parent's events, and is refused. It may call
 *           pmon_close, which frees the child's copy; the parent's subscription goes on.
 *
 * ABI       The library's name libpmon.so.0 changes whenever a program built with an older version
 *           would not run any more. Else functions, constants and fields are only added: fields at
 *           the end of a structure, or in place of reserved ones. So programs state the
 *           structures' sizes. Reserved bytes that the library writes are 0, and so must be those
 *           that the caller writes. Symbols have the version in which they came, PMON_0.1.
 */
#ifndef PMON_H
#define PMON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The header's version: major << 16 | minor << 8 | patch. */
#define PMON_VERSION 0x000100u
#define PMON_VERSION_STRING "0.1.0"

/* The library's version, as PMON_VERSION has it. */
uint32_t pmon_version(void);

/* Kinds of events. The numbers are the kernel's where it has one (linux/cn_proc.h). */
#define PMON_FORK 0x00000001u
#define PMON_EXEC 0x00000002u
#define PMON_UID 0x00000004u
#define PMON_GID 0x00000040u
#define PMON_SID 0x00000080u
#define PMON_PTRACE 0x00000100u
#define PMON_COMM 0x00000200u
#define PMON_COREDUMP 0x40000000u
#define PMON_EXIT 0x80000000u
/* Only to be asked for: exits with a status other than 0. What comes is PMON_EXIT. */
#define PMON_NONZERO_EXIT 0x20000000u
/* Never to be asked for: events were lost here. They are told whatever the filter is. */
#define PMON_LOST 0x00010000u
/* Never to be asked for: a kind that this version does not know. */
#define PMON_UNKNOWN 0x00020000u

/* Where events were lost. */
#define PMON_LOST_SOCKET_BUFFER 1 /* they were read too slowly for the receive buffer's size */
#define PMON_LOST_KERNEL_MEMORY 2 /* the kernel had no memory for the message */
#define PMON_LOST_ELSEWHERE 3

/* Something that happened. A field that does not apply to the kind, or is not known, is 0, unless
 * it says otherwise. */
struct pmon_event {
  /* One of the kinds above. */
  uint32_t kind;
  /* The CPU on which the kernel made the message. */
  uint32_t cpu;
  /* When it happened: nanoseconds on CLOCK_MONOTONIC. Of a loss: the first moment of which
   * everything will be known again. */
  uint64_t time;

  /* The process and its thread; of a fork, the new ones. Of a process's death, both are its id. */
  int32_t pid;
  int32_t tid;
  /* FORK, COREDUMP, EXIT: the parent process and that one's thread. They are 0 where the kernel
   * does not tell them, such as when the parent was quick to take note of its child's end. */
  int32_t ppid;
  int32_t parent_tid;

  /* EXIT: the status that wait(2) gives to the parent, ... */
  uint32_t status;
  /* ... and what it says: the exit code, -1 where a signal was the end; */
  int32_t code;
  /* the signal, 0 where there was none; */
  int32_t signal;
  /* and 1 where core was dumped. */
  uint32_t core_dumped;

  /* UID, GID: the new ids of the user or the group. */
  uint32_t real_id;
  uint32_t effective_id;
  /* PTRACE: the process and the thread that trace from now on; 0 where one stopped to. */
  int32_t tracer_pid;
  int32_t tracer_tid;

  /* LOST: how many events, exactly; ... */
  uint64_t lost_count;
  /* ... the last moment before of which everything is known, on the clock of time; ... */
  uint64_t lost_since;
  /* ... and one of PMON_LOST_... above. */
  uint32_t lost_place;
  /* UNKNOWN: the kernel's number for the kind. */
  uint32_t kernel_kind;

  /* COMM: the new name, which need not be UTF-8; its end and all after it is 0. */
  char comm[16];

  uint8_t reserved[24];
};

/* Flags of pmon_options. */

/* Threads are told of, too, and each thread's exit instead of its process's death. Else a process
 * has one PMON_EXIT, however many threads it had, with the status that its parent gets. */
#define PMON_THREADS 0x1u
/* pmon_wait returns at the first event, rather than letting more gather. */
#define PMON_IMMEDIATE 0x2u

/* What pmon_open is asked for; zeros are the defaults. */
struct pmon_options {
  /* sizeof (struct pmon_options) */
  uint32_t size;
  /* PMON_THREADS | PMON_IMMEDIATE */
  uint32_t flags;
  /* The kinds of events, joined by |. Kinds and filter both have to hold. 0 is all that the filter
   * is about, and without a filter FORK, EXEC, EXIT and COREDUMP. */
  uint32_t events;
  /* How long events may gather before pmon_wait returns, in microseconds: one wake-up instead of
   * thousands. It is a quarter after a silence, and less where the receive buffer might fill by then.
   * 0 is 10,000; must be 0 with PMON_IMMEDIATE. */
  uint32_t latency_us;
  /* The socket's receive buffer in bytes, at most INT32_MAX; an event takes some 830 of them. 0 is
   * 16 MiB. The kernel doubles it. Without CAP_NET_ADMIN it gives net.core.rmem_max at most. */
  uint32_t receive_buffer;
  uint32_t reserved;
};

/* Subscriptions are opaque. */
struct pmon;

/* Long enough for whatever pmon_open and pmon_set_filter have to say. */
#define PMON_ERROR_SIZE 1024

/* Subscribes. What happens after the return is told.
 *
 * filter      Which events: in the language of pmon(1), such as "exit and abnormal" or
 *             "exec or (exit and code in (3, 70..79))". NULL and "" are all. It is decided in the
 *             kernel as far as possible. What is no part of the events cannot be asked for: name,
 *             exe, args, uid, user, cgroup, ancestor; of those kinds that do not tell it, ppid does
 *             not match. One that nothing can match, such as "code == 300", is no mistake.
 * options     NULL is the defaults.
 * error       Gets a text for people without a line feed at its end, cut to error_size bytes with
 *             its final 0, where the call fails; "" where it does not. Of a mistake in the filter,
 *             three lines: what is wrong, the line of the filter, and a mark below the place. NULL
 *             is none wanted.
 *
 * Returns 0 and sets *monitor, which is to be closed by pmon_close; or it sets *monitor to NULL:
 * -EINVAL     no filter, or invalid options
 * -EOPNOTSUPP the filter asks for what is no part of the events; or the kernel cannot do it:
 *             namespaces, or its configuration
 * -EPERM      before Linux 6.6, without CAP_NET_ADMIN
 * and what socket(2), epoll_create1(2) and timerfd_create(2) give, such as -EMFILE.
 */
int pmon_open(struct pmon **monitor, const char *filter, const struct pmon_options *options,
              char *error, size_t error_size);

/* Ends the subscription and frees it; NULL is nothing. Afterwards, the handle must not be used:
 * what then happens is undefined. */
void pmon_close(struct pmon *monitor);

/* A descriptor that is readable when there is something for pmon_read to do; for poll(2), for input
 * only, select(2) or an epoll set, level-triggered. Read until pmon_read returns 0 or less than it
 * might have before you poll again, or do not: the descriptor stays readable. It may be readable
 * though pmon_read then returns 0. Nothing but polling may be done with it, and the handle owns it.
 * Events do not gather for who polls it. */
int pmon_descriptor(const struct pmon *monitor);

/* Waits until it is time to read, as the options say.
 *
 * timeout_ms  The longest wait in milliseconds; a negative one is for ever, 0 is none.
 *
 * Returns 1 when it is time to read, though there may be nothing, 0 after the time, -EINTR when a
 * signal handler ran.
 */
int pmon_wait(struct pmon *monitor, int timeout_ms);

/* Takes events in their order, without waiting.
 *
 * events      An array of count structures, all of which may be overwritten.
 * event_size  sizeof (struct pmon_event)
 * count       At least 1. 64 to 512 do best.
 *
 * Returns the number of structures filled, at most INT_MAX; 0 when nothing waits now.
 */
int pmon_read(struct pmon *monitor, struct pmon_event *events, size_t event_size, size_t count);

/* Goes by another filter from now on; see pmon_open for the arguments and the errors.
 *
 * What has come until now is judged by the old filter. What both filters want is told without a
 * gap. After an error, the old one is still there, unless it was a system call that failed. */
int pmon_set_filter(struct pmon *monitor, const char *filter, char *error, size_t error_size);

/* What a subscription has seen so far. */
struct pmon_counters {
  /* sizeof (struct pmon_counters), set by the caller */
  uint32_t size;
  uint32_t reserved;
  /* Bytes of the receive buffer, by the kernel's count, and those of them that are taken now. */
  uint32_t buffer_size;
  uint32_t buffer_used;
  /* Events taken from the kernel, those of threads included. What it holds back nobody counts. */
  uint64_t received;
  /* Events told. */
  uint64_t delivered;
  /* Events that the kernel could not hold back for the filter, and that were held back here. */
  uint64_t held_back;
  /* Events known to be lost: the sum of lost_count. */
  uint64_t lost;
  /* Messages that were not the kernel's, or no events. */
  uint64_t rejected;
};

/* Tells the counters. Returns 0. */
int pmon_get_counters(const struct pmon *monitor, struct pmon_counters *counters);

#ifdef __cplusplus
}
#endif

#endif /* PMON_H */
