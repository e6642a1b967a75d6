"""The archive in two-batch scenarios, on any database: test_archive_postgres.py runs them all again."""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
import signal
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from summarize import tables
from summarize.archive import schema
from summarize.archive.batches import (
    Judged,
    Judgement,
    drop_old,
    find_horizon,
    finish_batch,
    finish_published,
    stage_batch,
)
from summarize.archive.changes import Saying, has_changed
from summarize.archive.novelty import judge_statements
from summarize.archive.schema import BATCHES, METADATA, STATEMENTS, VECTORS, VERSION
from summarize.archive.search import find_nearest, remake_vectors
from summarize.archive.store import Archive, open_archive
from summarize.archive.takedown import forget_article
from summarize.briefing.choose import FRESH
from summarize.cache import open_cache
from summarize.errors import ArchiveError
from tests.archives import Told, brief_told, dump, judge_told, make_article, make_record, nothing, read_told
from tests.conftest import WordEncoder

AGROUND = "The ferry Aurora ran aground off Lowmere on Monday with 212 people on board."
UNHURT = "All passengers of the Aurora are safe, the coastguard of Lowmere said."
DIVERS = "Divers will inspect the hull of the Aurora on Tuesday morning."
FINES = "The company that runs the Aurora has paid three fines since 2028."
LIBRARY = "The mayor of Lowmere opened a new library in the old brewery."

MONDAY = {"Harbour Post": [AGROUND, UNHURT, DIVERS], "Coast Daily": [AGROUND, FINES]}


# What a statement is called


def test_in_an_empty_archive_everything_is_new(place: str, words: WordEncoder, tmp_path: Path) -> None:
    assert set(brief_told(place, MONDAY, words, tmp_path).values()) == {"new"}


def test_what_the_same_outlet_tells_again_is_known(place: str, words: WordEncoder, tmp_path: Path) -> None:
    brief_told(place, MONDAY, words, tmp_path)
    status = brief_told(place, {"Harbour Post": [UNHURT, LIBRARY]}, words, tmp_path)
    assert status == {UNHURT: "known", LIBRARY: "new"}


def test_what_another_outlet_tells_now_is_told_by_more(place: str, words: WordEncoder, tmp_path: Path) -> None:
    brief_told(place, MONDAY, words, tmp_path)
    reworded = "The company that runs the Aurora has paid three fines since 2028, records show."
    assert brief_told(place, {"Island Radio": [reworded]}, words, tmp_path) == {reworded: "more_sources"}


def test_an_outlet_is_remembered_through_all_batches(place: str, words: WordEncoder, tmp_path: Path) -> None:
    brief_told(place, MONDAY, words, tmp_path, "monday")
    brief_told(place, {"Island Radio": [FINES]}, words, tmp_path, "tuesday")
    assert brief_told(place, {"Coast Daily": [FINES, LIBRARY]}, words, tmp_path, "wednesday")[FINES] == "known"


def test_a_batch_that_grew_tells_only_what_was_added(place: str, words: WordEncoder, tmp_path: Path) -> None:
    """An inbox is briefed again with one more article in it."""
    brief_told(place, MONDAY, words, tmp_path)
    grown = MONDAY | {"Island Radio": [AGROUND, LIBRARY]}
    assert brief_told(place, grown, words, tmp_path) == {
        AGROUND: "more_sources",
        UNHURT: "known",
        DIVERS: "known",
        FINES: "known",
        LIBRARY: "new",
    }


def test_an_article_of_an_unknown_outlet_counts_as_one(place: str, words: WordEncoder, tmp_path: Path) -> None:
    for told, status in [([FINES], "new"), ([FINES, LIBRARY], "more_sources")]:
        reading = read_told({"": told}, words, tmp_path)
        statements = [
            dataclasses.replace(s, mentions=(dataclasses.replace(s.representative, outlet=None),))
            for s in reading.statements
        ]
        statements = [dataclasses.replace(s, outlets=(), representative=s.mentions[0]) for s in statements]
        articles = [dataclasses.replace(article, outlet=None) for article in reading.articles]
        reading = dataclasses.replace(reading, articles=articles, statements=statements)
        with open_archive(place) as archive, open_cache(tmp_path) as cache:
            judged = judge_statements(archive, reading, words, cache, nothing)
            stage_batch(archive, make_record(reading, judged, words, "monday", "2031-05-06"), judged)
            finish_batch(archive, reading.digest)
        (fines,) = (s.id for s in statements if s.representative.text == FINES)
        assert {j.statement: j.status for j in judged.judgements}[fines] == status


@pytest.mark.parametrize(
    "later",
    [
        AGROUND.replace("212", "230"),
        AGROUND.replace("Monday", "Sunday"),
        AGROUND.replace("ran aground", "has not run aground").replace("has not run", "never ran"),
    ],
    ids=["figure", "day", "denial"],
)
def test_another_figure_day_or_a_denial_is_a_change(place: str, words: WordEncoder, tmp_path: Path, later: str) -> None:
    brief_told(place, MONDAY, words, tmp_path, published="2031-05-06")
    status = brief_told(place, {"Harbour Post": [later]}, words, tmp_path, published="2031-05-06")
    assert status == {later: "changed"}


@pytest.mark.parametrize(("day", "status"), [("Monday", "more_sources"), ("Wednesday", "new")])
def test_what_happened_after_the_earlier_reports_was_not_told_in_them(
    place: str, words: WordEncoder, tmp_path: Path, day: str, status: str
) -> None:
    closed = "The council of Lowmere closed the old harbour on {}."
    brief_told(place, {"Harbour Post": [closed.format("Monday")]}, words, tmp_path, published="2031-05-06")
    later = closed.format(day)
    assert brief_told(place, {"Coast Daily": [later]}, words, tmp_path, published="2031-05-08") == {later: status}


def test_an_article_that_comes_again_is_known_whatever_its_date_and_days_are_those_of_greenwich_too(
    place: str, words: WordEncoder, tmp_path: Path
) -> None:
    closed = "The council of Lowmere closed the old harbour today."
    brief_told(place, {"Harbour Post": [closed]}, words, tmp_path, published="2031-05-05T21:00:00-04:00")
    batch = {"Harbour Post": [closed], "Island Radio": [LIBRARY]}
    again = brief_told(place, batch, words, tmp_path, published="2031-05-07", finish=False)
    assert again == {closed: "known", LIBRARY: "new"}
    later = brief_told(place, {"Coast Daily": [closed]}, words, tmp_path, published="2031-05-06T01:10:00+00:00")
    assert later == {closed: "more_sources"}


@pytest.mark.parametrize(
    ("before", "later"),
    [
        (
            "The fire in the old brewery of Lowmere has left 12 dead.",
            "Twenty people died in the fire in the old brewery of Lowmere.",
        ),
        (
            "The talks on the harbour of Lowmere will be held on Wednesday.",
            "The talks on the harbour of Lowmere were moved to Friday.",
        ),
    ],
)
def test_a_toll_and_the_only_day_change_wherever_they_stand(before: str, later: str) -> None:
    assert has_changed([Saying(later, "2031-05-06")], [Saying(before, "2031-05-06")])


def test_other_words_in_a_quotation_are_a_change(place: str, words: WordEncoder, tmp_path: Path) -> None:
    said = "“We will raise the Aurora from the rocks before the end of May,” the captain Ida Holm said."
    later = "“We will tow the Aurora from the rocks before the end of June,” the captain Ida Holm said."
    shorter = "“We will raise the Aurora from the rocks,” the captain Ida Holm said."
    brief_told(place, {"Harbour Post": [said]}, words, tmp_path)
    assert brief_told(place, {"Coast Daily": [later]}, words, tmp_path, finish=False) == {later: "changed"}
    assert brief_told(place, {"Coast Daily": [shorter]}, words, tmp_path) == {shorter: "more_sources"}


def test_since_last_keeps_what_is_new_or_changed_and_may_keep_nothing(
    place: str, words: WordEncoder, tmp_path: Path
) -> None:
    brief_told(place, MONDAY, words, tmp_path)
    for told, kept in [({"Coast Daily": [FINES]}, []), ({"Coast Daily": [FINES, LIBRARY]}, [LIBRARY])]:
        reading = read_told(told, words, tmp_path)
        judged = judge_told(place, told, words, tmp_path)
        record = make_record(reading, judged, words, "tuesday", "2031-05-07T00:00:00+00:00")
        assert [s.representative.text for s in record.statements if s.status in FRESH] == kept


# Batches, once and again


def test_briefing_a_batch_again_changes_nothing(place: str, words: WordEncoder, tmp_path: Path) -> None:
    tuesday = {"Island Radio": [FINES, AGROUND.replace("212", "230")], "Harbour Post": [UNHURT]}
    first = [brief_told(place, MONDAY, words, tmp_path), brief_told(place, tuesday, words, tmp_path)]
    before = dump(place)
    assert [brief_told(place, told, words, tmp_path) for told in (MONDAY, tuesday)] == first
    assert dump(place) == before


def test_other_settings_replace_what_a_batch_says_and_keep_its_place(
    place: str, words: WordEncoder, tmp_path: Path
) -> None:
    reading = read_told(MONDAY, words, tmp_path)
    brief_told(place, {"Harbour Post": [AGROUND]}, words, tmp_path)
    new = Judged(1, tuple(Judgement(s.id, "new") for s in reading.statements))
    record = make_record(reading, new, words, "monday", "2031-05-06T00:00:00+00:00")
    fewer = dataclasses.replace(record, statements=record.statements[1:], vectors=record.vectors[1:])
    with open_archive(place) as archive:
        for version in (fewer, record, fewer):
            stage_batch(archive, version, new)
            finish_batch(archive, version.digest)
        with archive.reading() as connection:
            kept = set(connection.scalars(STATEMENTS.select().with_only_columns(STATEMENTS.c.statement)))
            (monday,) = connection.execute(BATCHES.select().where(BATCHES.c.digest == record.digest)).all()
    assert {s.id for s in fewer.statements} <= kept
    assert record.statements[0].id not in kept
    assert (monday.ordinal, monday.horizon, monday.briefed) == (2, 1, "2031-05-06T00:00:00+00:00")


def test_the_order_of_the_inputs_says_nothing(place: str, words: WordEncoder, tmp_path: Path) -> None:
    brief_told(place, MONDAY, words, tmp_path)
    told: Told = {"Island Radio": [FINES, LIBRARY], "Harbour Post": [UNHURT], "Coast Daily": [DIVERS, AGROUND]}
    judged = judge_told(place, told, words, tmp_path / "one")
    assert judge_told(place, dict(reversed(told.items())), words, tmp_path / "two") == judged
    reading = read_told(told, words, tmp_path)
    shuffled = dataclasses.replace(reading, articles=reading.articles[::-1], statements=reading.statements[::-1])
    with open_archive(place) as archive, open_cache(tmp_path / "three") as cache:
        assert judge_statements(archive, shuffled, words, cache, nothing) == judged


def test_a_batch_of_another_topic_shares_nothing(place: str, words: WordEncoder, tmp_path: Path) -> None:
    brief_told(place, MONDAY, words, tmp_path)
    told = {"Hill Gazette": ["Farmers in Overfield counted 40 young storks.", "The cheese fair drew record crowds."]}
    assert set(brief_told(place, told, words, tmp_path).values()) == {"new"}


# Killed, and two at once


def test_a_run_killed_before_its_briefing_was_in_place_leaves_nothing_known(
    place: str, words: WordEncoder, tmp_path: Path
) -> None:
    brief_told(place, MONDAY, words, tmp_path, finish=False)
    tuesday = {"Coast Daily": [FINES]}
    with open_archive(place) as archive:
        assert finish_published(archive, tmp_path) == []
    assert brief_told(place, tuesday, words, tmp_path) == {FINES: "new"}
    # Monday comes again and was never briefed: it is now judged against Tuesday, and is there once.
    assert brief_told(place, MONDAY, words, tmp_path)[FINES] == "known"
    assert [row[2] for row in dump(place)[BATCHES.name]] == [1, 2]


def test_a_run_killed_after_its_briefing_was_in_place_is_finished_by_the_next(
    place: str, words: WordEncoder, tmp_path: Path
) -> None:
    brief_told(place, MONDAY, words, tmp_path, "monday", finish=False)
    (tmp_path / "out" / "monday").mkdir(parents=True)
    digest = read_told(MONDAY, words, tmp_path).digest
    tables.write_object(tmp_path / "out" / "monday" / "manifest.json", {"batch": digest})
    with open_archive(place) as archive:
        assert finish_published(archive, tmp_path / "out") == ["monday"]
        assert finish_published(archive, tmp_path / "out") == []
    assert brief_told(place, {"Coast Daily": [FINES]}, words, tmp_path) == {FINES: "known"}
    assert set(brief_told(place, MONDAY, words, tmp_path, "monday").values()) == {"new"}


def stage_and_die(place: str, folder: Path) -> None:
    """Is killed outright in the middle of its transaction."""
    with open_archive(place) as archive, archive.writing() as connection:
        connection.execute(BATCHES.insert().values(digest="half", horizon=0, name="half", briefed="2031-05-01"))
        os.kill(os.getpid(), signal.SIGKILL)


def brief_in_process(place: str, folder: Path, number: int) -> None:
    told = {f"Outlet {number}": [AGROUND, f"Boat number {number} took {number + 20} passengers to Lowmere."]}
    brief_told(place, told, WordEncoder(), folder / str(number), f"run-{number}")


def test_a_run_killed_while_it_writes_adds_nothing(place: str, words: WordEncoder, tmp_path: Path) -> None:
    brief_told(place, MONDAY, words, tmp_path)
    before = dump(place)
    process = multiprocessing.get_context("spawn").Process(target=stage_and_die, args=(place, tmp_path))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert dump(place) == before


def test_two_runs_at_once_both_get_in(place: str, tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=brief_in_process, args=(place, tmp_path, n)) for n in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert sorted(row[2] for row in dump(place)[BATCHES.name]) == [1, 2, 3]


def test_a_batch_is_judged_as_when_it_was_first_briefed_though_another_came_between(
    place: str, words: WordEncoder, tmp_path: Path
) -> None:
    """Both runs were judged before either was added."""
    one, two = {"Harbour Post": [FINES, UNHURT]}, {"Coast Daily": [FINES, LIBRARY]}
    judged = {name: judge_told(place, told, words, tmp_path) for name, told in [("one", one), ("two", two)]}
    with open_archive(place) as archive:
        for name, told in [("one", one), ("two", two)]:
            reading = read_told(told, words, tmp_path)
            stage_batch(archive, make_record(reading, judged[name], words, name, "2031-05-06"), judged[name])
            finish_batch(archive, reading.digest)
    assert judge_told(place, two, words, tmp_path) == judged["two"]


def test_a_second_run_of_one_batch_with_another_horizon_is_refused(
    place: str, words: WordEncoder, tmp_path: Path
) -> None:
    reading = read_told(MONDAY, words, tmp_path)
    early = judge_told(place, MONDAY, words, tmp_path)
    brief_told(place, {"Hill Gazette": [LIBRARY]}, words, tmp_path)
    brief_told(place, MONDAY, words, tmp_path)
    with open_archive(place) as archive, pytest.raises(ArchiveError, match="brief it again"):
        stage_batch(archive, make_record(reading, early, words, "monday", "2031-05-06"), early)


def test_a_run_waits_while_another_one_writes_and_is_refused_after_its_patience(place: str) -> None:
    def hold(archive: Archive) -> None:
        with archive.writing():
            held.set()
            time.sleep(1.0)

    held = threading.Event()
    with open_archive(place) as archive:
        holder = threading.Thread(target=hold, args=(archive,))
        holder.start()
        held.wait(10)
        with (
            open_archive(place, wait=0.2) as hasty,
            pytest.raises(ArchiveError, match=r"held it for more than 0\.2 s; wait for it"),
            hasty.writing(),
        ):
            pass
        with archive.writing():  # waits
            assert not holder.is_alive() or holder.join(5) is None
        holder.join()


# Another model


class OtherEncoder(WordEncoder):
    """As many dimensions, other directions."""

    name = "other"
    fingerprint = "other-1"

    @staticmethod
    def _direction(word: str) -> np.ndarray:
        return np.roll(WordEncoder._direction(word), 7) * np.where(np.arange(64) % 2, -1, 1)


def test_after_a_change_of_model_vectors_are_made_again_and_never_mixed(
    place: str, words: WordEncoder, tmp_path: Path
) -> None:
    brief_told(place, MONDAY, words, tmp_path)
    other = OtherEncoder()
    assert brief_told(place, {"Harbour Post": [UNHURT, LIBRARY]}, other, tmp_path) == {UNHURT: "known", LIBRARY: "new"}
    rows = dump(place)[VECTORS.name]
    # Both of Monday's kinds are there for all four statements; the two new ones have no "words" vector yet.
    assert sorted(row[0] for row in rows) == ["other-1"] * 6 + ["words-1"] * 4
    with open_archive(place) as archive, open_cache(tmp_path) as cache:
        assert remake_vectors(archive, words, cache, nothing) == 2
        assert remake_vectors(archive, words, cache, nothing) == 0
        (query,) = words.encode([UNHURT], nothing)
        with archive.reading() as connection:
            near = [find_nearest(connection, query[None], model, 2, 1, -1.0) for model in ("words-1", "other-1")]
    assert near[0][0][0][1] == pytest.approx(1, abs=1e-2)
    assert near[1][0][0][1] < 0.9


def test_the_nearest_are_exact_whatever_the_blocks(
    place: str, words: WordEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brief_told(
        place, {"Harbour Post": [f"Boat {n} took {n + 20} people to Lowmere." for n in range(40)]}, words, tmp_path
    )
    queries = words.encode([f"Boat {n} took people to Lowmere." for n in (3, 17)], nothing)

    def search() -> list[list[tuple[int, float]]]:
        with open_archive(place) as archive, archive.reading() as connection:
            return find_nearest(connection, queries, words.fingerprint, 1, 5, 0.1)

    whole = search()
    monkeypatch.setattr("summarize.archive.search._ROWS", 7)
    monkeypatch.setattr("summarize.archive.search._QUERIES", 1)
    assert [[n for n, _ in row] for row in search()] == [[n for n, _ in row] for row in whole]
    assert [len(row) for row in whole] == [5, 5]
    assert all(row == sorted(row, key=lambda hit: (-hit[1], hit[0])) for row in whole)


# Forgetting


def test_a_forgotten_article_is_gone_and_what_others_carry_stays(
    place: str, words: WordEncoder, tmp_path: Path
) -> None:
    brief_told(place, MONDAY, words, tmp_path)
    article = make_article("Harbour Post", MONDAY["Harbour Post"])
    held, other = tmp_path / "out" / "monday", tmp_path / "out" / "other"
    for folder, sha256 in [(held, article.sha256), (other, "0" * 64)]:
        folder.mkdir(parents=True)
        tables.write_lines(folder / "articles.jsonl", [{"sha256": sha256}])
    with open_archive(place) as archive:
        gone = forget_article(archive, article.url or "", tmp_path / "out")
    assert (gone.sha256, gone.batches, gone.mentions, gone.statements, gone.left) == (article.sha256, 1, 3, 2, 1)
    assert gone.runs == (held,)
    everything = str(dump(place))
    assert UNHURT not in everything and DIVERS not in everything and article.sha256 not in everything
    assert AGROUND in everything
    # What rested on it alone is news again; what the other outlet said is not.
    status = brief_told(place, {"Island Radio": [UNHURT, AGROUND]}, words, tmp_path)
    assert status == {UNHURT: "new", AGROUND: "more_sources"}


def test_what_no_article_or_several_answer_to_is_refused(place: str, words: WordEncoder, tmp_path: Path) -> None:
    brief_told(place, MONDAY, words, tmp_path)
    before = dump(place)
    with open_archive(place) as archive:
        with pytest.raises(ArchiveError, match="has no article a-nowhere; give its id"):
            forget_article(archive, "a-nowhere", tmp_path)
        with archive.writing() as connection:
            connection.execute(schema.ARTICLES.update().values(url="https://one.example/"))
        with pytest.raises(ArchiveError, match="means 2 articles; give the sha256"):
            forget_article(archive, "https://one.example/", tmp_path)
    assert dump(place)[STATEMENTS.name] == before[STATEMENTS.name]


def test_what_is_old_is_dropped_and_the_numbers_stay(place: str, words: WordEncoder, tmp_path: Path) -> None:
    brief_told(place, MONDAY, words, tmp_path, briefed="2031-05-01T08:00:00+00:00")
    brief_told(place, {"Hill Gazette": [LIBRARY]}, words, tmp_path, briefed="2031-06-01T08:00:00+00:00")
    with open_archive(place) as archive:
        assert drop_old(archive, 30, datetime(2031, 5, 31, 8, tzinfo=UTC)) == 0
        with archive.writing() as connection:
            row = {"digest": "killed", "horizon": 1, "name": "killed", "briefed": "2031-05-01T09:00:00+00:00"}
            connection.execute(BATCHES.insert().values(row))
        assert drop_old(archive, 30, datetime(2031, 6, 1, 10, tzinfo=UTC)) == 4
        with archive.reading() as connection:
            assert find_horizon(connection, "another batch") == 2
            assert connection.scalars(BATCHES.select().with_only_columns(BATCHES.c.ordinal)).all() == [1, 2]
    assert len(dump(place)[schema.MENTIONS.name]) == 1
    assert brief_told(place, {"Coast Daily": [FINES, LIBRARY]}, words, tmp_path) == {
        FINES: "new",
        LIBRARY: "more_sources",
    }


# Versions, and what is no archive


def test_the_migrations_lead_to_the_tables_of_today(place: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    with open_archive(place) as archive, archive.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_an_older_archive_is_brought_to_the_newest_version(
    place: str, words: WordEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy import Column, Text

    status = brief_told(place, MONDAY, words, tmp_path)
    before = dump(place)

    def add_note(op) -> None:
        with op.batch_alter_table("summarize_batches") as batch:
            batch.add_column(Column("note", Text))

    def fail(op) -> None:
        op.drop_table("summarize_links")
        raise KeyboardInterrupt

    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, add_note, fail))
    with pytest.raises(KeyboardInterrupt), open_archive(place):
        pass
    monkeypatch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:1])
    assert dump(place) == before  # all of a migration, or nothing
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, add_note))
    with open_archive(place) as archive, archive.reading() as connection:
        assert connection.exec_driver_sql("SELECT note FROM summarize_batches").all() == [(None,)]
    after = dump(place)
    assert after.pop(VERSION.name) == [(2,)] and before.pop(VERSION.name) == [(1,)]
    assert after == before
    assert brief_told(place, MONDAY, words, tmp_path) == status


def test_a_newer_archive_is_refused_and_left_as_it_is(place: str, words: WordEncoder, tmp_path: Path) -> None:
    brief_told(place, MONDAY, words, tmp_path)
    with open_archive(place) as archive, archive.writing() as connection:
        connection.execute(VERSION.update().values(version=99))
    with pytest.raises(ArchiveError, match=r"newer summarize .its version is 99.*upgrade summarize") as refused:
        brief_told(place, {"Coast Daily": [FINES]}, words, tmp_path)
    assert "\n" not in str(refused.value)
