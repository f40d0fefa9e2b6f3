"""Stops one thread of another process, says "frozen", and lets it go on when its own input ends.

Usage: freeze-thread.py THREAD_ID

The other threads of that process run on. Should this program die, the kernel lets the thread go on by itself.
"""

import ctypes
import os
import select
import sys

PTRACE_DETACH = 17
PTRACE_SEIZE = 0x4206
PTRACE_INTERRUPT = 0x4207
POLL_SECONDS = 0.02
WALL = 0x40000000  # waitpid() for threads too

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
libc.ptrace.restype = ctypes.c_long


def ptrace(request, thread):
    if libc.ptrace(request, thread, None, None) == -1:
        error = ctypes.get_errno()
        sys.exit(f"cannot stop thread {thread}: {os.strerror(error)}")


def main():
    thread = int(sys.argv[1])
    ptrace(PTRACE_SEIZE, thread)
    ptrace(PTRACE_INTERRUPT, thread)
    os.waitpid(thread, WALL)
    print("frozen", flush=True)
    while not select.select([sys.stdin], [], [], POLL_SECONDS)[0]:
        # A thread that was killed meanwhile is ours to bury: until then its whole process would seem to live.
        buried, status = os.waitpid(thread, WALL | os.WNOHANG)
        if buried == thread and (os.WIFEXITED(status) or os.WIFSIGNALED(status)):
            return
    ptrace(PTRACE_DETACH, thread)


main()
