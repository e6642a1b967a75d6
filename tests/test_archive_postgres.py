"""The scenarios of test_archive.py, test_foretold.py and test_history.py on PostgreSQL, each in an empty database.

SUMMARIZE_TEST_POSTGRES is the URL of a server where databases can be made; .ci/run starts one. Without it these tests
are skipped, and with CI=true they fail.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.test_archive import *  # noqa: F403
from tests.test_foretold import *  # noqa: F403
from tests.test_history import *  # noqa: F403

_SERVER = os.environ.get("SUMMARIZE_TEST_POSTGRES")
_WHY = "PostgreSQL was not tried: SUMMARIZE_TEST_POSTGRES names no server; .ci/run starts one"
if not _SERVER and os.environ.get("CI") != "true":
    pytest.skip(_WHY, allow_module_level=True)


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """The URL of a database of these tests' own; to make one takes a second."""
    if not _SERVER:
        pytest.fail(_WHY)
    import psycopg
    from sqlalchemy.engine import make_url

    name = f"summarize_test_{os.getpid()}"
    with psycopg.connect(_SERVER, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield make_url(_SERVER).set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def place(database: str) -> str:
    import psycopg

    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return database


def test_tables_of_others_are_left_alone(place: str) -> None:
    import psycopg

    from summarize.archive.store import open_archive

    with psycopg.connect(place, autocommit=True) as connection:
        connection.execute("CREATE TABLE flow (name TEXT)")
        with open_archive(place), open_archive(place):
            pass
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert {name for (name,) in tables if not name.startswith("summarize_")} == {"flow"}
