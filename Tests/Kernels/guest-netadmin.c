// Runs a command as nobody who has CAP_NET_ADMIN and nothing else.
#define _GNU_SOURCE
#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { nobody = 65534 };

int main(int argc, char **argv) {
  const unsigned bit = 1u << CAP_NET_ADMIN;
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct sets[2] = {{.effective = bit, .permitted = bit, .inheritable = bit}};
  if (argc < 2 || prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0) return 126;
  if (setgroups(0, 0) != 0 || setresgid(nobody, nobody, nobody) != 0) return 126;
  if (setresuid(nobody, nobody, nobody) != 0) return 126;
  if (syscall(SYS_capset, &header, sets) != 0) return 126;
  // Ambient, it survives the execution of a file that has no capabilities.
  if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_ADMIN, 0, 0) != 0) return 126;
  execvp(argv[1], argv + 1);
  return 127;
}
