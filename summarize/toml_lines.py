"""Where a value stands in a TOML file: the standard library's reader keeps no line numbers."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence


def find_line(text: str, path: Sequence[str | int]) -> int:
    """The line, from 1, of the value that `path` leads to in a valid TOML text, else of the nearest one around it.

    The text is read again with one line more at a time, which is quadratic: call it for a message, not in a loop over
    a large file.
    """
    lines = text.splitlines(keepends=True)
    while path:
        before = 0  # the lines that could be read without this value
        for n in range(1, len(lines) + 1):
            try:
                value: object = tomllib.loads("".join(lines[:n]))
            except tomllib.TOMLDecodeError:
                continue
            try:
                for step in path:
                    value = value[step]  # type: ignore[index]
            except (KeyError, IndexError, TypeError):
                before = n
            else:
                return _find_element(lines, before, n, value) if isinstance(path[-1], int) else before + 1
        path = path[:-1]
    return 1


def _find_element(lines: Sequence[str], before: int, last: int, value: object) -> int:
    """A list over several lines can only be read whole; its lines are tried one by one as parts of a list."""
    for n in range(before, last):
        line = lines[n].strip()
        part = line.partition("[")[2] if n == before else line
        for end in ("\n]", ""):  # the last line brings the closing bracket
            try:
                if value in tomllib.loads(f"x = [{part}{end}")["x"]:
                    return n + 1
            except tomllib.TOMLDecodeError:
                continue
    return before + 1
