"""What is known of a statement as a whole."""

from __future__ import annotations

import dataclasses

import numpy as np

from summarize.findings import expect_origins
from summarize.types import Mention, Sentence, Statement

LEAD, COPY, OTHER, FAR = "The ferry ran aground.", "A ferry ran aground.", "A ship stranded.", "Ships often strand."
TEXTS = [LEAD, LEAD, COPY, OTHER, FAR]
ORIGINS = ["agency:ap", "agency:ap", "agency:ap", "outlet:Coast", "outlet:Harbour"]
SENTENCES = [Sentence(f"a-{k}", 0, len(text), text, 1, "body") for k, text in enumerate(TEXTS)]
MENTIONS = [Mention(f"a-{k}", f"o-{k}", 0, len(t), t, ORIGINS[k]) for k, t in enumerate(TEXTS)]


def state(*members: int, first: int = 0) -> Statement:
    own = tuple(MENTIONS[k] for k in members)
    return Statement("s-1", "story-1", MENTIONS[first], own, (), len({m.origin for m in own}))


def expect(statement: Statement, **pairs: float) -> dict[str, float]:
    """pairs: of sentences by number, as in `p03=.5`."""
    rows = np.array([[int(name[1]), int(name[2])] for name in pairs] or np.zeros((0, 2)), dtype=np.int64)
    return expect_origins([statement], SENTENCES, [(rows, np.array(list(pairs.values())))])


def test_an_origin_counts_as_far_as_it_is_likely_to_say_the_same() -> None:
    assert expect(state(0, 3), p03=0.4) == {"s-1": 1.4}
    assert expect(state(0, 3, 4), p03=0.9, p04=0.2) == {"s-1": 2.1}


def test_a_reprint_adds_nothing_and_one_origin_is_not_asked() -> None:
    assert expect(state(0, 1, 2, 3), p02=0.8, p03=0.4) == {"s-1": 1.4}
    assert expect(state(0, 1, 2), p02=0.8) == {}


def test_what_repeats_another_version_of_the_agencys_words_counts_through_it() -> None:
    assert expect(state(0, 2, 3), p02=0.9, p03=0.3, p23=0.8) == {"s-1": 1.72}


def test_of_copies_the_first_speaks_for_all() -> None:
    """Only the first of two sentences in the same words is compared."""
    assert expect(state(0, 1, 3, first=1), p03=0.4) == {"s-1": 1.4}


def test_a_copy_that_an_editor_left_behind_is_known_by_the_first() -> None:
    """Of sentences in the same words only the first was compared, in whichever statement it is now."""
    rest, first = state(1, 3, first=1), dataclasses.replace(state(0), id="s-0")
    assert expect_origins([first, rest], SENTENCES, [(np.array([[0, 3]]), np.array([0.4]))]) == {"s-1": 1.4}


def test_each_story_has_its_own_evidence() -> None:
    again = [dataclasses.replace(sentence, article=f"b{sentence.article}") for sentence in SENTENCES]
    other = tuple(dataclasses.replace(m, article=f"b{m.article}") for m in state(0, 3).mentions)
    second = Statement("s-2", "story-2", other[0], other, (), 2)
    pairs = [(np.array([[0, 3]]), np.array([0.9])), (np.array([[5, 8]]), np.array([0.2]))]
    assert expect_origins([state(0, 3), second], [*SENTENCES, *again], pairs) == {"s-1": 1.9, "s-2": 1.2}


def test_what_an_editor_merged_is_sure() -> None:
    assert expect(dataclasses.replace(state(0, 3), edited=("merged",))) == {}
