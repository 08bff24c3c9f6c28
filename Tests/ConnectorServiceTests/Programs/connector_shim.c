/*
 * Lets a program that knows only the kernel's connector use the socket in $PMON_CONNECTOR: for tests with programs that cannot be
 * changed.
 *
 *   cc -shared -fPIC -o shim.so connector_shim.c; PMON_CONNECTOR=PATH LD_PRELOAD=./shim.so forkstat
 *
 * Only socket() and bind() are others; every byte that is sent and received passes untouched.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <linux/netlink.h>

/* ISO C has no conversion from what dlsym() gives to a function. */
static void find(const char *name, void *function, size_t size)
{
	void *found = dlsym(RTLD_NEXT, name);

	memcpy(function, &found, size);
}

int socket(int domain, int type, int protocol)
{
	int (*next)(int, int, int);
	int flags = type & (SOCK_CLOEXEC | SOCK_NONBLOCK);

	find("socket", &next, sizeof(next));
	if (domain == AF_NETLINK && protocol == NETLINK_CONNECTOR)
		return next(AF_UNIX, SOCK_SEQPACKET | flags, 0);
	return next(domain, type, protocol);
}

/* glibc declares a union of pointers for programs in its own dialect of C. */
int bind(int descriptor, __CONST_SOCKADDR_ARG given, socklen_t length)
{
	const struct sockaddr *address = *(const struct sockaddr *const *)&given;
	int (*next)(int, const struct sockaddr *, socklen_t);
	const char *path = getenv("PMON_CONNECTOR");
	struct sockaddr_un place = { .sun_family = AF_UNIX };

	find("bind", &next, sizeof(next));
	if (address->sa_family != AF_NETLINK)
		return next(descriptor, address, length);
	if (!path || strlen(path) >= sizeof(place.sun_path)) {
		errno = EINVAL;
		return -1;
	}
	strcpy(place.sun_path, path);
	return connect(descriptor, (struct sockaddr *)&place, sizeof(place));
}
