"""How long calls take, and how much memory they need beyond what the process had."""

import math
import multiprocessing
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar

Args = ParamSpec("Args")
Answer = TypeVar("Answer")

MOST_CALLS, MOST_SECONDS, WARM_CALLS = 40, 2.0, 3
PROCESSES = Path("/proc")


@dataclass(frozen=True)
class Timing:
    """Of repeated calls, in milliseconds; `best_ms` is what other work on the machine disturbed least."""

    median_ms: float
    p95_ms: float
    best_ms: float


def timed(call: Callable[[], object]) -> Timing:
    """Call it warm, again and again for a few seconds."""
    return compared([call])[0]


def compared(calls: Sequence[Callable[[], object]]) -> list[Timing]:
    """Call them warm and in turn, so that whatever else the machine does is shared fairly."""
    for call in [*calls] * WARM_CALLS:
        call()
    taken: list[list[float]] = [[] for _ in calls]
    until = time.perf_counter() + MOST_SECONDS * len(calls)
    while len(taken[0]) < MOST_CALLS and (len(taken[0]) < WARM_CALLS or time.perf_counter() < until):
        for call, times in zip(calls, taken, strict=True):
            times.append(seconds(call) * 1000)
    return [timing(times) for times in taken]


def timing(taken: Sequence[float]) -> Timing:
    """What so many milliseconds come to."""
    times = sorted(taken)
    return Timing(round(statistics.median(times), 2), round(p95(times), 2), round(times[0], 3))


def p95(times: Sequence[float]) -> float:
    """What 95 of 100 sorted times do not exceed."""
    return times[math.ceil(0.95 * len(times)) - 1]


def seconds(call: Callable[[], object]) -> float:
    """Call it once."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def in_new_process(function: Callable[Args, Answer], *args: Args.args, **kwargs: Args.kwargs) -> Answer:
    """Call it where nothing was done before: memory that was given back hides what is taken again."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *args, **kwargs).result()


def peak_mb(call: Callable[[], object]) -> float | None:
    """What the process held at most during the call, beyond before; None where the system does not tell."""
    if not (PROCESSES / "self" / "clear_refs").exists():
        return None
    (PROCESSES / "self" / "clear_refs").write_text("5")  # begin to watch anew
    before = status_kb("VmRSS")
    call()
    return round((status_kb("VmHWM") - before) / 1024, 1)


def status_kb(name: str, process: str = "self") -> int:
    """What the system says of a process's memory."""
    lines = (PROCESSES / process / "status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))
