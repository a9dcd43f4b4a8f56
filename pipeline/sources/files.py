"""Files read whole: plain text and Markdown, with size limit and one-line errors."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from pipeline.sources.decode import decode, normalise
from pipeline.sources.gz import opened
from pipeline.sources.limits import Limits
from pipeline.sources.problems import Problem

RawRecord = tuple[int, "dict[str, Any] | Problem"]  # (record number, fields or what is wrong with the record)


@contextmanager
def file_errors() -> Iterator[None]:
    """Turns the errors of opening and reading files into Problems."""
    try:
        yield
    except FileNotFoundError:
        raise Problem("not_found", "there is no such file") from None
    except PermissionError:
        raise Problem("no_permission", "the file may not be read") from None
    except OSError as e:
        raise Problem("unreadable", e.strerror or type(e).__name__) from None


def read_whole(path: str, limits: Limits) -> bytes:
    """The bytes of a file. Raises Problem: `too_big`, `empty`, or that the file cannot be read."""
    with file_errors(), opened(path, limits) as file:
        data = file.read(limits.max_file_bytes + 1)
        if len(data) > limits.max_file_bytes:
            size = max(os.stat(path).st_size, len(data))
            raise Problem("too_big", f"{size:,} bytes; at most {limits.max_file_bytes:,} are read at once (.jsonl is read line by line)")
    return not_empty(data)


def not_empty(data: bytes) -> bytes:
    """The bytes, if there is more than white space. Raises Problem `empty`."""
    if not data or data.isspace():
        raise Problem("empty", "there is nothing in it")
    return data


def read_text(data: bytes) -> Iterator[RawRecord]:
    """A plain text: the whole file is the article."""
    text = decode(data)
    if not text.strip():
        raise Problem("empty", "there is nothing in it")
    yield 0, {"text": text}


def read_markdown(data: bytes) -> Iterator[RawRecord]:
    """A Markdown text; a front-matter block between `---` lines gives record fields and is no part of the text."""
    text = normalise(decode(data))
    fields, body = split_front_matter(text)
    if not body.strip():
        raise Problem("empty", "there is nothing in it but front matter" if fields else "there is nothing in it")
    yield 0, {**fields, "text": body}


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Fields of the front matter and the text below it, from its first line that is not blank; ({}, text) where there is none.

    Values stay strings (an id `0012` is no octal number). A block that is not YAML, most often for a colon within a title, is read
    line by line as `key: value`.
    """
    handler = YAMLHandler()
    if not text.startswith("---") or not handler.detect(text):
        return {}, text
    try:
        block, body = handler.split(text)
    except ValueError:  # the block is never closed: a rule across the page, not front matter
        return {}, text
    try:
        fields = handler.load(block, Loader=yaml.BaseLoader)
    except yaml.YAMLError:
        fields = _plain_fields(block)
    if not isinstance(fields, dict) or not fields:
        return {}, text
    fields.pop("text", None)
    return {str(key).lower(): value for key, value in fields.items()}, body.lstrip("\n")


def _plain_fields(block: str) -> dict[str, Any]:
    pairs = (line.partition(":") for line in block.splitlines() if ":" in line and not line[:1].isspace())
    return {key.strip(): _unquoted(value.strip()) for key, _, value in pairs}


def _unquoted(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value
