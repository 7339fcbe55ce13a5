"""Work on hostile values in a child process, which may be killed: nothing else ends a parser in C that loops.

The child takes one value after the other and answers each. When it takes too long over one or dies of it, that value
has no answer, and the next child goes on behind it.
"""

from __future__ import annotations

import gc
import os
import pickle
import resource
import signal
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import BinaryIO, Final, TypeVar

T = TypeVar("T")
R = TypeVar("R")
_GARBAGE: Final = 100_000
"""Values that are made before garbage is looked for."""
_LENGTH: Final = struct.Struct("!Q")


def apart(work: Callable[[T], R], many: Sequence[T], *, seconds: int, octets: int) -> Iterator[R | None]:
    """Do the same with many values, in their order; None where the child died of one.

    Args:
        work: Never raises; its results can be pickled.
        many: The values.
        seconds: For one value.
        octets: Of memory that the child may take beyond what it has.
    """
    done = 0
    while done < len(many):
        for result in _child(work, many[done:], seconds, octets):
            yield result
            done += 1
        if done < len(many):
            yield None
            done += 1


def _child(work: Callable[[T], R], many: Sequence[T], seconds: int, octets: int) -> Iterator[R]:
    """The answers of one child, as far as it comes."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _answer(work, many, writing, seconds, octets)
    os.close(writing)
    try:
        with open(reading, "rb") as answers:  # noqa: PTH123 - a descriptor
            while (one := next_answer(answers)) is not None:
                yield pickle.loads(one)  # noqa: S301 - our own child wrote it
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _answer(work: Callable[[T], R], many: Sequence[T], writing: int, seconds: int, octets: int) -> None:
    """What the child does; it never returns."""
    try:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        # A script becomes a hundred thousand values, and none is garbage: to look at them again and again takes long.
        gc.freeze()
        gc.set_threshold(_GARBAGE)
        _bound(octets)
        with open(writing, "wb") as answers:
            for one in many:
                signal.alarm(seconds)
                answers.write(answer_to(work(one)))
                answers.flush()
    finally:
        os._exit(0)


def _bound(octets: int) -> None:
    most = _taken() + octets
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if soft == resource.RLIM_INFINITY or most < soft:
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _taken() -> int:
    """Octets of address space that this process has; a generous guess where it may not look at itself."""
    try:
        with open("/proc/self/statm", "rb") as told:  # noqa: PTH123
            return int(told.read().split()[0]) * resource.getpagesize()
    except OSError:  # A process that has become another user is closed to itself.
        return 4 << 30


def answer_to(result: object) -> bytes:
    """A result as it goes through a pipe."""
    answer = pickle.dumps(result, pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(answer)) + answer


def next_answer(answers: BinaryIO) -> bytes | None:
    """The next result from a pipe, pickled; None when whoever writes it has gone."""
    head = answers.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    answer = answers.read(length)
    return answer if len(answer) == length else None
