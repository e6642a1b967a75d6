"""Dataclasses to files and back: JSON Lines for tables, indented JSON for single objects, both UTF-8.

msgspec does the work because it decodes straight into frozen dataclasses, checks types on the way and is fast
enough to hand every table of a 50,000-sentence batch over as a file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import msgspec

T = TypeVar("T")

# Line separators that some readers of JSON Lines split at although JSON allows them raw inside strings.
_SEPARATORS = {
    "\u2028".encode(): b"\\u2028",
    "\u2029".encode(): b"\\u2029",
    "\u0085".encode(): b"\\u0085",
}
_encoder = msgspec.json.Encoder()


def _escape(raw: bytes) -> bytes:
    for separator, escaped in _SEPARATORS.items():
        if separator in raw:
            raw = raw.replace(separator, escaped)
    return raw


def encode_line(item: object) -> bytes:
    """One JSON Lines row, without its line end."""
    return _escape(_encoder.encode(item))


def write_lines(path: Path, items: Iterable[object]) -> None:
    with open(path, "wb") as file:
        for item in items:
            file.write(encode_line(item) + b"\n")


def read_lines(path: Path, cls: type[T]) -> list[T]:
    """Raises msgspec.DecodeError (a ValidationError where the types are off)."""
    decoder = msgspec.json.Decoder(cls)
    with open(path, "rb") as file:
        return [decoder.decode(line) for line in file]


def encode_object(item: object) -> bytes:
    return _escape(msgspec.json.format(_encoder.encode(item), indent=2)) + b"\n"


def write_object(path: Path, item: object) -> None:
    path.write_bytes(encode_object(item))


def read_object(path: Path, cls: type[T]) -> T:
    """Raises msgspec.DecodeError (a ValidationError where the types are off)."""
    return msgspec.json.decode(path.read_bytes(), type=cls)


def digest(path: Path) -> str:
    """sha256 of a file; of `briefing.json` with `generated` emptied, the one value that differs between two runs."""
    raw = path.read_bytes()
    if path.name == "briefing.json":
        raw = encode_object(json.loads(raw) | {"generated": ""})
    return hashlib.sha256(raw).hexdigest()
