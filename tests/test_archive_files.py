"""The archive as a file: what lies in it, what is no archive, and what is refused; and what counts as a change."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from summarize.archive.changes import Saying, has_changed
from summarize.archive.history import find_history
from summarize.archive.store import describe_place, open_archive
from summarize.archive.takedown import forget_article
from summarize.errors import ArchiveError
from tests.archives import brief_told, make_article
from tests.conftest import WordEncoder
from tests.test_archive import AGROUND, DIVERS, FINES, LIBRARY, MONDAY


def test_what_differs_from_one_version_and_not_from_another_is_no_change() -> None:
    both = [Saying(AGROUND, None), Saying(AGROUND.replace("212", "230"), None)]
    assert not has_changed([Saying(AGROUND.replace("212 people", "230 people"), None)], both)
    assert has_changed([Saying(AGROUND.replace("212", "190"), None)], both)


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ("About 200 people were on board.", "The Aurora had 212 people on board."),
        ("More than 200 people were on board.", "The Aurora had 212 people on board."),
        ("The Aurora had people on board.", "The Aurora had 212 people on board."),
        ("212 people and 3 dogs were on board.", "The Aurora had 212 people on board."),
        ("“The ship is lost,” she said, and 212 people heard it.", "212 people heard her say that the ship is lost."),
        ("The tug departed at 7:09 p.m. and was there in an hour.", "The Aurora had landed on Monday at 8:16 p.m."),
        ("The Aurora does not sail.", "Nobody sails with the Aurora, which is not insured, the company said."),
    ],
)
def test_less_exact_left_out_or_of_something_else_is_no_change(now: str, before: str) -> None:
    assert not has_changed([Saying(now, "2031-05-06")], [Saying(before, "2031-05-05")])


def test_a_forgotten_text_is_not_in_the_file_any_more(words: WordEncoder, tmp_path: Path) -> None:
    place = tmp_path / "archive.db"
    brief_told(str(place), MONDAY, words, tmp_path / "cache")
    assert DIVERS.encode() in place.read_bytes()
    with open_archive(place) as archive:
        forget_article(archive, make_article("Harbour Post", MONDAY["Harbour Post"]).sha256[:10], tmp_path)
    assert DIVERS.encode() not in place.read_bytes()


def test_the_first_version_as_it_was_released_can_be_read(words: WordEncoder, tmp_path: Path) -> None:
    """tests/archive-1.sql is what version 1 wrote; it must never be changed."""
    place = tmp_path / "archive.db"
    connection = sqlite3.connect(place)
    connection.executescript((Path(__file__).parent / "archive-1.sql").read_text(encoding="utf-8"))
    connection.close()
    assert brief_told(str(place), {"Coast Daily": [FINES, LIBRARY]}, words, tmp_path) == {
        FINES: "known",
        LIBRARY: "new",
    }


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"Dear diary, this is no database.\n" * 100, "no SQLite database, or a damaged one; put it aside"),
        (b"SQLite format 3\0" + b"\xff" * 8000, "put it aside"),
    ],
)
def test_what_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes, reason: str) -> None:
    place = tmp_path / "archive.db"
    place.write_bytes(content)
    with pytest.raises(ArchiveError, match=reason), open_archive(place):
        pass
    assert place.read_bytes() == content


def test_a_damaged_archive_is_refused_and_left_as_it_is(words: WordEncoder, tmp_path: Path) -> None:
    place = tmp_path / "archive.db"
    told = {"Harbour Post": [f"Boat {n} took {n + 20} people to Lowmere." for n in range(60)]}
    brief_told(str(place), told, words, tmp_path / "cache")
    raw = bytearray(place.read_bytes())
    raw[4096:-4096] = b"\x55" * (len(raw) - 8192)
    place.write_bytes(raw)
    with pytest.raises(ArchiveError, match="damaged; put it aside or restore"):
        brief_told(str(place), MONDAY, words, tmp_path / "cache")
    assert place.read_bytes() == raw


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "archive.db"
    connection = sqlite3.connect(place)
    connection.executescript("CREATE TABLE recipes (name TEXT)")
    connection.close()
    with pytest.raises(ArchiveError, match="something else than an archive"), open_archive(place):
        pass


def test_a_read_only_archive_can_be_asked_and_not_added_to(
    words: WordEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = str(tmp_path / "archive.db")
    brief_told(place, MONDAY, words, tmp_path)
    monkeypatch.setattr(
        "summarize.archive.store._set_up_sqlite",
        lambda connection, _: setattr(connection, "isolation_level", None) or connection.execute("PRAGMA query_only=1"),
    )
    with open_archive(place) as archive:
        assert len(find_history(archive, FINES)) == 1
    with pytest.raises(ArchiveError, match="cannot be written; make it writable"):
        brief_told(place, {"Hill Gazette": [LIBRARY]}, words, tmp_path)


def test_an_archive_that_must_be_there_is_not_begun(tmp_path: Path) -> None:
    place = tmp_path / "archive.db"
    with pytest.raises(ArchiveError, match="it begins with the first"), open_archive(place, create=False):
        pass
    assert not place.exists()


def test_damage_that_nothing_met_yet_is_found_by_the_check(words: WordEncoder, tmp_path: Path) -> None:
    place = tmp_path / "archive.db"
    told = {"Harbour Post": [f"Boat {n} took {n + 20} people to Lowmere." for n in range(60)]}
    brief_told(str(place), told, words, tmp_path / "cache")
    with sqlite3.connect(place) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'summarize_mentions_article'"
        ).fetchone()
    connection.close()
    raw = bytearray(place.read_bytes())
    raw[4096 * (page - 1) : 4096 * page] = b"\x55" * 4096
    place.write_bytes(raw)
    with open_archive(place):
        pass
    with pytest.raises(ArchiveError, match="damaged; put it aside or restore"), open_archive(place, check=True):
        pass


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("mysql://press@localhost/archive", "give a file's path or a postgresql:// URL"),
        ("postgresql://press:secret@localhost:1/archive", "postgresql://press:.*@localhost:1/archive: "),
        ("://", "cannot be read; give such as postgresql"),
    ],
)
def test_a_place_where_no_archive_can_be_is_refused_without_its_password(place: str, reason: str) -> None:
    with pytest.raises(ArchiveError, match=reason) as refused, open_archive(place):
        pass
    assert "secret" not in str(refused.value) and "\n" not in str(refused.value)


def test_a_folder_in_the_way_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="cannot be opened; check that"), open_archive(tmp_path):
        pass


def test_a_password_is_not_shown() -> None:
    assert describe_place("postgresql://press:secret@server/archive") == "postgresql://press:***@server/archive"
    assert describe_place("outputs/archive.db") == "outputs/archive.db"
