"""An editor's hand: statements split, merged, hidden or pinned as `edits.toml` says, whatever the run finds itself.

Splits go first, then merges, then what is hidden or pinned, so that the order in the file matters nowhere but between
two merges that cannot both be. A split goes before a merge that would undo it, and hiding before pinning: where an
editor contradicts himself, two lines that say the same are a smaller fault than one line that says two things.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from summarize.edits.file import Edit, Edits
from summarize.edits.lookup import Index, Unclear, find_sentences, index_sentences, read_id, show_sentences, show_text
from summarize.ids import statement_id
from summarize.same.central import choose_representative, stands_alone
from summarize.statements import Cluster
from summarize.types import AppliedEdit, Article, EditKind, EditMark, Sentence, Span

Group = frozenset[int]
"""Indices of sentences of the batch: those of a statement, or of a part of it."""
_MORE = 'quote more of it, or put its article before it, as in "file.txt: Nobody was hurt"'
_MARKS: dict[EditKind, EditMark] = {"split": "split", "merge": "merged", "hide": "hidden", "pin": "pinned"}


@dataclass(frozen=True, slots=True)
class Edited:
    """`stories`: a partition of each story's sentences again; `marks`: what edits did to a statement, by its id;
    `notes`: which edits could not be applied, or not in whole, and what to do about that, a line each."""

    stories: tuple[tuple[Cluster, ...], ...]
    applied: tuple[AppliedEdit, ...]
    marks: dict[str, tuple[EditMark, ...]]
    notes: tuple[str, ...]


Made = tuple[Edit, list[Group]]
"""An edit with its parts, as in `AppliedEdit`."""


@dataclass(frozen=True, slots=True)
class _Desk:
    """What the edits of a file are looked up in; `notes` are (line, note) of those that cause trouble."""

    edits: Edits
    index: Index
    shas: dict[str, str]
    notes: list[tuple[int, str]] = field(default_factory=list)
    ids: dict[Group, str] = field(default_factory=dict)

    def of_kind(self, kind: EditKind) -> list[Edit]:
        return [edit for edit in self.edits.edits if edit.kind == kind]

    def note(self, edit: Edit, why: str) -> None:
        self.notes.append((edit.line, f"{self.edits.file}, line {edit.line}: {edit.kind}: {why}"))

    def identify(self, group: Group) -> str:
        if group not in self.ids:
            places = self.place(group)
            self.ids[group] = statement_id((self.shas[span.article], span.start, span.end) for span in places)
        return self.ids[group]

    def add_twins(self, group: Group, others: Group) -> Group:
        """With the sentences of `others` that stand at the same place of the same text, in another article: a
        statement's id is made of texts and places, so two statements must not share one."""
        rows = self.index.sentences
        places = {(self.shas[rows[k].article], rows[k].start) for k in group}
        return group | {k for k in others if (self.shas[rows[k].article], rows[k].start) in places}

    def place(self, group: Group) -> tuple[Span, ...]:
        own = [Span(s.article, s.start, s.end) for s in map(self.index.sentences.__getitem__, group)]
        return tuple(sorted(own, key=lambda span: (span.article, span.start)))


def apply_edits(
    edits: Edits,
    stories: Sequence[Sequence[Cluster]],
    articles: Sequence[Article],
    sentences: Sequence[Sentence],
    vectors: np.ndarray,
) -> Edited:
    """stories: the clusters of each, from `cluster_story`; articles, sentences: the batch's; vectors: of all sentences.

    What no edit touches stays as it is, its representative too. No sentence is lost or moved to another story.
    """
    if not edits.edits:
        return Edited(tuple(map(tuple, stories)), (), {}, ())
    shas = {article.id: article.sha256 for article in articles}
    desk = _Desk(edits, index_sentences(articles, sentences), shas)
    before = [frozenset(members) for story in stories for _, members in story]
    story_of = {k: n for n, story in enumerate(stories) for _, members in story for k in members}
    splits, pieces = _split(desk, before)
    merges, after = _merge(desk, before, pieces, splits, story_of)
    told = _choose(desk, (before, pieces, after))
    applied, marks = _record(desk, [*splits, *merges, *told], after)
    known = {frozenset(cluster[1]): cluster for story in stories for cluster in story}
    found: list[list[Cluster]] = [[] for _ in stories]
    for group in after:
        found[story_of[min(group)]].append(known.get(group) or _make_cluster(sorted(group), sentences, vectors))
    ordered = (tuple(sorted(clusters, key=lambda cluster: list(cluster[1]))) for clusters in found)
    return Edited(tuple(ordered), applied, marks, tuple(told for _, told in sorted(desk.notes)))


def _split(desk: _Desk, before: Sequence[Group]) -> tuple[list[Made], list[Group]]:
    """What is named leaves its statement together; where nothing would stay behind, each stands by itself.

    A statement that several edits split falls into all the pieces on which they agree: their common refinement.
    """
    made, pieces = [], list(before)
    for edit in desk.of_kind("split"):
        leaving: Group = frozenset().union(*_look_up(desk, edit, _find_words, [before]))
        for group in before:
            if group & leaving:
                leaving = desk.add_twins(leaving, group)
                parts = [group & leaving, group - leaving] if group - leaving else _part_by_words(group, desk.index)
                made.append((edit, parts))
                pieces = [cut for piece in pieces for part in (*parts, piece - group) if (cut := piece & part)]
    return made, pieces


def _part_by_words(group: Group, index: Index) -> list[Group]:
    parts: dict[str, set[int]] = {}
    for k in sorted(group):
        parts.setdefault(index.folded[k], set()).add(k)
    return [frozenset(part) for part in parts.values()]


def _merge(
    desk: _Desk, before: Sequence[Group], pieces: Sequence[Group], splits: Sequence[Made], story_of: dict[int, int]
) -> tuple[list[Made], list[Group]]:
    made, after = [], list(pieces)
    for edit in desk.of_kind("merge"):
        parts = _look_up(desk, edit, _find_group, [before, pieces])
        whole: Group = frozenset().union(*parts, *(group for group in after if any(group & part for part in parts)))
        undone = [e.line for e, apart in splits if sum(bool(part & whole) for part in apart) > 1]
        if len({story_of[min(part)] for part in parts}) > 1:
            shown = show_sentences(map(min, parts), desk.index)
            desk.note(edit, f"{shown} are of several stories; only sentences of one story can make one statement")
        elif undone:
            desk.note(edit, f"line {min(undone)} splits what this would join; take one of the two out")
        elif parts:
            made.append((edit, parts))
            after = [whole, *(group for group in after if not group & whole)]
    return made, after


def _choose(desk: _Desk, states: Sequence[Sequence[Group]]) -> list[Made]:
    hidden = [(edit, _look_up(desk, edit, _find_group, states)) for edit in desk.of_kind("hide")]
    pinned = [(edit, _look_up(desk, edit, _find_group, states)) for edit in desk.of_kind("pin")]
    lines = {group: edit.line for edit, groups in reversed(hidden) for group in groups}
    for edit, groups in pinned:
        if hides := [lines[group] for group in groups if group in lines]:
            desk.note(edit, f"line {min(hides)} hides the same statement; take one of the two out")
    pinned = [(edit, [group for group in groups if group not in lines]) for edit, groups in pinned]
    return [(edit, groups) for edit, groups in [*hidden, *pinned] if groups]


def _record(
    desk: _Desk, made: Sequence[Made], after: Sequence[Group]
) -> tuple[tuple[AppliedEdit, ...], dict[str, tuple[EditMark, ...]]]:
    owner = {k: group for group in after for k in group}
    rows, marked = [], dict[str, set[EditMark]]()
    for edit, parts in made:
        ids = sorted({desk.identify(group) for group in {owner[k] for part in parts for k in part}})
        spans = sorted((desk.place(part) for part in parts), key=lambda part: (part[0].article, part[0].start))
        rows.append(AppliedEdit(edit.kind, edit.line, tuple(spans), tuple(ids), edit.why, edit.by))
        if edit.kind in ("hide", "pin") or len(parts) > 1:
            for id in ids:
                marked.setdefault(id, set()).add(_MARKS[edit.kind])
    rows.sort(key=lambda row: (row.line, row.parts[0][0].article, row.parts[0][0].start))
    return tuple(rows), {id: tuple(m for m in _MARKS.values() if m in found) for id, found in sorted(marked.items())}


def _make_cluster(members: list[int], sentences: Sequence[Sentence], vectors: np.ndarray) -> Cluster:
    own = [sentences[k] for k in members]
    first = choose_representative(range(len(own)), own, vectors[members], [stands_alone(s.text) for s in own])
    return members[first], members


def _look_up(
    desk: _Desk,
    edit: Edit,
    find: Callable[[_Desk, str, Sequence[Sequence[Group]]], Group],
    states: Sequence[Sequence[Group]],
) -> list[Group]:
    """What the quotations of an edit mean, each once; those that mean nothing are noted and passed over."""
    found: dict[Group, None] = {}
    for quoted in edit.sentences:
        try:
            found[find(desk, quoted, states)] = None
        except Unclear as why:
            desk.note(edit, str(why))
    return list(found)


def _find_group(desk: _Desk, quoted: str, states: Sequence[Sequence[Group]]) -> Group:
    """The one group of the last state that is meant. Raises Unclear."""
    found = _find(desk, quoted, states)
    groups = [group for group in states[-1] if group & found]
    if len(groups) > 1:
        shown = show_sentences((min(group & found) for group in groups), desk.index)
        raise Unclear(f"{show_text(quoted)} is in {len(groups)} statements: {shown}; {_MORE}")
    return groups[0]


def _find_words(desk: _Desk, quoted: str, states: Sequence[Sequence[Group]]) -> Group:
    """The sentences of one statement that have these words, in however many articles. Raises Unclear."""
    found = _find(desk, quoted, states)
    if read_id(quoted) is None and len({desk.index.folded[k] for k in found}) > 1:
        raise Unclear(
            f"{show_text(quoted)} begins several sentences: {show_sentences(sorted(found), desk.index)}; {_MORE}"
        )
    _find_group(desk, quoted, states)
    return found


def _find(desk: _Desk, quoted: str, states: Sequence[Sequence[Group]]) -> Group:
    id = read_id(quoted)
    if id is None:
        return frozenset(find_sentences(quoted, desk.index))
    found = {group for state in states for group in state if desk.identify(group).startswith(id)}
    if not found:
        raise Unclear(f"no statement has the id {id}, for ids change with the mentions; quote its sentence instead")
    return frozenset().union(*found)
