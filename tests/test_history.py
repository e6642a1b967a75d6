"""A statement's life through all batches; test_archive_postgres.py runs these on PostgreSQL as well."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from summarize.archive.batches import finish_batch, stage_batch
from summarize.archive.history import find_history, show_history
from summarize.archive.store import open_archive
from tests.archives import brief_told, judge_told, make_record, read_told
from tests.conftest import WordEncoder
from tests.test_archive import AGROUND, DIVERS, LIBRARY, MONDAY
from tests.test_foretold import FIRST, INSPECTED, SECOND


def test_a_life_shows_who_told_it_when_and_how_it_changed(place: str, words: WordEncoder, tmp_path: Path) -> None:
    later = AGROUND.replace("212", "230")
    brief_told(place, MONDAY, words, tmp_path, "monday", "2031-05-05T20:00:00+00:00")
    brief_told(place, {"Island Radio": [later]}, words, tmp_path, "tuesday", "2031-05-06T20:00:00+00:00")
    with open_archive(place) as archive:
        lives = find_history(archive, "aground ferry")
        assert find_history(archive, "storks in Overfield") == []
        assert find_history(archive, "  ") == []
    (life,) = lives
    assert [(e.name, e.status, e.text, e.fresh) for e in life.events] == [
        ("monday", "new", AGROUND, ("Coast Daily", "Harbour Post")),
        ("tuesday", "changed", later, ("Island Radio",)),
    ]
    shown = show_history(lives).splitlines()
    assert shown[0] == later
    assert shown[2].startswith("  2031-05-05  monday  first told: Coast Daily, Harbour Post  (s-")
    assert shown[4].startswith("  2031-05-06  tuesday  changed: Island Radio  (s-")


def test_a_life_says_what_came_to_pass_in_the_same_batch(place: str, words: WordEncoder, tmp_path: Path) -> None:
    told = {"Harbour Post": ["Divers will inspect the hull on Tuesday.", LIBRARY]}
    reading = read_told(told, words, tmp_path)
    judged = judge_told(place, told, words, tmp_path)
    record = make_record(reading, judged, words, "monday", "2031-05-05T20:00:00+00:00")
    plan, done = sorted(record.statements, key=lambda s: s.representative.start)
    statements = [dataclasses.replace(s, supersedes=(plan.id,) if s == done else ()) for s in record.statements]
    record = dataclasses.replace(record, statements=statements)
    with open_archive(place) as archive:
        stage_batch(archive, record, judged)
        finish_batch(archive, record.digest)
        (life,) = find_history(archive, "inspect hull")
    assert f"since reported as done by Harbour Post, in the same batch  ({done.id})\n      {LIBRARY}" in show_history(
        [life]
    )


def test_a_life_says_what_came_to_pass_in_a_later_batch(place: str, words: WordEncoder, tmp_path: Path) -> None:
    brief_told(place, MONDAY, words, tmp_path, "monday", f"{FIRST}T20:00:00+00:00", FIRST)
    later = {"Coast Daily": [INSPECTED, LIBRARY]}
    brief_told(place, later, words, tmp_path, "tuesday", f"{SECOND}T20:00:00+00:00", SECOND)
    with open_archive(place) as archive:
        lives = {life.events[0].text: life for life in find_history(archive, "divers hull inspect")}
    ((turn,),) = ([*event.turns] for event in lives[DIVERS].events)
    assert (turn.kind, turn.name, turn.outlets, turn.text) == ("reported", "tuesday", ("Coast Daily",), INSPECTED)
    assert "since reported as done by Coast Daily, in tuesday of 2031-05-06" in show_history([lives[DIVERS]])
    assert "announced earlier by Harbour Post, in monday of 2031-05-05" in show_history([lives[INSPECTED]])
