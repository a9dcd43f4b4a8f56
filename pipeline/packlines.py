"""Where things stand in the text of a rule pack, so that a message can name the line."""

from __future__ import annotations

import re
import tomllib


def toml_problem(error: tomllib.TOMLDecodeError) -> str:
    """What the TOML reader says, as „:line: no TOML: what is wrong“."""
    message, _, place = str(error).rpartition(" (at ")
    if message == "Cannot overwrite a value":
        message = "this key stands there twice"
    line = re.match(r"line (\d+), column (\d+)\)", place)
    return f":{line[1]}: no TOML: {message} (column {line[2]})" if line else f": no TOML: {error}"


class PackLines:
    """Where rules and examples stand in the text of a pack (line numbers from 1), so that a message can name the line."""

    _HEADER = re.compile(r"\s*\[\[\s*rule\s*(?:\.\s*(hits|misses|gaps)\s*)?\]\]\s*(?:#.*)?")

    def __init__(self, text: str) -> None:
        self._text = text.split("\n")
        self._rules: list[int] = []
        self._examples: list[dict[str, list[int]]] = []
        for number, line in enumerate(self._text, start=1):
            header = self._HEADER.fullmatch(line.rstrip("\r"))
            if header and not header[1]:
                self._rules.append(number)
                self._examples.append({})
            elif header and self._examples:
                self._examples[-1].setdefault(header[1], []).append(number)

    def of_key(self, key: str) -> int:
        """The line that sets or opens a key of the pack; 1 where none does."""
        opens = re.compile(rf"\s*\[*\s*\"?{re.escape(key)}\"?\s*[=.\]]")
        return next((n for n, line in enumerate(self._text, start=1) if opens.match(line)), 1)

    def of_rule(self, index: int) -> int:
        """The line of the rule's header; 1 where rules are written inline."""
        return self._rules[index] if index < len(self._rules) else 1

    def of_example(self, index: int, kind: str, number: int) -> int:
        """The line of the example's header; that of the rule where examples are written inline."""
        lines = self._examples[index].get(kind, []) if index < len(self._examples) else []
        return lines[number - 1] if number <= len(lines) else self.of_rule(index)
