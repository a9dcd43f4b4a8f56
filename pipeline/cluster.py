"""A Dask cluster in place of worker processes: machines write parts into the shared folder, the run that holds the store loads them.

Dask does again what a lost worker had (`distributed.scheduler.allowed-failures`); a part that is written twice is the same part, and the
run loads each once. Every worker must see the store's folder under the same path, and must have Lagebild and its models.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_one_at_a_time = threading.Lock()  # a worker with several threads has one model


class ClusterError(RuntimeError):
    """The cluster cannot be used; the message is one line that says what to do."""


@contextmanager
def dask_workers(scheduler: str | None, processes: int) -> Iterator[tuple[Callable[..., Callable[[], Any]], int]]:
    """How jobs are handed to a cluster (see `pipeline.workers.Workers.submit`), and how many threads work there.

    Args:
        scheduler: address of a running scheduler (`tcp://host:8786`); None: a cluster of `processes` processes here, for this run.

    Raises:
        ClusterError: Dask is not installed, the scheduler does not answer, or a job's workers die again and again.
    """
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
                raise ClusterError("Dask's workers die again and again: is their memory full? what was stored stays") from e

        return result

    try:
        cluster = None if scheduler else LocalCluster(n_workers=processes, threads_per_worker=1, processes=True, dashboard_address=None)
        client = Client(scheduler or cluster, timeout=30)
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


def _alone(function: Callable[..., Any], *arguments: Any) -> Any:
    with _one_at_a_time:
        return function(*arguments)
