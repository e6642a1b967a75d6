"""The one server that the tests of the flow share: Prefect's takes some ten seconds to start."""

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
from prefect.settings import (  # noqa: E402
    PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
    get_current_settings,
    temporary_settings,
)
from prefect.testing.utilities import prefect_test_harness  # noqa: E402

from tests.killer import Killer  # noqa: E402


@pytest.fixture(scope="session")
def prefect_api() -> Iterator[str]:
    """The address of a server that lives as long as the tests of this folder, all of which one process does."""
    # Without the thread that tells the server every three minutes that a flow run lives: a run waits for it at its end
    # for up to a second, and there are many runs here. Those in processes of their own have it.
    quick = temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None})
    with prefect_test_harness(server_startup_timeout=120), quick:
        url = get_current_settings().api.url
        assert url is not None
        yield url


@pytest.fixture(scope="session")
def flow_killer(prefect_api: str) -> Iterator[Killer]:
    """Runs of `python -m flows.brief` without the model, in forks of one warm process, told to the tests' server."""
    killer = Killer("flows.brief", PREFECT_API_URL=prefect_api)
    yield killer
    killer.close()
