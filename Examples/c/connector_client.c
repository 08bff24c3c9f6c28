/*
 * Prints abnormal exits, by the kernel's own protocol: from pmond's socket, or from the kernel.
 *
 *   cc -o connector_client connector_client.c
 *   ./connector_client                            from /run/pmon/connector.sock
 *   ./connector_client --via PATH                 from another socket
 *   ./connector_client --kernel                   from the kernel (Linux 6.6 and later)
 *   ./connector_client --count 3                  ends after three of them
 *
 * Which socket is opened makes all the difference; the rest is the same for both. An exit is that of a thread: a process of
 * several threads ends with the last of them.
 */
#include "pmon_connector.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

static int open_kernel(void)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = CN_IDX_PROC };
	int descriptor = socket(PF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_CONNECTOR);

	if (descriptor >= 0 && bind(descriptor, (struct sockaddr *)&address, sizeof(address)) < 0) {
		close(descriptor);
		return -1;
	}
	return descriptor;
}

static void print_exit(const struct exit_proc_event *exit)
{
	int status = (int)exit->exit_code;

	printf("%d", exit->process_tgid);
	if (exit->process_pid != exit->process_tgid)
		printf(" (thread %d)", exit->process_pid);
	if (WIFSIGNALED(status))
		printf(": signal %d%s\n", WTERMSIG(status), WCOREDUMP(status) ? ", core dumped" : "");
	else
		printf(": code %d\n", WEXITSTATUS(status));
}

/* Returns whether it was an exit. */
static int handle(const char *datagram, size_t length)
{
	struct nlmsghdr header;
	struct proc_event event;
	uint64_t lost = pmon_connector_lost(datagram, length);

	if (lost > 0)
		printf("%llu events were lost\n", (unsigned long long)lost);
	if (length < PMON_CONNECTOR_EVENT_SIZE)
		return 0;
	memcpy(&header, datagram, sizeof(header));
	if (header.nlmsg_type != NLMSG_DONE)
		return 0;
	memset(&event, 0, sizeof(event));
	memcpy(&event, datagram + NLMSG_HDRLEN + sizeof(struct cn_msg),
	       PMON_CONNECTOR_EVENT_SIZE - NLMSG_HDRLEN - sizeof(struct cn_msg));
	/* The number, since its name has moved in and out of the enumeration. */
	if ((uint32_t)event.what != 0x80000000u)
		return 0;
	print_exit(&event.event_data.exit);
	return 1;
}

int main(int argc, char **argv)
{
	const char *path = PMON_CONNECTOR_PATH;
	long count = -1;
	int descriptor;

	for (int index = 1; index < argc; index++) {
		if (strcmp(argv[index], "--kernel") == 0) {
			path = NULL;
		} else if (strcmp(argv[index], "--via") == 0 && index + 1 < argc) {
			path = argv[++index];
		} else if (strcmp(argv[index], "--count") == 0 && index + 1 < argc) {
			count = strtol(argv[++index], NULL, 10);
		} else {
			fprintf(stderr, "usage: %s [--via PATH | --kernel] [--count N]\n", argv[0]);
			return 2;
		}
	}

	descriptor = path ? pmon_connector_open(path) : open_kernel();
	if (descriptor < 0) {
		perror(path ? path : "process connector");
		return 3;
	}
	if (pmon_connector_listen(descriptor, PMON_CONNECTOR_NONZERO_EXIT) < 0) {
		perror("listen");
		return 3;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);

	while (count != 0) {
		char datagram[256];
		ssize_t length = recv(descriptor, datagram, sizeof(datagram), 0);

		if (length < 0 && errno == EINTR)
			continue;
		if (length < 0 && errno == ENOBUFS) {
			printf("events were lost\n"); /* the kernel's way to say so */
			continue;
		}
		if (length <= 0) {
			fprintf(stderr, "%s\n", length == 0 ? "the daemon has ended" : strerror(errno));
			return 1;
		}
		if (handle(datagram, (size_t)length) && count > 0)
			count--;
	}
	close(descriptor);
	return 0;
}
