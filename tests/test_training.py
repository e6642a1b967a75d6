"""What the training reads and writes, without a training."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from summarize.training.average import average_layers
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


def test_layers_are_averaged_one_by_one_and_only_with_their_like(tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    one, other, shorter = (tmp_path / f"{name}.safetensors" for name in ("one", "other", "shorter"))
    save_file({"w": np.float16([1, 2]), "b": np.float16([0])}, one)
    save_file({"w": np.float16([3, 2]), "b": np.float16([1])}, other)
    save_file({"w": np.float16([3])}, shorter)
    average_layers([one, other], tmp_path / "mean.safetensors")
    mean = load_file(tmp_path / "mean.safetensors")
    assert mean["w"].tolist() == [2, 2] and mean["b"].tolist() == [0.5]
    with pytest.raises(ValueError, match="not the same layers"):
        average_layers([one, shorter], tmp_path / "mean.safetensors")
