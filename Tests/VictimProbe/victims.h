// What the parts of VictimProbe know of each other.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

// How a victim ends; what ends with 0 is nobody's business.
enum way {
  EXITS_ZERO,
  EXITS,
  IS_KILLED,
  KILLS_ITSELF,
  DUMPS_CORE,
  EXECUTES,
  LEADER_ENDS_FIRST,
  THREAD_FAILS,
  IS_KILLED_STOPPED,
  STAYS_ZOMBIE,
  IS_ORPHANED,
  IS_WITHDRAWN,
  IS_UNREGISTERED,
  ID_COMES_BACK,
  WAYS
};

extern const char *const way_names[WAYS];

// What becomes of the registrations of a victim.
enum standing { UNREGISTERED, REGISTERED, WITHDRAWN };

// Ends the calling process, the only thread of which calls this, in such a way. Some wait for the parent to do it.
void die(enum way way, unsigned number) __attribute__((noreturn));

// A connection to the daemon that is made anew as often as it breaks.
struct connection {
  const char *path;
  int descriptor;
};

// Sends a request until it has been answered, for some minutes at most; returns the status, and whether more than one
// was sent.
int ask(struct connection *connection, const char *method, const char *target, const char *body,
        bool *was_repeated);

// Registers a process, or the calling one where `pid` is 0; returns the status.
int register_process(struct connection *connection, pid_t pid, uint64_t ticks, const char *guard,
                     const char *token);

int withdraw_process(struct connection *connection, pid_t pid, const char *guard);

uint64_t start_ticks(pid_t pid);
uint64_t monotonic(void);
void rest(unsigned milliseconds);
void fail(const char *what) __attribute__((noreturn));

int run_load(int count, char **arguments);
int run_cleanup(int count, char **arguments);
