"""One deduplicated, source-cited briefing from many articles about the same event.

    from summarize import brief
    folder = brief("seeds")

Nothing heavy is imported before it is used.
"""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"
__all__ = ["Settings", "SummarizeError", "brief", "verify_run"]

_HOMES = {
    "Settings": "summarize.settings",
    "SummarizeError": "summarize.errors",
    "brief": "summarize.pipeline",
    "verify_run": "summarize.verify.run",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'summarize' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOMES[name]), name)
