"""Term lists: CSV files with a header, `#` comment lines that say where the facts come from, and no row twice.

`NAME.csv` adds its rows to those of the same list in folders read before; `NAME.remove.csv` takes rows away: each of its rows, all rows
of the list that agree with it in the columns it has.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

REMOVE = ".remove.csv"


@dataclass(slots=True)
class TermList:
    """A CSV list: `rows` by column name; `terms` is the first column."""

    name: str
    path: Path
    columns: list[str]
    rows: list[dict[str, str]]

    @property
    def terms(self) -> list[str]:
        """The first column, in file order."""
        return [r[self.columns[0]] for r in self.rows]


def load_term_lists(folders: Sequence[Path], errors: list[str], files: str = "*.csv") -> dict[str, TermList]:
    """All lists of the folders by name, or those that a pattern names; additions before removals. What is wrong goes to `errors`."""
    lists: dict[str, TermList] = {}
    for path in (p for folder in folders for p in sorted(folder.glob(files), key=lambda p: (p.name.endswith(REMOVE), p.name))):
        loaded = _load(path, errors)
        if loaded is None:
            continue
        if path.name.endswith(REMOVE):
            _remove(loaded, lists.get(path.name.removesuffix(REMOVE)), errors)
            continue
        known = lists.get(loaded.name)
        if known is None:
            lists[loaded.name] = loaded
        elif known.columns[0] != loaded.columns[0] or not set(loaded.columns) <= set(known.columns):
            have = ", ".join(known.columns)
            errors.append(f"{path.name}:1: the columns {', '.join(loaded.columns)} do not fit the list read before: {have}")
        else:
            here = {tuple(r.values()) for r in known.rows}
            whole = [{c: r.get(c, "") for c in known.columns} for r in loaded.rows]
            known.rows += [r for r in whole if tuple(r.values()) not in here]
    return lists


def _remove(unwanted: TermList, known: TermList | None, errors: list[str]) -> None:
    """Take rows off a list. A row that takes none away is a mistake that nobody would notice otherwise."""
    name = unwanted.path.name
    if known is None:
        errors.append(f"{name}: there is no list {name.removesuffix(REMOVE)} to take rows from")
        return
    if not set(unwanted.columns) <= set(known.columns):
        errors.append(f"{name}:1: the columns {', '.join(unwanted.columns)} are not all in the list: {', '.join(known.columns)}")
        return
    columns = unwanted.columns
    wanted_out = {tuple(r[c] for c in columns) for r in unwanted.rows}
    there = {tuple(r[c] for c in columns) for r in known.rows}
    errors += [f"{name}: no row of the list has {_said(columns, row)}" for row in sorted(wanted_out - there)]
    known.rows = [r for r in known.rows if tuple(r[c] for c in columns) not in wanted_out]


def _said(columns: list[str], row: tuple[str, ...]) -> str:
    return ", ".join(f"{c} «{v}»" for c, v in zip(columns, row, strict=True))


def _load(path: Path, errors: list[str]) -> TermList | None:
    try:
        text = path.read_bytes().decode("utf-8-sig")  # spreadsheets put a byte order mark in front
    except OSError as e:
        errors.append(f"{path.name}: cannot be read: {e.strerror}")
        return None
    except UnicodeDecodeError as e:
        errors.append(f"{path.name}: not UTF-8 (byte {e.start}); save it as UTF-8")
        return None
    # Only line feeds end a line: str.splitlines would also cut at the exotic ends that a term may hold.
    numbered = [(n, line) for n, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1) if line.strip() and not line.startswith("#")]
    if not numbered:
        errors.append(f"{path.name}: the list is empty, not even a header")
        return None
    reader = csv.reader([line + "\n" for _, line in numbered], strict=True)
    try:
        columns = next(reader)
        cells_by_line = [(numbered[reader.line_num - 1][0], cells) for cells in reader]
    except csv.Error as e:
        errors.append(f"{path.name}:{numbered[min(reader.line_num, len(numbered)) - 1][0]}: {e}; is a quotation mark left open?")
        return None
    before = len(errors)
    errors += [f"{path.name}:{numbered[0][0]}: {p}" for p in _header_problems(columns)]
    rows = _checked_rows(path.name, columns, cells_by_line, errors) if len(errors) == before else []
    return TermList(path.stem, path, columns, rows)


def _header_problems(columns: list[str]) -> list[str]:
    if len(columns) == 1 and (";" in columns[0] or "\t" in columns[0]):
        return ["columns are divided by commas, not by semicolons or tabs"]
    problems = [f"the column `{c}` stands there twice" for c in dict.fromkeys(columns) if columns.count(c) > 1]
    return [*problems, *("a column has no name" for c in columns if not c.strip())]


def _checked_rows(name: str, columns: list[str], cells_by_line: list[tuple[int, list[str]]], errors: list[str]) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    first_seen: dict[tuple[str, ...], int] = {}
    for number, cells in cells_by_line:
        if len(cells) != len(columns):
            errors.append(f"{name}:{number}: {len(cells)} cells, the header has {len(columns)}")
        elif not cells[0].strip():
            errors.append(f"{name}:{number}: the first cell is empty")
        elif (key := tuple(cells)) in first_seen:
            errors.append(f"{name}:{number}: «{cells[0]}» stands there twice, first in line {first_seen[key]}")
        else:
            first_seen[key] = number
            rows.append(dict(zip(columns, cells, strict=True)))
    if not cells_by_line:
        errors.append(f"{name}: the list has a header and no rows")
    return rows
