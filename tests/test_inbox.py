"""The inbox knows batches by their content: complete ones, done ones, and those that were given up."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from summarize.errors import UsageError
from summarize.inbox import (
    FAILED,
    READY,
    Arrival,
    begin_try,
    digest_batch,
    end_try,
    find_arrivals,
    give_up,
    read_record,
)
from summarize.reading.inputs import find_inputs


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


def arrive(inbox: Path, name: str, text: str = "The ferry ran aground.", ready: bool = True) -> Path:
    batch = inbox / name
    (batch / "sub").mkdir(parents=True, exist_ok=True)
    (batch / "sub" / "post.txt").write_text(text)
    if ready:
        (batch / READY).touch()
    return batch


def names(inbox: Path) -> list[str]:
    return [arrival.path.name for arrival in find_arrivals(inbox)]


def brief(inbox: Path, folder: str = "outputs/x") -> None:
    for arrival in find_arrivals(inbox):
        end_try(inbox, arrival, begin_try(inbox, arrival), Path(folder))


def test_only_folders_with_the_mark_are_complete(inbox: Path) -> None:
    arrive(inbox, "b", "second")
    arrive(inbox, "a", "first")
    arrive(inbox, "half", ready=False)
    arrive(inbox, ".hidden", "third")
    (inbox / "file.txt").write_text("no folder")
    (inbox / READY).touch()
    assert names(inbox) == ["a", "b"]


def test_done_is_told_by_content_never_by_time_or_name(inbox: Path) -> None:
    batch = arrive(inbox, "monday")
    brief(inbox)
    assert names(inbox) == []
    os.utime(batch / "sub" / "post.txt", (0, 0))
    batch.rename(inbox / "tuesday")
    arrive(inbox, "copy")
    assert names(inbox) == []
    (inbox / "copy" / "sub" / "post.txt").write_text("The ferry was towed away.")
    assert names(inbox) == ["copy"]


def test_two_folders_with_one_content_are_one_batch(inbox: Path) -> None:
    arrive(inbox, "a")
    arrive(inbox, "b")
    assert names(inbox) == ["a"]


@pytest.mark.parametrize("name", [READY, FAILED, ".draft.txt", "late.txt.part", ".lock/x.txt"])
def test_what_is_no_part_of_the_batch_does_not_change_it(name: str, inbox: Path) -> None:
    batch = arrive(inbox, "a")
    before = digest_batch(batch)
    (batch / name).parent.mkdir(exist_ok=True)
    (batch / name).write_text("x")
    assert digest_batch(batch) == before


def test_names_links_and_bytes_do_change_it(inbox: Path) -> None:
    batch = arrive(inbox, "a")
    seen = {digest_batch(batch)}
    (batch / "sub" / "post.txt").rename(batch / "post.txt")
    seen.add(digest_batch(batch))
    (batch / "link.txt").symlink_to("post.txt")
    seen.add(digest_batch(batch))
    (batch / "edits.toml").write_text("x = 1")
    seen.add(digest_batch(batch))
    os.mkfifo(batch / "pipe.txt")
    seen.add(digest_batch(batch))
    (batch / os.fsdecode(b"\xff.txt")).write_text("x")
    seen.add(digest_batch(batch))
    assert len(seen) == 6


def test_the_marks_are_no_articles(inbox: Path) -> None:
    batch = arrive(inbox, "a")
    for name in (FAILED, "edits.toml", "summarize.toml"):
        (batch / name).write_text("x")
    inputs, refused, notes = find_inputs(batch)
    assert [found.name for found in inputs] == ["sub/post.txt"] and not refused and not notes


def test_a_batch_that_changes_while_it_is_briefed_is_not_done(inbox: Path) -> None:
    batch = arrive(inbox, "a")
    (arrival,) = find_arrivals(inbox)
    record = begin_try(inbox, arrival)
    (batch / "late.txt").write_text("more")
    assert not end_try(inbox, arrival, record, Path("outputs/a"))
    assert names(inbox) == ["a"]


def test_tries_are_counted_before_they_begin(inbox: Path) -> None:
    arrive(inbox, "a")
    (arrival,) = find_arrivals(inbox)
    assert [begin_try(inbox, arrival).tries for _ in range(3)] == [1, 2, 3]
    assert names(inbox) == ["a"]


def test_a_batch_that_is_given_up_moves_beside_the_inbox_with_the_reason(inbox: Path) -> None:
    for n in range(2):
        batch = arrive(inbox, "a")
        (arrival,) = find_arrivals(inbox)
        place = give_up(inbox, arrival, begin_try(inbox, arrival), "no article that can be used")
        assert place == inbox.parent / "failed" / ("a" if n == 0 else "a-2")
        assert (place / FAILED).read_text() == "no article that can be used\n"
        assert not batch.exists() and names(inbox) == []
    place.rename(inbox / "a")
    (back,) = find_arrivals(inbox)
    assert begin_try(inbox, back).tries == 1


def test_where_it_cannot_be_moved_it_blocks_nothing(inbox: Path) -> None:
    batch = arrive(inbox, "a")
    (inbox.parent / "failed").write_text("in the way")
    (arrival,) = find_arrivals(inbox)
    assert give_up(inbox, arrival, begin_try(inbox, arrival), "broken") == batch
    assert names(inbox) == []
    record = read_record(inbox, arrival.digest)
    assert record is not None and (record.state, record.told) == ("failed", "broken")


def test_a_batch_that_lies_elsewhere_stays_there(inbox: Path) -> None:
    batch = arrive(inbox.parent / "mine", "a")
    arrival = Arrival(batch, digest_batch(batch))
    assert give_up(inbox, arrival, begin_try(inbox, arrival), "broken") == batch
    assert batch.is_dir()


def test_a_damaged_record_is_none(inbox: Path) -> None:
    arrive(inbox, "a")
    brief(inbox)
    (record,) = (inbox / ".summarize").iterdir()
    record.write_text('{"digest": ')
    assert names(inbox) == ["a"]


def test_a_missing_inbox_and_one_that_cannot_be_written_are_refused(inbox: Path) -> None:
    with pytest.raises(UsageError, match=r"gone: no such file or directory; make the folder"):
        find_arrivals(inbox / "gone")
    arrive(inbox, "a")
    (inbox / ".summarize").write_text("in the way")
    (arrival,) = find_arrivals(inbox)
    with pytest.raises(UsageError, match="give the flow a place there"):
        begin_try(inbox, arrival)
