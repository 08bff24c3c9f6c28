#!/usr/bin/env python3
"""Prints each abnormal death on this machine, until Ctrl-C.

    python3 deaths.py                                    every abnormal death
    python3 deaths.py 'exit and signal in (SEGV, BUS)'   or what else a filter says; see pmon(1)

It needs libpmon.so.0 where the loader finds it (else LD_LIBRARY_PATH), and nothing but Python's
standard library. Exit codes: 0 told to end, 1 the work failed, 2 the filter was wrong, 3 the kernel
cannot do it.
"""

import ctypes
import errno
import os
import signal
import sys

PMON_EXIT = 0x80000000
PMON_LOST = 0x00010000


class Event(ctypes.Structure):
    """struct pmon_event of pmon.h."""

    _fields_ = [
        ("kind", ctypes.c_uint32),
        ("cpu", ctypes.c_uint32),
        ("time", ctypes.c_uint64),
        ("pid", ctypes.c_int32),
        ("tid", ctypes.c_int32),
        ("ppid", ctypes.c_int32),
        ("parent_tid", ctypes.c_int32),
        ("status", ctypes.c_uint32),
        ("code", ctypes.c_int32),
        ("signal", ctypes.c_int32),
        ("core_dumped", ctypes.c_uint32),
        ("real_id", ctypes.c_uint32),
        ("effective_id", ctypes.c_uint32),
        ("tracer_pid", ctypes.c_int32),
        ("tracer_tid", ctypes.c_int32),
        ("lost_count", ctypes.c_uint64),
        ("lost_since", ctypes.c_uint64),
        ("lost_place", ctypes.c_uint32),
        ("kernel_kind", ctypes.c_uint32),
        ("comm", ctypes.c_char * 16),
        ("reserved", ctypes.c_uint8 * 24),
    ]


class Monitor:
    """A subscription; iterating over it gives batches of events."""

    def __init__(self, filter, batch=256):
        self._library = ctypes.CDLL("libpmon.so.0")
        self._library.pmon_close.restype = None
        self._library.pmon_read.argtypes = [
            ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t]
        self._events = (Event * batch)()
        self._handle = ctypes.c_void_p()
        text = ctypes.create_string_buffer(1024)
        result = self._library.pmon_open(
            ctypes.byref(self._handle), os.fsencode(filter), None, text, ctypes.c_size_t(len(text)))
        if result < 0:
            raise OSError(-result, text.value.decode())

    def __iter__(self):
        while True:
            # Not for ever, so that Python's own signal handlers get their turn.
            ready = self._library.pmon_wait(self._handle, 200)
            if ready < 0 and ready != -errno.EINTR:
                raise OSError(-ready, os.strerror(-ready))
            while count := self._library.pmon_read(
                    self._handle, self._events, ctypes.sizeof(Event), len(self._events)):
                if count < 0:
                    raise OSError(-count, os.strerror(-count))
                yield self._events[:count]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._library.pmon_close(self._handle)


def describe(event):
    if event.kind == PMON_LOST:
        return f"lost {event.lost_count} events"
    if event.signal == 0:
        return f"{event.pid} code {event.code}"
    core = ", core dumped" if event.core_dumped else ""
    return f"{event.pid} signal {event.signal} ({signal.strsignal(event.signal)}){core}"


def main():
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    filter = sys.argv[1] if len(sys.argv) > 1 else "exit and abnormal"
    try:
        monitor = Monitor(filter)
    except OSError as error:
        print(f"deaths: {error.strerror or error}", file=sys.stderr)
        return 2 if error.errno == errno.EINVAL else 3
    with monitor:
        print("deaths: watching", file=sys.stderr, flush=True)
        try:
            for events in monitor:
                for event in events:
                    if event.kind in (PMON_EXIT, PMON_LOST):
                        print(describe(event))
                sys.stdout.flush()
        except KeyboardInterrupt:
            return 0
        except OSError as error:
            print(f"deaths: {error.strerror}", file=sys.stderr)
            return 1


if __name__ == "__main__":
    sys.exit(main())
