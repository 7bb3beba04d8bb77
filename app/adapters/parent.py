"""Ties the life of this process to that of its parent."""

import ctypes
import multiprocessing
import os
import signal

PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Make the kernel kill this process as soon as its parent dies, if Python started it with `multiprocessing`.

    A parent that is killed cannot stop its children, which would go on serving the previous release.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent.pid:
        os._exit(1)
