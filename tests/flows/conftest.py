"""The one place of the tests that starts Prefect's server: it takes some twenty seconds."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator

import pytest

# Before Prefect is imported: what the tests run is no part of the history that the checkout's user sees.
_HOME = tempfile.TemporaryDirectory(prefix="prefect-home-")
os.environ["PREFECT_HOME"] = _HOME.name

import flows  # noqa: E402, F401  (the project's settings of Prefect)

# isort: split
from prefect.settings import get_current_settings  # noqa: E402
from prefect.testing.utilities import prefect_test_harness  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
def prefect_api() -> Iterator[str]:
    """The address of a server that lives as long as the tests of this folder."""
    with prefect_test_harness(server_startup_timeout=120):
        url = get_current_settings().api.url
        assert url is not None
        yield url
