"""An editor's hand: TOML in, statements out."""

from __future__ import annotations

import hashlib
import os
import random
import re
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarize.edits.apply import Edited, apply_edits
from summarize.edits.file import Edit, Edits, find_edits, read_edits
from summarize.errors import UsageError
from summarize.ids import article_id, statement_id
from summarize.reading.inputs import find_inputs
from summarize.statements import Cluster
from summarize.types import AppliedEdit, Article, Sentence, Span
from tests.conftest import WordEncoder

# Two stories. A letter names the statement that the program put a sentence into.
TEXTS: dict[str, dict[str, str]] = {
    "post.txt": {
        "The ferry Aurora ran aground off Lowmere on Monday with 212 people on board.": "a",
        "Nobody was hurt, the coastguard said.": "b",
        "Divers will inspect the hull on Tuesday.": "c",
        "“We were lucky”, captain Odd Berge said: “It was low tide.”": "d",
    },
    "daily.txt": {
        "The ferry Aurora ran aground on Monday, officials said.": "a",
        "Nobody was hurt, the coastguard said.": "b",
        "All 212 people got off unharmed.": "e",
        "The ferry Aurora has run aground twice before.": "a",
        "Berge: the tide was low.": "f",
    },
    "radio.txt": {
        "The Aurora ran aground off Lowmere.": "a",
        "Divers have inspected the hull.": "c",
        "Nobody was hurt, but 12 cars were damaged.": "g",
    },
    "vote.txt": {"Kelmar votes on its bridge on Sunday.": "x", "Ferries run as always.": "y"},
    "poll.txt": {"Kelmar will vote on the bridge on Sunday.": "x", "Ferries run as always, and on time.": "z"},
}
OUTLETS = {"post.txt": "Harbour Post", "daily.txt": "Coast Daily", "radio.txt": "Island Radio"}
STORIES = (("post.txt", "daily.txt", "radio.txt"), ("vote.txt", "poll.txt"))
ARTICLES: dict[str, Article] = {}
SENTENCES: list[Sentence] = []
for _file, _texts in TEXTS.items():
    _text, _outlet = "\n".join(_texts), OUTLETS.get(_file)
    _sha = hashlib.sha256(_text.encode()).hexdigest()
    ARTICLES[_file] = Article(article_id(_outlet, _text), _outlet, None, None, None, None, "en", _text, _sha, _file)
for _file, _article in sorted(ARTICLES.items(), key=lambda pair: pair[1].id):
    for _line, _one in enumerate(TEXTS[_file], 1):
        _start = _article.text.index(_one)
        SENTENCES.append(Sentence(_article.id, _start, _start + len(_one), _one, _line, "body"))
VECTORS = WordEncoder().encode([sentence.text for sentence in SENTENCES], lambda done, total: None)
FILE_OF = {article.id: file for file, article in ARTICLES.items()}


def cluster(letters: dict[tuple[str, str], str] | None = None) -> list[list[Cluster]]:
    """The clusters of both stories; `letters` put sentences, by file and text, into other statements."""
    stories = []
    for files in STORIES:
        groups: dict[str, list[int]] = {}
        for k, sentence in enumerate(SENTENCES):
            file = FILE_OF[sentence.article]
            if file in files:
                letter = (letters or {}).get((file, sentence.text), TEXTS[file][sentence.text])
                groups.setdefault(letter, []).append(k)
        stories.append(sorted(((group[-1], group) for group in groups.values()), key=lambda pair: pair[1]))
    return stories


def edit(tmp_path: Path, toml: str, stories: list[list[Cluster]] | None = None) -> Edited:
    (tmp_path / "edits.toml").write_text(toml, encoding="utf-8")
    return apply(read_edits(tmp_path / "edits.toml"), stories)


def apply(edits: Edits, stories: list[list[Cluster]] | None = None) -> Edited:
    return apply_edits(edits, stories or cluster(), list(ARTICLES.values()), SENTENCES, VECTORS)


def groups_of(edited: Edited) -> set[frozenset[int]]:
    return {frozenset(members) for story in edited.stories for _, members in story}


def together(edited: Edited, text: str, file: str | None = None) -> set[str]:
    """Which sentences make one statement with the first one that begins so."""
    k = next(k for k, s in enumerate(SENTENCES) if s.text.startswith(text) and file in (None, FILE_OF[s.article]))
    return {SENTENCES[i].text for i in next(group for group in groups_of(edited) if k in group)}


def marks_of(edited: Edited, text: str) -> tuple[str, ...]:
    group = next(g for g in groups_of(edited) if any(SENTENCES[k].text.startswith(text) for k in g))
    return edited.marks.get(identify(group), ())


def identify(group: frozenset[int] | set[int]) -> str:
    sha256 = {article.id: article.sha256 for article in ARTICLES.values()}
    return statement_id((sha256[SENTENCES[k].article], SENTENCES[k].start, SENTENCES[k].end) for k in group)


def id_of(letter: str) -> str:
    return identify({k for k, s in enumerate(SENTENCES) if TEXTS[FILE_OF[s.article]][s.text] == letter})


def test_without_edits_all_stays_as_it_is(tmp_path: Path) -> None:
    edited = edit(tmp_path, "# nothing yet\n")
    assert [list(story) for story in edited.stories] == cluster()
    assert (edited.applied, edited.marks, edited.notes) == ((), {}, ())


def test_two_statements_are_merged_by_the_beginnings_of_two_sentences(tmp_path: Path) -> None:
    toml = '[[merge]]\nsentences = ["Nobody was hurt, the", "All 212 people"]\nwhy = "the same"\nby = "ada"\n'
    edited = edit(tmp_path, toml)
    assert together(edited, "All 212") == {"Nobody was hurt, the coastguard said.", "All 212 people got off unharmed."}
    assert marks_of(edited, "All 212") == ("merged",) and len(edited.marks) == 1 and not edited.notes
    (row,) = edited.applied
    assert (row.kind, row.line, row.why, row.by) == ("merge", 1, "the same", "ada")
    assert len(row.parts) == 2 and sum(map(len, row.parts)) == 3
    assert row.statements == tuple(edited.marks)


def test_the_odd_one_out_is_split_off_and_the_rest_stays_together(tmp_path: Path) -> None:
    edited = edit(tmp_path, '[[split]]\nsentence = "The ferry Aurora has run aground twice"\n')
    assert together(edited, "The ferry Aurora has") == {"The ferry Aurora has run aground twice before."}
    assert len(together(edited, "The ferry Aurora ran aground off")) == 3
    assert marks_of(edited, "The ferry Aurora has") == marks_of(edited, "The Aurora ran") == ("split",)


def test_what_is_split_off_in_one_edit_stays_together(tmp_path: Path) -> None:
    edited = edit(tmp_path, '[[split]]\nsentences = ["The ferry Aurora has", "The Aurora ran"]\n')
    assert len(together(edited, "The ferry Aurora has")) == 2
    assert len(together(edited, "The ferry Aurora ran aground off")) == 2


def test_a_split_that_names_every_sentence_sets_each_apart(tmp_path: Path) -> None:
    edited = edit(tmp_path, '[[split]]\nsentences = ["Divers will", "Divers have"]\n')
    assert together(edited, "Divers will") == {"Divers will inspect the hull on Tuesday."}
    assert together(edited, "Divers have") == {"Divers have inspected the hull."}


def test_the_same_words_leave_together_unless_an_article_is_named(tmp_path: Path) -> None:
    stories = cluster({("daily.txt", "All 212 people got off unharmed."): "b"})
    edited = edit(tmp_path, '[[split]]\nsentences = ["Nobody was hurt, the"]\n', stories)
    assert together(edited, "All 212") == {"All 212 people got off unharmed."}
    edited = edit(tmp_path, '[[split]]\nsentences = ["post.txt: Nobody was hurt"]\n', stories)
    assert len(together(edited, "All 212")) == 2 and len(together(edited, "Nobody was hurt, the", "post.txt")) == 1


def test_a_sentence_moves_by_a_split_and_a_merge_in_any_order(tmp_path: Path) -> None:
    split = '[[split]]\nsentences = ["The ferry Aurora has"]\n'
    merge = '[[merge]]\nsentences = ["The ferry Aurora has", "Nobody was hurt, but"]\n'
    one, other = edit(tmp_path, split + merge), edit(tmp_path, merge + split)
    assert groups_of(one) == groups_of(other) and not one.notes and not other.notes
    assert len(together(one, "Nobody was hurt, but")) == 2
    assert marks_of(one, "Nobody was hurt, but") == ("split", "merged")
    assert marks_of(one, "The Aurora") == ("split",)


def test_merged_statements_are_told_in_the_words_of_their_most_central_sentence(tmp_path: Path) -> None:
    edited = edit(tmp_path, '[[merge]]\nsentences = ["Berge: the tide was low", "Divers have"]\n')
    first = {SENTENCES[first].text for first, members in edited.stories[0] if len(members) == 3}
    assert first == {"Divers have inspected the hull."}
    known = {frozenset(members): first for story in cluster() for first, members in story}
    for story in edited.stories:
        for first, members in story:
            assert known.get(frozenset(members), first) == first


def test_hidden_and_pinned_statements_stay_statements(tmp_path: Path) -> None:
    edited = edit(tmp_path, '[[hide]]\nsentence = "All 212"\n[[pin]]\nsentences = ["Divers will", "Kelmar votes"]\n')
    assert [list(story) for story in edited.stories] == cluster()
    assert edited.marks == dict(
        sorted({id_of("e"): ("hidden",), id_of("c"): ("pinned",), id_of("x"): ("pinned",)}.items())
    )
    assert [(row.kind, row.line, len(row.parts)) for row in edited.applied] == [("hide", 1, 1), ("pin", 3, 2)]


@pytest.mark.parametrize(
    "quoted",
    [
        "Nobody was hurt, but 12 cars were damaged.",
        "nobody was hurt, BUT",
        "Nobody was hurt, but\n   12 cars …",
        "Nobody was hurt, but 12 cars were damaged. [2][3]",
        "radio.txt: Nobody was hurt",
        "Island Radio: Nobody was hurt",
        "island  radio:Nobody was hurt",
        ARTICLES["radio.txt"].id + ": Nobody",
        ARTICLES["radio.txt"].sha256[:8] + ": Nobody",
        id_of("g"),
        id_of("g")[:9],
        f"file:///out/briefing.html#{id_of('g')}",
        f"#{id_of('g')}-q1",
    ],
)
def test_a_sentence_is_quoted_from_wherever_it_is_read(quoted: str, tmp_path: Path) -> None:
    edited = edit(tmp_path, f"[[hide]]\nsentence = '''{quoted}'''\n")
    assert edited.marks == {id_of("g"): ("hidden",)} and not edited.notes


def test_punctuation_may_be_other_or_missing_but_figures_count(tmp_path: Path) -> None:
    edited = edit(tmp_path, '[[pin]]\nsentence = \'"We were lucky," captain Odd Berge said: "It was\'\n')
    assert marks_of(edited, "“We were lucky") == ("pinned",)
    edited = edit(tmp_path, "[[pin]]\nsentence = 'Nobody was hurt but 1.2'\n")
    assert not edited.marks and "no sentence begins" in edited.notes[0]


def test_a_sentence_with_a_colon_is_no_article(tmp_path: Path) -> None:
    assert marks_of(edit(tmp_path, '[[hide]]\nsentence = "Berge: the tide"\n'), "Berge: the") == ("hidden",)


def test_a_whole_sentence_is_meant_and_not_a_longer_one(tmp_path: Path) -> None:
    edited = edit(tmp_path, '[[hide]]\nsentence = "Ferries run as always."\n')
    assert edited.marks == {id_of("y"): ("hidden",)} and not edited.notes


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        (
            '# stale\n\n[[hide]]\nsentence = "Nobody at all was hurt, but 12 cars"\n',
            'edits.toml, line 3: hide: no sentence begins with "Nobody at all was hurt, but 12 cars"; '
            'did you mean "Nobody was hurt, but 12 cars were damaged." (radio.txt)?',
        ),
        ('[[hide]]\nsentence = "Prices rose"\n', "quote it as the briefing has it"),
        ('[[hide]]\nsentence = "radio.txt: Prices rose"\n', "hide: no sentence of it begins with"),
        (
            '[[pin]]\nsentence = "Nobody was hurt"\n',
            'edits.toml, line 1: pin: "Nobody was hurt" is in 2 statements: "Nobody was hurt, ',
        ),
        (
            '[[split]]\nsentence = "The ferry Aurora ran"\n',
            '"The ferry Aurora ran" begins several sentences: "The ferry',
        ),
        ('[[hide]]\nsentence = "s-0123456789ab"\n', "no statement has the id s-0123456789ab"),
        (
            '[[merge]]\nsentences = ["Kelmar votes", "Divers will"]\n',
            "are of several stories; only sentences of one story can make one statement",
        ),
    ],
)
def test_an_edit_that_cannot_be_applied_is_told_and_the_run_goes_on(toml: str, told: str, tmp_path: Path) -> None:
    edited = edit(tmp_path, toml)
    (note,) = edited.notes
    assert told in note and note.startswith("edits.toml, line ") and note.isprintable()
    assert ([list(story) for story in edited.stories], edited.applied) == (cluster(), ())


def test_what_can_be_applied_of_an_edit_is_applied(tmp_path: Path) -> None:
    edited = edit(tmp_path, '[[merge]]\nsentences = ["Nobody was hurt, the", "It never was", "All 212"]\n')
    assert len(together(edited, "All 212")) == 2 and len(edited.notes) == 1
    edited = edit(tmp_path, '[[merge]]\nsentences = ["Nobody was hurt, the", "It never was"]\n')
    assert not edited.marks and len(edited.notes) == 1


def test_a_split_goes_before_a_merge_that_would_undo_it(tmp_path: Path) -> None:
    toml = '[[merge]]\nsentences = ["Divers will", "Divers have"]\n[[split]]\nsentence = "Divers have"\n'
    edited = edit(tmp_path, toml)
    assert len(together(edited, "Divers will")) == 1
    assert edited.notes == ("edits.toml, line 1: merge: line 3 splits what this would join; take one of the two out",)
    # ... over a third statement as well: the second of the two merges is the one too many
    toml = '[[split]]\nsentence = "Divers have"\n'
    for verb in ("will", "have"):
        toml += f'[[merge]]\nsentences = ["Divers {verb}", "All 212"]\n'
    edited = edit(tmp_path, toml)
    assert together(edited, "All 212") == {
        "All 212 people got off unharmed.",
        "Divers will inspect the hull on Tuesday.",
    }
    assert [note.partition(":")[0] for note in edited.notes] == ["edits.toml, line 5"]


def test_hiding_goes_before_pinning(tmp_path: Path) -> None:
    edited = edit(tmp_path, '[[pin]]\nsentences = ["Divers", "All 212"]\n[[hide]]\nsentence = "Divers have"\n')
    assert (marks_of(edited, "Divers"), marks_of(edited, "All 212")) == (("hidden",), ("pinned",))
    assert edited.notes == ("edits.toml, line 1: pin: line 3 hides the same statement; take one of the two out",)


def test_an_edited_statement_goes_by_its_new_id_too(tmp_path: Path) -> None:
    merge = '[[merge]]\nsentences = ["Nobody was hurt, the", "All 212"]\n'
    (id,) = edit(tmp_path, merge).marks
    edited = edit(tmp_path, f'{merge}[[pin]]\nsentence = "{id}"\n')
    assert edited.marks == {id: ("merged", "pinned")}
    edited = edit(tmp_path, f'{merge}[[pin]]\nsentence = "{id_of("b")}"\n')
    assert edited.marks == {id: ("merged", "pinned")}


def test_an_edit_that_the_program_has_caught_up_with_stays_in_force_and_marks_nothing(tmp_path: Path) -> None:
    toml = '[[merge]]\nsentences = ["Nobody was hurt, the", "All 212"]\n[[split]]\nsentence = "Nobody was hurt, but"\n'
    edited = edit(tmp_path, toml, cluster({("daily.txt", "All 212 people got off unharmed."): "b"}))
    assert not edited.marks and not edited.notes
    assert [(row.kind, len(row.parts)) for row in edited.applied] == [("merge", 1), ("split", 1)]


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ('x = 1\n[[mrege]]\nsentences = ["a"]', "line 1: x: there is no such edit; there are [[merge]], [[split]]"),
        ('[[mrege]]\nsentences = ["a"]', "line 1: mrege: there is no such edit; did you mean [[merge]]?"),
        ('\n[hide]\nsentence = "a"', "line 2: hide: write [[hide]] in two brackets"),
        ('[hide]\nsentence = "a"\n[hide]\nsentence = "b"', "line 3: this is no TOML"),
        ('[[hide]]\n\nsentence = "He said "no" twice"', "line 3: this is no TOML"),
        ('[[hide]]\nsentense = "a"', "line 2: hide: sentense: there is no such key; did you mean sentence?"),
        ('[[pin]]\nsentence = "a"\n[[pin]]\nwhy = "x"', "line 3: pin: it names no sentence; write below it"),
        ('[[merge]]\nsentences = ["a"]', "line 1: merge: it names one sentence; name two or more"),
        ('[[hide]]\nsentences = ["a", 3]', "line 2: hide: sentences: that quotes no sentence; give a list"),
        ('[[hide]]\nsentence = "…"', "line 2: hide: sentence: that quotes no sentence"),
        ('[[hide]]\nsentence = "a"\nby = 3', "line 3: hide: by: give text in quotes"),
        ('hide = "a"', "line 1: hide: write [[hide]] in two brackets"),
        ("x = " + "[" * 5000, "this is no TOML (maximum recursion"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_in_one_line(toml: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "edits.toml").write_text(toml + "\n", encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        read_edits(tmp_path / "edits.toml")
    assert told in str(refused.value) and "\n" not in str(refused.value)
    assert str(refused.value).startswith(f"{tmp_path / 'edits.toml'}, line ")


def test_so_are_a_link_out_of_the_batch_a_pipe_and_what_is_no_text(tmp_path: Path) -> None:
    batch = tmp_path / "batch"
    batch.mkdir()
    (tmp_path / "secret").write_text("secret")
    place = batch / "edits.toml"
    place.symlink_to(tmp_path / "secret")
    assert find_edits(batch) == place
    with pytest.raises(UsageError, match="leads out of the batch"):
        read_edits(place)
    place.unlink()
    os.mkfifo(place)
    with pytest.raises(UsageError, match="not a regular file"):
        read_edits(place)
    place.unlink()
    place.write_bytes(b"[[hide]]\nsentence = '\xff'\n")
    with pytest.raises(UsageError, match="line 2: this is no UTF-8"):
        read_edits(place)
    place.write_bytes(b"#" * 1_000_001)
    with pytest.raises(UsageError, match="more than 1 MB"):
        read_edits(place)


def test_the_file_lies_in_the_batch_or_beside_it(tmp_path: Path) -> None:
    batch = tmp_path / "batch"
    batch.mkdir()
    (batch / "articles.jsonl").write_text("{}")
    assert find_edits(batch) is None and find_edits(batch / "articles.jsonl") is None
    (batch / "edits.toml").write_text("")
    assert find_edits(batch) == batch / "edits.toml"
    assert [found.name for found in find_inputs(batch)[0]] == ["articles.jsonl"]
    (batch / "articles.jsonl.edits.toml").write_text("")
    assert find_edits(batch / "articles.jsonl") == batch / "articles.jsonl.edits.toml"


def test_lines_are_those_of_the_headings_and_edits_come_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "edits.toml").write_text(
        '﻿# a\r\n[[pin]]\r\nsentence = "One"\r\n\r\n  [[ hide ]]\r\nsentences = "Two"\r\n[[pin]]\r\n'
        'sentence = """Three\r\n  lines"""\r\nwhy = " "\r\n',
        encoding="utf-8",
        newline="",
    )
    edits = read_edits(tmp_path / "edits.toml")
    assert edits.edits == (Edit("pin", 2, ("One",)), Edit("hide", 5, ("Two",)), Edit("pin", 7, ("Three lines",)))
    assert edits.sha256 == hashlib.sha256((tmp_path / "edits.toml").read_bytes()).hexdigest()
    (tmp_path / "edits.toml").write_text('hide = [{sentence = "[[hide]]"},\n {sentence = "b"}]\n')
    assert [edit.line for edit in read_edits(tmp_path / "edits.toml").edits] == [1, 1]


QUOTES = sorted({s.text for s in SENTENCES} | {f"{FILE_OF[s.article]}: {s.text}" for s in SENTENCES})
SOME_EDITS = st.lists(
    st.builds(
        lambda kind, quotes: (kind, tuple(quotes)),
        st.sampled_from(["merge", "split", "hide", "pin"]),
        st.lists(st.sampled_from([*QUOTES, id_of("a"), id_of("c"), "gone"]), min_size=2, max_size=3, unique=True),
    ),
    max_size=6,
)


def number(edits: list[tuple[str, tuple[str, ...]]]) -> Edits:
    return Edits("edits.toml", "", tuple(Edit(kind, n, quotes) for n, (kind, quotes) in enumerate(edits, 1)))  # type: ignore[arg-type]


@settings(deadline=None, max_examples=60)
@given(SOME_EDITS)
def test_no_edit_loses_a_sentence_or_moves_it_to_another_story(edits: list[tuple[str, tuple[str, ...]]]) -> None:
    edited = apply(number(edits))
    for before, after in zip(cluster(), edited.stories, strict=True):
        members = list(chain.from_iterable(members for _, members in after))
        assert sorted(members) == sorted(chain.from_iterable(members for _, members in before))
        assert all(first in members for first, members in after)
        assert [members for _, members in after] == sorted(members for _, members in after)


@settings(deadline=None, max_examples=60)
@given(SOME_EDITS)
def test_every_applied_edit_holds(edits: list[tuple[str, tuple[str, ...]]]) -> None:
    edited = apply(number(edits))
    owner = {(SENTENCES[k].article, SENTENCES[k].start): identify(g) for g in groups_of(edited) for k in g}
    for row in edited.applied:
        held = [{owner[span.article, span.start] for span in part} for part in row.parts]
        assert set(row.statements) == set().union(*held)
        if row.kind == "split":
            assert sum(map(len, held)) == len(set().union(*held))
        elif row.kind == "merge":
            assert len(row.statements) == 1
        mark = {"split": "split", "merge": "merged", "hide": "hidden", "pin": "pinned"}[row.kind]
        if len(row.parts) > 1 or row.kind in ("hide", "pin"):
            assert all(mark in edited.marks[id] for id in row.statements)
    assert set(edited.marks) <= set(owner.values())
    assert not any({"hidden", "pinned"} <= set(marks) for marks in edited.marks.values())


@settings(deadline=None, max_examples=60)
@given(SOME_EDITS, st.randoms(use_true_random=False))
def test_the_order_of_edits_and_sentences_matters_only_where_merges_contradict(
    edits: list[tuple[str, tuple[str, ...]]], shuffle: random.Random
) -> None:
    one = apply(number(edits))
    mixed = [(kind, tuple(shuffle.sample(quotes, len(quotes)))) for kind, quotes in shuffle.sample(edits, len(edits))]
    other = apply(number(mixed))
    if not any("splits what" in note for note in one.notes):
        assert (one.stories, one.marks) == (other.stories, other.marks)
        assert len(one.notes) == len(other.notes)

        def bare(rows: tuple[AppliedEdit, ...]) -> set[tuple[str, tuple[tuple[Span, ...], ...], tuple[str, ...]]]:
            return {(row.kind, row.parts, row.statements) for row in rows}

        assert bare(one.applied) == bare(other.applied)


@settings(deadline=None, max_examples=60)
@given(SOME_EDITS)
def test_said_twice_is_said_once_and_an_edit_applied_to_its_own_result_changes_nothing(
    edits: list[tuple[str, tuple[str, ...]]],
) -> None:
    once = apply(number(edits))
    twice = apply(number(edits + edits))
    assert (once.stories, once.marks) == (twice.stories, twice.marks)
    quoted = [e for e in edits if e[0] in ("hide", "pin") and not any(re.match("s-", q) for q in e[1])]
    again = apply(number(quoted), [list(story) for story in once.stories])
    assert again.stories == once.stories
