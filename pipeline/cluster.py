"""A cluster in place of worker processes, Dask's or Ray's: machines write parts to a shared place, the run that holds the store loads them.

The engine does again what a lost worker had (Dask: `distributed.scheduler.allowed-failures`, Ray: `max_retries`); a part that is made twice
is the same part, and the run loads each once. Every worker must have Lagebild and its models, and must see the store's folder under
the same path, unless the parts travel through `pipeline.shared`.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Submit = Callable[..., Callable[[], Any]]  # begins a job; what it gives back waits for the result (see pipeline.workers.Workers.submit)

_one_at_a_time = threading.Lock()  # a worker with several threads has one model
_DEATHS = 3  # how often Ray begins a job again whose worker died; Dask's own default is the same
_AGAIN_AND_AGAIN = "workers die again and again: is their memory full? what was stored stays"


class ClusterError(RuntimeError):
    """The cluster, or its shared location, cannot be used; the message is one line that says what to do."""


@contextmanager
def cluster_workers(runner: str, scheduler: str | None, processes: int) -> Iterator[tuple[Submit, int]]:
    """How jobs are handed to a cluster, and how many of them run there at once.

    Args:
        runner: `dask` or `ray`.
        scheduler: address of a running cluster (Dask `tcp://host:8786`, Ray `host:6379` or `ray://host:10001`); None: one of
            `processes` processes on this machine, for this run.

    Raises:
        ClusterError: the engine is not installed, the cluster does not answer, or a job's workers die again and again.
    """
    with (_dask if runner == "dask" else _ray)(scheduler, processes) as found:
        yield found


@contextmanager
def _dask(scheduler: str | None, processes: int) -> Iterator[tuple[Submit, int]]:
    try:
        from distributed import Client, LocalCluster
        from distributed.scheduler import KilledWorker
    except ImportError as e:
        raise ClusterError("--runner dask needs Dask: pip install 'lagebild[dask]'") from e

    def submit(function: Callable[..., Any], *arguments: Any) -> Callable[[], Any]:
        future = client.submit(_alone, function, *arguments, pure=False)

        def result() -> Any:
            try:
                return future.result()
            except KilledWorker as e:
                raise ClusterError(f"Dask's {_AGAIN_AND_AGAIN}") from e

        return result

    try:
        cluster = None if scheduler else LocalCluster(n_workers=processes, threads_per_worker=1, processes=True, dashboard_address=None)
        client = Client(scheduler or cluster, timeout=15)
    except OSError as e:  # also time-outs
        raise ClusterError(
            f"there is no Dask scheduler at {scheduler}; start one with `dask scheduler`, and workers with `dask worker`"
        ) from e
    try:
        yield submit, max(processes, sum(client.nthreads().values()))
    finally:
        client.close()
        if cluster is not None:
            cluster.close()


@contextmanager
def _ray(address: str | None, processes: int) -> Iterator[tuple[Submit, int]]:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # no telemetry
    try:
        import ray
        from ray.exceptions import OutOfMemoryError, RayTaskError, WorkerCrashedError
    except ImportError as e:
        raise ClusterError("--runner ray needs Ray: pip install 'lagebild[ray]'") from e

    options: dict[str, Any] = {"address": address} if address else {"address": "local", "num_cpus": processes, "include_dashboard": False}
    try:
        if address and ":" in address:
            host, _, port = address.rpartition("/")[2].rpartition(":")
            socket.create_connection((host, int(port)), timeout=15).close()  # Ray itself would try for minutes, and tell of each try
        with _own_signal_handlers():
            ray.init(**options, log_to_driver=False, logging_level="ERROR")
    except (OSError, ValueError, RuntimeError) as e:  # ConnectionError among them
        raise ClusterError(f"there is no Ray cluster at {address or 'this machine'}: start one with `ray start --head` ({_line(e)})") from e
    remote = ray.remote(_alone).options(max_retries=_DEATHS, num_cpus=1)

    def submit(function: Callable[..., Any], *arguments: Any) -> Callable[[], Any]:
        reference = remote.remote(function, *arguments)

        def result() -> Any:
            try:
                return ray.get(reference)
            except (WorkerCrashedError, OutOfMemoryError) as e:
                raise ClusterError(f"Ray's {_AGAIN_AND_AGAIN}") from e
            except RayTaskError as e:
                cause = e.cause if isinstance(e.cause, Exception) else e
                raise cause from None  # the job's own error, as with the other engines

        return result

    try:
        yield submit, max(processes, int(ray.cluster_resources().get("CPU", 1)))
    finally:
        ray.shutdown()


@contextmanager
def _own_signal_handlers() -> Iterator[None]:
    """Ray sets a handler for SIGTERM of its own; a run that is stopped must write its end."""
    numbers = (signal.SIGTERM, signal.SIGINT) if threading.current_thread() is threading.main_thread() else ()
    before = {number: signal.getsignal(number) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


def _alone(function: Callable[..., Any], *arguments: Any) -> Any:
    with _one_at_a_time:
        return function(*arguments)
