"""Killed anywhere, nothing lost: SIGKILL, a full disk, an output that cannot be written, two runs at once."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from summarize.verify.run import verify_run
from tests.conftest import FERRY, write_batch
from tests.killer import Killer
from tests.test_pipeline import contents

pytestmark = pytest.mark.slow
MOMENTS = 50

LATER = {
    "Harbour Post": (
        "Ferry is towed to the harbour\n\n"
        "The ferry Aurora ran aground off Lowmere on Monday with 212 people on board.\n\n"
        "Two tugs towed the Aurora to the harbour of Lowmere on Wednesday.\n\n"
        "The captain of the Aurora has been suspended, the company said.\n"
    ),
    "Coast Daily": (
        "Two tugs towed the ferry Aurora to the harbour of Lowmere on Wednesday.\n\n"
        "Nobody was hurt, the coastguard said.\n\n"
        "Read more\n"
    ),
}  # fmt: skip
LAST = {
    "Island Radio": (
        "The captain of the Aurora has been suspended, the company said on Thursday.\n\n"
        "The school of Lowmere was thanked for its tea and its blankets.\n"
    ),
}


class Place:
    """An output folder with a finished briefing of the first day, and one of the second day with other settings."""

    def __init__(self, folder: Path, killer: Killer) -> None:
        self.folder, self.killer = folder, killer
        self.first, self.second, self.third = (
            write_batch(folder / name, articles)
            for name, articles in (("first", FERRY), ("second", LATER), ("third", LAST))
        )
        self.before = folder / "before"
        assert killer.run(self.first, self.before) == killer.run(self.second, self.before, "--items", "2") == 0
        self.after = self.copy("after")
        assert killer.run(self.second, self.after, count=True) == 0
        self.moments = int(killer.said[0].split()[-1])
        self.old, self.new = contents(self.before / "second"), contents(self.after / "second")
        assert not [name for name in os.listdir(self.after) if name.endswith((".staging", ".old", "-journal"))]
        self.unseen = folder / "unseen"  # the second day has never been briefed
        assert killer.run(self.first, self.unseen) == 0
        assert self.old != self.new
        assert verify_run(self.before / "second") == verify_run(self.after / "second") == []

    def copy(self, name: str, of: str = "before") -> Path:
        out = self.folder / name
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(self.folder / of, out)
        return out

    def check_whole(self, out: Path) -> None:
        """What a reader can see is finished, byte for byte, and no database is damaged."""
        assert contents(out / "first") == contents(self.before / "first")
        if (out / "second").exists():
            assert contents(out / "second") in (self.old, self.new)
        for database in (out / ".cache" / "cache.db", out / "archive.db"):
            if database.exists():
                assert ask(database, "PRAGMA integrity_check") == [("ok",)]

    def check_finished(self, out: Path) -> None:
        """The same bytes as if nothing had happened, in a clean folder, and the archive says the same."""
        assert contents(out / "second") == self.new
        assert sorted(os.listdir(out)) == sorted(os.listdir(self.after))
        assert sorted(os.listdir(out / ".cache")) == sorted(os.listdir(self.after / ".cache"))
        assert dump_archive(out) == dump_archive(self.after)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, killer: Killer) -> Place:
    return Place(tmp_path_factory.mktemp("killed"), killer)


def ask(database: Path, query: str) -> list[tuple]:
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return connection.execute(query).fetchall()


def dump_archive(out: Path) -> list[list[tuple]]:
    """All that the archive holds, without row numbers and the time of day."""
    batch = "JOIN summarize_batches b ON b.id = s.batch"
    queries = (
        "SELECT digest, ordinal, horizon, name FROM summarize_batches",
        f"SELECT b.digest, s.statement, s.story, s.status FROM summarize_statements s {batch}",
        f"SELECT b.digest, s.article, s.sha256, s.outlet FROM summarize_articles s {batch}",
        'SELECT s.statement, a.article, m.start, m."end", m.origin, m.representative FROM summarize_mentions m '
        "JOIN summarize_statements s ON s.id = m.statement JOIN summarize_articles a ON a.id = m.article",
        "SELECT s.statement, e.statement, l.kind FROM summarize_links l "
        "JOIN summarize_statements s ON s.id = l.statement JOIN summarize_statements e ON e.id = l.earlier",
        "SELECT s.statement, v.model, v.vector FROM summarize_vectors v "
        "JOIN summarize_statements s ON s.id = v.statement",
    )
    return [sorted(ask(out / "archive.db", query), key=repr) for query in queries]


def test_killed_at_fifty_moments_nothing_is_lost(place: Place, killer: Killer) -> None:
    assert place.moments > MOMENTS
    for number in range(MOMENTS):
        at = 1 + number * (place.moments - 2) // (MOMENTS - 1)
        out = place.copy("out", "before" if number % 2 else "unseen")
        assert killer.run(place.second, out, at=at) == -9, f"moment {at} of {place.moments}: {killer.said}"
        place.check_whole(out)
        assert killer.run(place.second, out) == 0, killer.said
        place.check_finished(out)


def test_killed_from_outside_at_any_time_and_killed_again_nothing_is_lost(place: Place, killer: Killer) -> None:
    out = place.copy("out", "unseen")
    for number in range(10):
        killer.run(place.second, out, after=0.05 * number)
        place.check_whole(out)
    assert killer.run(place.second, out) == 0
    place.check_finished(out)
    assert verify_run(out / "second") == []


def test_after_a_kill_between_swap_and_archive_the_next_day_is_judged_as_ever(place: Place, killer: Killer) -> None:
    undisturbed = place.copy("undisturbed", "after")
    assert killer.run(place.third, undisturbed) == 0
    for back in (2, 6, 10, 14):  # the last moments of a run are those of the archive
        out = place.copy("out", "unseen")
        assert killer.run(place.second, out, at=place.moments - back) == -9
        if not (out / "second").exists():
            assert killer.run(place.second, out) == 0
        assert killer.run(place.third, out) == 0
        assert contents(out / "third") == contents(undisturbed / "third")
        assert dump_archive(out) == dump_archive(undisturbed)


def test_two_runs_of_one_batch_at_once_do_no_harm(place: Place, killer: Killer) -> None:
    order = {"batch": str(place.second)}
    for wait in (0, 0.1, 0.3):
        out = place.copy("out", "unseen")
        pair = {**order, "out": str(out)}
        assert killer.runs(pair, {**pair, "wait": wait}) == [0, 0], killer.said
        place.check_finished(out)


def test_a_run_that_waits_for_one_that_is_killed_takes_its_place(place: Place, killer: Killer) -> None:
    for part in (4, 2):
        out = place.copy("out", "unseen")
        order = {"batch": str(place.second), "out": str(out)}
        statuses = killer.runs({**order, "at": place.moments * (part - 1) // part}, order)
        assert statuses == [-9, 0], killer.said
        assert contents(out / "second") == place.new
        assert killer.run(place.second, out) == 0
        place.check_finished(out)


def test_two_batches_at_once_share_caches_and_archive_without_harm(place: Place, killer: Killer) -> None:
    out = place.folder / "shared"
    batches = (place.first, place.second, place.third)
    assert killer.runs(*({"batch": str(batch), "out": str(out)} for batch in batches)) == [0, 0, 0]
    for batch in batches:
        assert verify_run(out / batch.name) == []
        again = contents(out / batch.name)
        assert killer.run(batch, out) == 0
        assert contents(out / batch.name) == again
    assert ask(out / "archive.db", "PRAGMA integrity_check") == [("ok",)]


def test_files_that_may_not_grow_are_refused_in_one_line(place: Place, killer: Killer) -> None:
    """RLIMIT_FSIZE stands in for a full disk where nothing may be mounted: the same errors from the same calls."""
    refused = 0
    for largest in (1, 500, 2_000, 8_000, 20_000, 40_000, 80_000):
        out = place.copy("out", "unseen")
        if killer.run(place.second, out, "--quiet", largest=largest) == 0:
            place.check_finished(out)
            continue
        refused += 1
        check_refusal(killer.said[0])
        place.check_whole(out)
        assert not [name for name in os.listdir(out) if name.endswith(".staging")]
        assert killer.run(place.second, out) == 0
        place.check_finished(out)
    assert refused > 2


def test_a_full_disk_is_refused_in_one_line(place: Place, killer: Killer, tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "size=4m") as disk:
        refused = 0
        for free in (0, 8, 40, 120, 250, 400):  # KiB
            shutil.rmtree(disk / "out", ignore_errors=True)
            shutil.copytree(place.unseen, disk / "out")
            fill(disk, free)
            if killer.run(place.second, disk / "out", "--quiet") != 0:
                refused += 1
                check_refusal(killer.said[0])
                place.check_whole(disk / "out")
            (disk / "ballast").unlink()
            assert killer.run(place.second, disk / "out") == 0, killer.said
            place.check_finished(disk / "out")
        assert refused > 2


def test_an_output_that_cannot_be_written_is_refused_in_one_line(place: Place, killer: Killer, tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "size=4m") as disk:
        shutil.copytree(place.before, disk / "out")
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        for out in (disk / "out", disk / "new"):
            assert killer.run(place.second, out, "--quiet") == 2
            check_refusal(killer.said[0])
        place.check_whole(disk / "out")


def check_refusal(said: str) -> None:
    assert said.startswith("summarize: ") and said.count("\n") == 1, said
    assert ";" in said and "None" not in said, said


def fill(disk: Path, free: int) -> None:
    """Leaves so many KiB."""
    try:
        with open(disk / "ballast", "wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
    except OSError as error:
        assert error.errno == errno.ENOSPC
    os.truncate(disk / "ballast", max(0, (disk / "ballast").stat().st_size - free * 1024))


@contextlib.contextmanager
def mounted(folder: Path, options: str) -> Iterator[Path]:
    """A small disk of its own, where the test may mount one."""
    folder.mkdir()
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder]).returncode:
        pytest.skip("nothing may be mounted here; RLIMIT_FSIZE stands in for a full disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)
