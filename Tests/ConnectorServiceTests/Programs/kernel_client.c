/*
 * A program for the kernel's connector that knows nothing of any other, and what it relies on: what the kernel's own selftest of
 * the event filter does (tools/testing/selftests/connector/proc_filter.c), with answers that are checked.
 *
 * Ends with 0 and no output, or with 1 and what was wrong.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/netlink.h>

enum { PATIENCE = 60000, LISTEN = 1, IGNORE = 2, TOKEN = 0x6e0d0 };
/* Headers before Linux 6.6 have some of them in another place. */
static const uint32_t none = 0, fork_event = 1, exit_event = 0x80000000u, nonzero_exit = 0x20000000u;

struct listener {
	int socket, epoll;
};

static void fail(const char *what)
{
	fprintf(stderr, "kernel_client: %s\n", what);
	exit(1);
}

static void check(int is_true, const char *what)
{
	if (!is_true)
		fail(what);
}

static struct listener open_listener(void)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = CN_IDX_PROC };
	struct epoll_event wanted = { .events = EPOLLIN };
	struct listener new;
	int room = 8 << 20;

	new.socket = socket(PF_NETLINK, SOCK_DGRAM, NETLINK_CONNECTOR);
	check(new.socket >= 0, "socket");
	check(bind(new.socket, (struct sockaddr *)&address, sizeof(address)) == 0, "bind");
	/* Others may load the machine meanwhile. */
	check(setsockopt(new.socket, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room)) == 0, "SO_RCVBUF");
	new.epoll = epoll_create1(EPOLL_CLOEXEC);
	check(new.epoll >= 0 && epoll_ctl(new.epoll, EPOLL_CTL_ADD, new.socket, &wanted) == 0, "epoll");
	return new;
}

/* With a mask where there is one. */
static void request(struct listener listener, uint32_t operation, const uint32_t *mask, uint32_t token)
{
	uint32_t body[2] = { operation, mask ? *mask : 0 };
	struct cn_msg message = { .id = { CN_IDX_PROC, CN_VAL_PROC }, .ack = token, .len = mask ? 8 : 4 };
	struct nlmsghdr header = { .nlmsg_type = NLMSG_DONE, .nlmsg_pid = (uint32_t)getpid() };
	char bytes[sizeof(header) + sizeof(message) + sizeof(body)];

	header.nlmsg_len = (uint32_t)(sizeof(header) + sizeof(message)) + message.len;
	memcpy(bytes, &header, sizeof(header));
	memcpy(bytes + sizeof(header), &message, sizeof(message));
	memcpy(bytes + sizeof(header) + sizeof(message), body, sizeof(body));
	check(send(listener.socket, bytes, header.nlmsg_len, 0) == (ssize_t)header.nlmsg_len, "send");
}

/* Waits for so long; 0 where nothing came. */
static int receive(struct listener listener, int milliseconds, struct proc_event *event, uint32_t *token)
{
	struct sockaddr_nl sender;
	socklen_t size = sizeof(sender);
	struct epoll_event ready;
	struct nlmsghdr header;
	struct cn_msg message;
	char bytes[1024];
	ssize_t length;

	if (epoll_wait(listener.epoll, &ready, 1, milliseconds) != 1)
		return 0;
	check(ready.events == EPOLLIN, "more than EPOLLIN");
	memset(&sender, 0, sizeof(sender));
	length = recvfrom(listener.socket, bytes, sizeof(bytes), 0, (struct sockaddr *)&sender, &size);
	check(length == 76, "a datagram has not 76 bytes");
	check(sender.nl_pid == 0, "the sender's port is not 0");
	memcpy(&header, bytes, sizeof(header));
	memcpy(&message, bytes + sizeof(header), sizeof(message));
	check(header.nlmsg_len == 76 && header.nlmsg_type == NLMSG_DONE, "not one whole message");
	check(message.id.idx == CN_IDX_PROC && message.id.val == CN_VAL_PROC, "not the connector of processes");
	check(message.len == 40, "not an event's length");
	memset(event, 0, sizeof(*event));
	memcpy(event, bytes + sizeof(header) + sizeof(message), 40);
	*token = message.ack;
	return 1;
}

static pid_t child(int code)
{
	pid_t new = fork();

	check(new >= 0, "fork");
	if (new == 0)
		_exit(code);
	check(waitpid(new, NULL, 0) == new, "waitpid");
	return new;
}

/* Takes events until a process ends; returns its status, or -1 in the time. */
static int wait_for_exit(struct listener listener, pid_t process, int milliseconds, int *has_forked)
{
	struct proc_event event;
	uint32_t token;

	while (receive(listener, milliseconds, &event, &token)) {
		uint32_t what = (uint32_t)event.what;

		if (what == fork_event && event.event_data.fork.child_tgid == process) {
			check(event.event_data.fork.parent_tgid == getpid(), "another parent");
			*has_forked = 1;
		}
		if (what != exit_event || event.event_data.exit.process_tgid != process)
			continue;
		check(event.event_data.exit.exit_signal == SIGCHLD, "another signal of its exit");
		return (int)event.event_data.exit.exit_code;
	}
	return -1;
}

/* All events, by a request of 4 bytes. */
static void listen_to_all(struct listener listener)
{
	struct proc_event event;
	uint32_t token = 0;

	request(listener, LISTEN, NULL, TOKEN);
	/* The kernel gives everybody's answers to everybody. */
	while (token != TOKEN + 1)
		check(receive(listener, PATIENCE, &event, &token), "no acknowledgement");
	check((uint32_t)event.what == none && event.event_data.ack.err == 0, "refused");
}

static void hear_all(struct listener listener)
{
	for (int code = 0; code < 5; code++) {
		int has_forked = 0;
		pid_t process = child(code);

		check(wait_for_exit(listener, process, PATIENCE, &has_forked) == code << 8, "another status");
		check(has_forked, "an exit without a fork");
	}
}

/* A narrower mask is not acknowledged, so it holds from some child on. */
static void hear_failures_alone(struct listener listener)
{
	struct proc_event event;
	uint32_t token, mask = nonzero_exit;
	int first_status, has_forked;
	pid_t first, second;

	request(listener, LISTEN, &mask, TOKEN);
	for (int attempt = 0; ; attempt++) {
		check(attempt < 1000, "the mask has no effect");
		first = child(0);
		second = child(9);
		first_status = has_forked = 0;
		while (receive(listener, PATIENCE, &event, &token)) {
			uint32_t what = (uint32_t)event.what;
			pid_t process = event.event_data.exit.process_tgid;

			has_forked |= what == fork_event;
			if (what == exit_event && process == first)
				first_status = 1;
			if (what == exit_event && process == second)
				break;
		}
		check((uint32_t)event.what == exit_event && event.event_data.exit.exit_code == 9 << 8, "a failure is missing");
		if (!first_status && !has_forked)
			return;
	}
}

/* What another one hears has passed this one by. */
static void hear_nothing(struct listener listener, struct listener other)
{
	struct proc_event event;
	uint32_t token;
	int silent = 0, has_forked;

	request(listener, IGNORE, NULL, TOKEN);
	for (int attempt = 0; silent < 3; attempt++) {
		check(attempt < 1000, "it is not silent");
		check(wait_for_exit(other, child(9), PATIENCE, &has_forked) == 9 << 8, "the other one hears nothing");
		silent++;
		while (receive(listener, 0, &event, &token)) {
			/* The kernel's of others, which it gets as well. */
			if ((uint32_t)event.what != none)
				silent = 0;
		}
	}
}

int main(void)
{
	struct listener listener = open_listener(), other = open_listener();

	listen_to_all(listener);
	hear_all(listener);
	hear_failures_alone(listener);
	listen_to_all(other);
	hear_nothing(listener, other);
	listen_to_all(listener);
	hear_all(listener);
	request(listener, IGNORE, NULL, TOKEN);
	request(other, IGNORE, NULL, TOKEN);
	return 0;
}
