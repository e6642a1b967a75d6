"""What the training reads, and the training of the pair reader in small."""

from __future__ import annotations

import copy
from itertools import combinations

import numpy as np
import pytest

from summarize.same.pair_reader import apply_changes, score_states
from summarize.training.pairs import Drawn, PairModel, draw_invented, train_pairs
from summarize.training.stories import LabelledStory, read_invented
from summarize.training.upper import Base
from summarize.types import Sentence


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


def test_the_pair_reader_learns_and_reads_as_it_was_trained(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tiny model learns which of two words two sentences must share."""
    import torch
    from transformers import MPNetConfig, MPNetModel

    torch.manual_seed(3)
    config = MPNetConfig(
        vocab_size=40, hidden_size=64, num_hidden_layers=2, num_attention_heads=2, intermediate_size=128
    )
    model = MPNetModel(config, add_pooling_layer=False).eval()
    untouched = copy.deepcopy(model.encoder)
    base, again = (Base(tokenizer=None, model=copy.deepcopy(model), lower=1, rate=0) for _ in range(2))
    draw = np.random.default_rng(1)

    def say(word: int) -> torch.Tensor:
        ids = torch.tensor([[2, *draw.integers(10, 40, draw.integers(3, 7)), word]])
        with torch.no_grad():
            return base.run(model.encoder.layer[:1], model.embeddings(input_ids=ids), torch.ones(ids.shape))[0]

    words = draw.integers(5, 7, (256, 2)).tolist()
    drawn = [Drawn(say(one).bfloat16(), say(two).bfloat16(), one == two) for one, two in words]
    pair_model = PairModel(base)
    losses = train_pairs(drawn, pair_model, seed=1, epochs=20)
    assert np.mean(losses[-16:]) < 0.8 * np.mean(losses[:16])
    one, two = [pair.one.float() for pair in drawn[:8]], [pair.two.float() for pair in drawn[:8]]
    monkeypatch.setattr("summarize.same.pair_reader.LOWER", 1)
    upper, head = apply_changes(untouched, pair_model.weights())
    with torch.no_grad():
        trained, read = pair_model(one, two), score_states(upper, head, one, two, size=32)
        assert torch.allclose(trained, read, atol=0.1) and torch.allclose(trained, pair_model(two, one), atol=0.1)
        assert trained.std() > 0.3
        further = PairModel(again)
        further.start(pair_model.weights())
        assert torch.allclose(trained, further(one, two), atol=0.1)


def test_of_invented_stories_pairs_of_a_headline_and_a_sentence_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["Ferry runs aground", "The ferry ran aground on Monday.", "Divers found no leak in the hull of the ship."]
    sentences = tuple(Sentence(f"a-{k}", 0, len(text), text, 0, "body") for k, text in enumerate(texts))
    story = LabelledStory("ferry", sentences, frozenset({(0, 1)}), frozenset())
    monkeypatch.setattr("summarize.training.pairs.read_invented", lambda: [story])
    monkeypatch.setattr("summarize.training.pairs.draw_pairs", lambda story, small: [(0, 1), (0, 2), (1, 2)])
    monkeypatch.setattr("summarize.training.pairs.prepare_pairs", lambda story, pairs, base: pairs)
    for seed in range(4):
        assert draw_invented([], None, most=2, seed=seed) == [(0, 1), (0, 2)]
    assert draw_invented([], None, most=9, seed=1) == [(0, 1), (0, 2), (1, 2)]
