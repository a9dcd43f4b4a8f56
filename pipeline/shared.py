"""The shared location of a cluster: spool files and parts travel through a folder that all machines see, or through an object store.

What fsspec opens will do: `file:///mnt/news`, a plain path, `s3://bucket/prefix` (with `lagebild[s3]`). Keys and the address of a server
other than Amazon's come from the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL), never from a command line. An
object store renames nothing atomically, so that every attempt at a part has a name of its own, which the loader is told when all is there.
"""

from __future__ import annotations

import hashlib
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pipeline.cluster import ClusterError


@contextmanager
def _told(url: str) -> Iterator[None]:
    """Whatever the store's client raises (each has its own errors), as one line about the address."""
    try:
        yield
    except ClusterError:
        raise
    except ImportError as e:
        raise ClusterError(f"{url} needs a package that is not installed: pip install 'lagebild[s3]' ({e})") from None
    except Exception as e:
        raise ClusterError(f"the shared location {url} cannot be used: {' '.join(f'{type(e).__name__}: {e}'.split())}") from None


def _opened(url: str) -> tuple[Any, str]:
    import fsspec  # only where there is a shared location: a run that finds nothing new ends before it were loaded

    fs, path = fsspec.core.url_to_fs(url)
    fs.invalidate_cache()  # listings are kept by process, other machines write meanwhile
    return fs, str(path)


class Shared:
    """One run's folder in the shared location. Only the run that holds the store's lock makes and removes it."""

    def __init__(self, url: str, store: Path, run_id: str) -> None:
        """Raises ClusterError: the location cannot be opened or written."""
        self.url = url.rstrip("/")
        place = hashlib.sha256(str(store.absolute()).encode("utf-8", "surrogateescape")).hexdigest()[:12]
        self._of_store = f"{self.url}/lagebild-{store.stem}-{place}"
        self.folder = f"{self._of_store}/{run_id}"
        with _told(self.url):
            fs, path = _opened(self._of_store)
            with suppress(FileNotFoundError):
                fs.rm(path, recursive=True)  # what a killed run left: its store is ours now
            fs.pipe_file(self._made(fs, f"{path}/{run_id}/begun"), b"")

    @staticmethod
    def _made(fs: Any, path: str) -> str:
        fs.makedirs(path.rsplit("/", 1)[0], exist_ok=True)  # object stores have no folders, and know it
        return path

    def send(self, local: Path) -> str:
        """Copy a spool file there; its address."""
        url = f"{self.folder}/{local.name}"
        with _told(self.url):
            fs, path = _opened(url)
            fs.put_file(str(local), path)
        return url

    def receive(self, part: str, folder: Path) -> Path:
        """Copy a part to this machine, and remove it there."""
        with _told(self.url):
            fs, path = _opened(part)
            unfinished = folder.with_name(folder.name + ".unfinished")
            unfinished.mkdir(parents=True, exist_ok=True)
            for name in fs.find(path):
                fs.get_file(name, str(unfinished / str(name).rsplit("/", 1)[1]))
            unfinished.rename(folder)
            fs.rm(path, recursive=True)
        return folder

    def receiver(self, finish: Callable[[], str], folder: Path) -> Callable[[], Path]:
        """What waits for a part's address and brings the part here."""
        return lambda: self.receive(finish(), folder)

    def remove(self) -> None:
        """Remove the run's folder; what cannot be removed stays for the next run of the store to remove."""
        with suppress(ClusterError), _told(self.url):
            fs, path = _opened(self.folder)
            fs.rm(path, recursive=True)


def annotate_there(spooled: str, annotate: Callable[[Path, Path], Path]) -> str:
    """Worker's side: fetch a spool file, annotate it, put the part beside it; the part's address, given back when all of it is there.

    Args:
        spooled: address of the spool file.
        annotate: makes a part (a folder) of a spool file, both on this machine.
    """
    with tempfile.TemporaryDirectory(prefix="lagebild-") as folder:
        local = Path(folder, "articles.parquet")
        with _told(spooled):
            fs, path = _opened(spooled)
            fs.get_file(path, str(local))
        part = annotate(local, Path(folder, "part"))
        address = f"{spooled}.{uuid.uuid4().hex[:8]}.part"
        with _told(spooled):
            fs, path = _opened(address)
            fs.makedirs(path, exist_ok=True)
            for file in sorted(part.iterdir()):
                fs.put_file(str(file), f"{path}/{file.name}")
    return address


@contextmanager
def shared_folder(url: str | None, store: Path, run_id: str) -> Iterator[Shared | None]:
    """The run's folder in the shared location, removed at the end; None without one (the store's own folder is shared then)."""
    if url is None:
        yield None
        return
    shared = Shared(url, store, run_id)
    try:
        yield shared
    finally:
        shared.remove()
