"""What a user names → the single things to read. Nothing is opened here beyond a few bytes of files whose name says nothing."""

from __future__ import annotations

import glob
import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.sources.gz import inner_name, opened
from pipeline.sources.limits import Limits
from pipeline.sources.problems import Problem

KIND_OF_SUFFIX = {
    ".txt": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".parquet": "parquet",
    ".xml": "feed",
    ".rss": "feed",
    ".atom": "feed",
}
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.I)
_SNIFFED = (
    (re.compile(rb"PAR1"), "parquet"),
    (re.compile(rb"<(?:rss|feed|rdf:RDF)\b", re.I), "feed"),
    (re.compile(rb"<(?:!doctype html|html|head|body)\b", re.I), "html"),
    (re.compile(rb"\{"), "jsonl"),
    (re.compile(rb"\[\s*[\[{]"), "json"),
    (re.compile(rb"---[ \t]*\r?\n"), "markdown"),
)


@dataclass(frozen=True, slots=True)
class SourceItem:
    """One thing to read: a file, a URL or standard input. With `reason`, one that cannot be read: `read` gives it back as a reject."""

    source: str  # as the user or the folder names it
    kind: str  # a value of KIND_OF_SUFFIX, "url", "stdin" or "none"
    reason: str | None = None  # a key of problems.REASONS
    detail: str = ""


def discover(sources: Sequence[str | os.PathLike[str]]) -> Iterator[SourceItem]:
    """List what there is to read, in a fixed order, each file once. Folders are walked by sorted name.

    In folders and patterns hidden files, links to folders and files without a known suffix are passed over; a file named by itself
    is read whatever its name (its first bytes tell what it is).
    """
    seen: set[str] = set()
    for source in sources:
        for item in _discover_one(os.fspath(source)):
            key = item.source if item.kind in ("url", "stdin") else os.path.realpath(item.source)
            if key not in seen:
                seen.add(key)
                yield item


def passed_over(sources: Sequence[str | os.PathLike[str]]) -> dict[str, int]:
    """How many files of the folders among the sources are not read for their suffix (in small letters); hidden ones do not count."""
    found: dict[str, int] = {}
    for source in (os.fspath(s) for s in sources):
        if not _SCHEME.match(source) and os.path.isdir(source):
            for _, folders, files in os.walk(source):
                folders[:] = [f for f in folders if not f.startswith(".")]
                for name in files:
                    if not name.startswith(".") and kind_by_name(name) is None:
                        suffix = Path(name).suffix.lower()
                        found[suffix] = found.get(suffix, 0) + 1
    return found


def _discover_one(source: str) -> Iterator[SourceItem]:
    if source == "-":
        yield SourceItem(source, "stdin")
    elif _SCHEME.match(source):
        yield _url_item(source)
    elif os.path.lexists(source):
        yield from _path_items(source)
    elif glob.has_magic(source):
        yield from _glob_items(source)
    else:
        yield SourceItem(source, "none", "not_found", "there is no such file or folder")


def _url_item(source: str) -> SourceItem:
    if source.lower().startswith(("http://", "https://")):
        return SourceItem(source, "url")
    return SourceItem(source, "none", "unsupported", "only http:// and https:// addresses are read")


def _path_items(path: str) -> Iterator[SourceItem]:
    try:
        mode = os.stat(path).st_mode
    except PermissionError:
        yield SourceItem(path, "none", "no_permission", "may not be read")
        return
    except OSError:
        yield SourceItem(path, "none", "not_found", "a link that leads nowhere")
        return
    if stat.S_ISDIR(mode):
        yield from _folder_items(path)
    elif stat.S_ISREG(mode):
        yield _file_item(path)
    else:
        yield SourceItem(path, "none", "unsupported", "no regular file; records on standard input are read with the source -")


def _file_item(path: str) -> SourceItem:
    kind = kind_by_name(path)
    if kind:
        return SourceItem(path, kind)
    try:
        with opened(path, Limits()) as file:
            return SourceItem(path, sniff(file.read(4096)))
    except Problem as problem:
        return SourceItem(path, "none", problem.reason, problem.detail)
    except PermissionError:
        return SourceItem(path, "none", "no_permission", "may not be read")
    except OSError as e:
        return SourceItem(path, "none", "unreadable", e.strerror or type(e).__name__)


def kind_by_name(path: str) -> str | None:
    """What the suffix stands for, behind `.gz` the one before; None if it says nothing. Parquet is compressed within."""
    inner = inner_name(path)
    kind = KIND_OF_SUFFIX.get(Path(inner).suffix.lower())
    return None if kind == "parquet" and inner != path else kind


def sniff(head: bytes) -> str:
    """The kind of content by its first bytes; "text" where nothing gives it away."""
    head = _without_prologue(head.removeprefix(b"\xef\xbb\xbf"))
    return next((kind for pattern, kind in _SNIFFED if pattern.match(head)), "text")


def _without_prologue(head: bytes) -> bytes:
    """The bytes from the first that is no white space, XML declaration or comment."""
    head = head.lstrip()
    while head.startswith((b"<?xml", b"<!--")):
        head = head.partition(b"?>" if head.startswith(b"<?") else b"-->")[2].lstrip()
    return head


def _folder_items(folder: str) -> Iterator[SourceItem]:
    problems: list[SourceItem] = []

    def note(error: OSError) -> None:
        reason = "no_permission" if isinstance(error, PermissionError) else "unreadable"
        problems.append(SourceItem(str(error.filename), "none", reason, error.strerror or type(error).__name__))

    found = False
    for parent, folders, files in os.walk(folder, onerror=note):  # does not follow links to folders: no circles
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(files):
            path = os.path.join(parent, name)
            if _is_taken(path):
                found = True
                yield SourceItem(path, str(kind_by_name(name)))
    yield from problems
    if not found and not problems:
        yield SourceItem(folder, "none", "not_found", f"no file to read in this folder ({' '.join(KIND_OF_SUFFIX)})")


def _is_taken(path: str) -> bool:
    name = os.path.basename(path)
    return not name.startswith(".") and kind_by_name(name) is not None and not os.path.isdir(path)


def _glob_items(pattern: str) -> Iterator[SourceItem]:
    found = False
    try:
        matches = _matches(pattern)
    except (ValueError, OSError, re.error) as e:
        yield SourceItem(pattern, "none", "not_found", f"the pattern cannot be used: {e}")
        return
    for path in matches:
        if os.path.isdir(path):
            if "**" not in pattern:  # with ** the files of the folder match by themselves
                found = True
                yield from _folder_items(path)
        elif _is_taken(path):
            found = True
            yield from _path_items(path)
    if not found:
        yield SourceItem(pattern, "none", "not_found", "the pattern matches no file that can be read")


def _matches(pattern: str) -> list[str]:
    """What a pattern matches, sorted, without anything hidden that the pattern does not name. `**` does not follow links."""
    parts = Path(pattern).parts
    fixed = next(i for i, part in enumerate(parts) if glob.has_magic(part))
    start = Path(*parts[:fixed])
    found = [p for p in start.glob(os.path.join(*parts[fixed:])) if not any(n.startswith(".") for n in p.relative_to(start).parts)]
    if parts[-1] == "**":  # pathlib gives the folders only
        found = [p for folder in found for p in folder.iterdir() if p.is_file()]
    return sorted(map(str, found))
