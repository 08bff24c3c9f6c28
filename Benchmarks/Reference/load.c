/*
 * A bounded load: load COUNT CODE runs COUNT children one after the other; each executes this
 * program anew and ends with CODE.
 */
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

extern char **environ;

int main(int count, char **arguments) {
  if (count == 3 && strcmp(arguments[1], "end") == 0) return atoi(arguments[2]);
  if (count != 3) {
    fprintf(stderr, "usage: load COUNT CODE\n");
    return 2;
  }
  char *child[] = {arguments[0], "end", arguments[2], NULL};
  for (long left = atol(arguments[1]); left > 0; left--) {
    pid_t id;
    int status;
    if (posix_spawn(&id, "/proc/self/exe", NULL, NULL, child, environ) != 0) return 1;
    if (waitpid(id, &status, 0) != id) return 1;
  }
  return 0;
}
