"""Where Prefect keeps its state and how it behaves here; whatever the user has set in the environment stands."""

from __future__ import annotations

import logging
import os
from pathlib import Path

_PROJECT = Path(__file__).resolve().parent.parent
_SETTINGS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    # 20 seconds are too few for the database of a fresh home on a small machine.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "summarize",
    # The pipeline also speaks outside of flow runs, and then to the terminal only.
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
}


def prepare_prefect() -> None:
    """Call before Prefect is imported."""
    if not {"PREFECT_HOME", "PREFECT_API_URL"} & os.environ.keys():
        os.environ["PREFECT_HOME"] = str(find_home(_PROJECT))
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)
    # Prefect hangs its handler on the extra loggers and leaves their level at WARNING.
    logging.getLogger("summarize").setLevel(logging.INFO)


def find_home(project: Path) -> Path:
    """`.prefect` in a checkout that can be written, else `summarize/prefect` in the user's folder for caches."""
    if (project / "pyproject.toml").is_file() and os.access(project, os.W_OK):
        return project / ".prefect"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "summarize" / "prefect"
