#!/usr/bin/env python3
"""Prints forks, execs and exits from pmond's socket, by the kernel's own protocol.

    ./connector_client.py [--via PATH] [--abnormal] [--count N]

Needs nothing but Python 3.8, and no privilege: an ordinary user hears of his own processes.
"""
import argparse
import os
import signal
import socket
import struct
import sys

# linux/netlink.h, linux/connector.h and linux/cn_proc.h, in the host's byte order.
HEADER = struct.Struct("=IHHII")  # nlmsghdr: length, type, flags, sequence, port
MESSAGE = struct.Struct("=IIIIHH")  # cn_msg: idx, val, sequence, acknowledgement, length, flags
EVENT = struct.Struct("=IIQ24s")  # proc_event: what, CPU, nanoseconds of CLOCK_MONOTONIC, data
NLMSG_DONE, NLMSG_OVERRUN = 3, 4
CN_IDX_PROC = CN_VAL_PROC = 1
PROC_CN_MCAST_LISTEN = 1
FORK, EXEC, NONZERO_EXIT, EXIT = 0x1, 0x2, 0x20000000, 0x80000000


def request(operation, mask):
    body = struct.pack("=II", operation, mask)
    message = MESSAGE.pack(CN_IDX_PROC, CN_VAL_PROC, 0, 0, len(body), 0) + body
    return HEADER.pack(HEADER.size + len(message), NLMSG_DONE, 0, 0, os.getpid()) + message


def how_it_ended(status):
    if os.WIFSIGNALED(status):
        core = ", core dumped" if os.WCOREDUMP(status) else ""
        return f"signal {os.WTERMSIG(status)}{core}"
    return f"code {os.WEXITSTATUS(status)}"


def describe(datagram):
    """A line about a datagram, or None where there is nothing to tell."""
    _, kind, *_ = HEADER.unpack_from(datagram)
    what, cpu, _, data = EVENT.unpack_from(datagram, HEADER.size + MESSAGE.size)
    if kind == NLMSG_OVERRUN:
        error, lost = struct.unpack_from("=I4xQ", data)
        return f"{lost} events were lost ({os.strerror(error)})"
    if kind != NLMSG_DONE:
        return None
    if what == FORK:
        _, parent, thread, process = struct.unpack_from("=4I", data)
        return f"fork {process} by {parent}" if thread == process else None
    if what == EXEC:
        return "exec {1}".format(*struct.unpack_from("=2I", data))
    if what == EXIT:
        thread, process, status = struct.unpack_from("=3I", data)
        # Each thread's end is told; the first thread's stands for the process here.
        return f"exit {process}: {how_it_ended(status)}" if thread == process else None
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--via", metavar="PATH", default="/run/pmon/connector.sock")
    parser.add_argument("--abnormal", action="store_true", help="exits with a status other than 0 alone")
    parser.add_argument("--count", type=int, help="end after so many lines")
    options = parser.parse_args()

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    connector = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        connector.connect(options.via)
    except OSError as error:
        sys.exit(f"{options.via}: {error.strerror}; does pmond run?")
    connector.send(request(PROC_CN_MCAST_LISTEN, NONZERO_EXIT if options.abnormal else FORK | EXEC | EXIT))

    lines = 0
    while options.count is None or lines < options.count:
        datagram = connector.recv(256)
        if not datagram:
            sys.exit("the daemon has ended")
        line = describe(datagram)
        if line:
            print(line, flush=True)
            lines += 1


if __name__ == "__main__":
    main()
