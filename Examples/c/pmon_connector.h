/*
 * The process connector of pmond, for programs that speak the kernel's protocol.
 *
 * pmond listens on a Unix socket of type SOCK_SEQPACKET. A client opens that socket where it opened the kernel's; each request and
 * each event is then one datagram of the same bytes as with the kernel (linux/netlink.h, linux/connector.h, linux/cn_proc.h).
 * Ordinary users hear of their own processes, root of all, and whoever lives in a PID namespace of his own, of those in there, by
 * the numbers that they have there. It needs no privilege and no particular kernel.
 *
 * What differs from the kernel:
 * - An acknowledgement comes when the daemon has read the request, not before send() returns.
 * - Nobody gets the acknowledgements of others, and nothing comes before the first PROC_CN_MCAST_LISTEN.
 * - A full queue is told by a message of type NLMSG_OVERRUN at the place of the loss, with the number of lost events
 *   (pmon_connector_lost), since recv() cannot fail with ENOBUFS on a Unix socket. A program that looks only at messages of
 *   type NLMSG_DONE passes it over.
 * - recv() returns 0 when the daemon ends.
 */
#ifndef PMON_CONNECTOR_H
#define PMON_CONNECTOR_H

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/netlink.h>

#define PMON_CONNECTOR_PATH "/run/pmon/connector.sock"

/* Every event is a datagram of so many bytes. */
#define PMON_CONNECTOR_EVENT_SIZE 76

/* Exits with a status other than 0, for the mask of a request (linux/cn_proc.h since Linux 6.6). They come as
 * PROC_EVENT_EXIT. */
#define PMON_CONNECTOR_NONZERO_EXIT 0x20000000u

/*
 * Connects to the daemon. It takes the place of socket(PF_NETLINK, SOCK_DGRAM, NETLINK_CONNECTOR) and of bind().
 *
 * Returns a descriptor that is closed on exec, or -1 with errno: ENOENT and ECONNREFUSED mean that no daemon runs, EACCES that
 * the path is closed to this user.
 */
static inline int pmon_connector_open(const char *path)
{
	struct sockaddr_un address;
	int descriptor;

	if (strlen(path) >= sizeof(address.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memset(&address, 0, sizeof(address));
	address.sun_family = AF_UNIX;
	strcpy(address.sun_path, path);
	descriptor = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (descriptor < 0)
		return -1;
	if (connect(descriptor, (struct sockaddr *)&address, sizeof(address)) < 0) {
		int reason = errno;

		close(descriptor);
		errno = reason;
		return -1;
	}
	return descriptor;
}

/*
 * Asks for the kinds of events in a mask, from now on; 0 is all of them. The kernel before Linux 6.6 takes only a request without
 * a mask, the daemon takes both.
 *
 * Returns 0, or -1 with errno.
 */
static inline int pmon_connector_listen(int descriptor, uint32_t mask)
{
	uint32_t body[2];
	struct nlmsghdr header;
	struct cn_msg message;
	char request[sizeof(header) + sizeof(message) + sizeof(body)];

	memset(&header, 0, sizeof(header));
	header.nlmsg_len = sizeof(request);
	header.nlmsg_type = NLMSG_DONE;
	memset(&message, 0, sizeof(message));
	message.id.idx = CN_IDX_PROC;
	message.id.val = CN_VAL_PROC;
	message.len = sizeof(body);
	body[0] = PROC_CN_MCAST_LISTEN;
	body[1] = mask;
	memcpy(request, &header, sizeof(header));
	memcpy(request + sizeof(header), &message, sizeof(message));
	memcpy(request + sizeof(header) + sizeof(message), body, sizeof(body));
	return send(descriptor, request, sizeof(request), MSG_NOSIGNAL) < 0 ? -1 : 0;
}

/*
 * Events that this client has lost since the daemon said so the last time; 0 for any message but NLMSG_OVERRUN.
 */
static inline uint64_t pmon_connector_lost(const void *datagram, size_t length)
{
	struct nlmsghdr header;
	uint64_t lost;

	if (length != PMON_CONNECTOR_EVENT_SIZE)
		return 0;
	memcpy(&header, datagram, sizeof(header));
	if (header.nlmsg_type != NLMSG_OVERRUN)
		return 0;
	memcpy(&lost, (const char *)datagram + 60, sizeof(lost));
	return lost;
}

#endif
