"""What a user knows of outlets that no text says: their other names, and their own boilerplate."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from summarize.settings import EVERY_OUTLET, fold_outlet


def name_outlets(aliases: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The name that each known name stands for, by `fold_outlet` of the known one."""
    return {fold_outlet(name): outlet for outlet, others in aliases.items() for name in (outlet, *others)}


def compile_boilerplate(boilerplate: Mapping[str, Sequence[str]], outlet: str | None) -> tuple[re.Pattern[str], ...]:
    """The patterns for articles of this outlet: its own and those of every outlet.

    A sentence is boilerplate if one is found anywhere in it (`re.search`, upper and lower case told apart).
    """
    mine = [EVERY_OUTLET] if outlet is None else [EVERY_OUTLET, fold_outlet(outlet)]
    return tuple(
        re.compile(pattern)
        for name, patterns in sorted(boilerplate.items())
        if fold_outlet(name) in mine
        for pattern in patterns
    )
