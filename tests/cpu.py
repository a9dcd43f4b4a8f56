"""CPU time of a piece of work, for tests that no part of ours takes quadratic time."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable


def cpu_seconds(work: Callable[[], object], tries: int = 3) -> float:
    """The least seconds of this process's CPU time that `work` took.

    Nothing is collected meanwhile: a sweep looks at everything the tests before have left, and makes many small objects look superlinear.
    """
    best = float("inf")
    gc.collect()
    gc.disable()
    try:
        for _ in range(tries):
            start = time.process_time()
            work()
            best = min(best, time.process_time() - start)
    finally:
        gc.enable()
    return best
