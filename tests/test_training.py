"""What the training reads, without a training."""

from __future__ import annotations

from itertools import combinations

from summarize.training.stories import read_invented


def test_the_invented_stories_say_which_sentences_make_one_statement() -> None:
    stories = read_invented()
    assert len(stories) > 300 and len({story.name for story in stories}) == len(stories)
    for story in stories:
        assert story.same and not story.ignored
        assert len({sentence.text for sentence in story.sentences}) == len(story.sentences)
        partners: dict[int, set[int]] = {k: {k} for k in range(len(story.sentences))}
        for i, j in story.same:
            partners[i].add(j)
            partners[j].add(i)
        # Same is same for all: whoever says what one says is said to say what the others say.
        assert all(partners[i] == partners[j] for i, j in story.same)
        assert any(not partners[i] & {j} for i, j in combinations(partners, 2))
