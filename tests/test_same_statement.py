"""The benchmark of the decision "same statement": that its figures are right, and that it shows no text."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.pipeline import brief
from summarize.training.stories import LabelledStory, Pair, read_stories
from summarize.types import Sentence
from tests.benchmarks import cascade, same_statement
from tests.benchmarks.error_kinds import KINDS, Reading, Tally, tally_kinds, tally_ways
from tests.benchmarks.joins import (
    Clustered,
    Told,
    count_story_pairs,
    estimate,
    label_pairs,
    score_bcubed,
    score_pairs,
    sum_bcubed,
    tell_story,
)
from tests.benchmarks.pairs import choose_threshold, measure_cosines, read_rows, share_above
from tests.benchmarks.reliability import calibrate, plot_calibration, read_scores
from tests.conftest import WordEncoder

TEXTS = (
    "The ferry Aurora ran aground off Lowmere on Monday.",
    "Nobody was hurt, the coastguard said.",
    "Divers will inspect the hull on Tuesday.",
    "The Aurora ran aground near Lowmere on Monday.",
    "All passengers got off unharmed.",
    "The company has paid three fines.",
)


def make_told(
    statements: Sequence[int | None],
    same: Iterable[Pair],
    ignored: Iterable[Pair] = (),
    probability: dict[Pair, float] | None = None,
    texts: Sequence[str] = TEXTS,
) -> Told:
    """A labelled story, the first half of whose sentences are of one article, and a run that split it alike; `None`
    where the run set a sentence aside."""
    articles = "A" * (len(statements) // 2) + "B" * len(statements)
    own = [Sentence(articles[k], 100 * k, 100 * k + 50, texts[k], k, "body") for k in range(len(statements))]
    places, kept = [], []
    for k, statement in enumerate(statements):
        places.append(None if statement is None else len(kept))
        kept += [k] * (statement is not None)
    of_run = {k: n for n, k in enumerate(kept)}
    n = len(kept)
    run = Clustered(
        sentences=tuple(own[k] for k in kept),
        first=np.arange(n),
        story=np.zeros(n, dtype=np.int64),
        statement=np.array([statements[k] for k in kept], dtype=np.int64),
        spans={},
        probability={(of_run[i], of_run[j]): p for (i, j), p in (probability or {}).items()},
    )
    return Told(LabelledStory("ferry", tuple(own), frozenset(same), frozenset(ignored)), run, tuple(places))


def pairs_of(clusters: Sequence[int]) -> set[Pair]:
    return {(i, j) for j in range(len(clusters)) for i in range(j) if clusters[i] == clusters[j]}


clusterings = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=6, max_size=6)


def test_a_sentence_belongs_to_what_covers_most_of_it() -> None:
    spans = {"A": [(0, 10, 0), (10, 30, 1), (40, 60, 2)]}
    run = Clustered((), np.zeros(0), np.zeros(0), np.zeros(0), spans, {})
    assert run.find_sentence("A", 0, 12) == 0
    assert run.find_sentence("A", 5, 30) == 1
    assert run.find_sentence("A", 0, 20) == 0  # half and half: the first
    assert run.find_sentence("A", 50, 90) is None  # a quarter
    assert run.find_sentence("B", 0, 10) is None


def test_pairs_are_counted_over_all_and_across_articles() -> None:
    told = make_told([0, 0, 1, 0, None, 2], same={(0, 3), (1, 4)}, ignored={(0, 1)})
    counts = count_story_pairs(told)
    assert counts["all"].tolist() == [1, 1, 1]  # (0, 3) found, (1, 3) wrong, (1, 4) set aside; (0, 1) is not counted
    assert counts["across"].tolist() == [1, 1, 1]
    assert score_pairs(counts["all"]).tolist() == [0.5, 0.5, 0.5]


def test_nothing_joined_is_nothing_wrong() -> None:
    assert score_pairs(np.array([0, 0, 3])).tolist() == [1, 0, 0]


def test_bcubed_by_hand() -> None:
    told = make_told([0, 1, 2, 0, 0, 3], same={(0, 3), (1, 4)})
    # 0 and 3 are with one right and one wrong mate; 4 with two wrong ones, without its own; 1 lacks its mate
    assert sum_bcubed(told, alone=False) == pytest.approx([2 / 3 + 2 / 3 + 1 / 3 + 1, 1 + 1 + 1 / 2 + 1 / 2, 4])
    assert sum_bcubed(told, alone=True) == pytest.approx([2 / 3 + 2 / 3 + 1 / 3 + 1 + 2, 1 + 1 + 1 / 2 + 1 / 2 + 2, 6])
    assert score_bcubed(np.array([3.0, 1.5, 3])) == pytest.approx([1, 0.5, 2 / 3])


def test_bcubed_passes_over_boilerplate() -> None:
    line = {(min(k, 5), max(k, 5)) for k in range(5)}
    assert sum_bcubed(make_told([0, 0, 1, 2, 3, 0], same={(0, 1)}, ignored=line), alone=True).tolist() == [5, 5, 5]


@given(clusterings)
def test_bcubed_precision_is_recall_the_other_way_round(drawn: list[tuple[int, int]]) -> None:
    run, people = zip(*drawn, strict=True)
    one = sum_bcubed(make_told(run, pairs_of(people)), alone=True)
    other = sum_bcubed(make_told(people, pairs_of(run)), alone=True)
    assert one[[0, 1]] == pytest.approx(other[[1, 0]])


def test_intervals_are_of_stories_and_repeatable() -> None:
    rows = [np.array([8, 2, 2]), np.array([1, 4, 9]), np.array([5, 5, 0])]
    figures, interval = estimate(rows, score_pairs)
    assert figures == pytest.approx([14 / 25, 14 / 25, 14 / 25])
    assert (interval[0] < figures).all() and (figures < interval[1]).all()
    assert np.array_equal(interval, estimate(rows, score_pairs)[1])
    figures, interval = estimate(rows[:1], score_pairs)
    assert np.allclose(interval, figures)


def test_only_pairs_that_were_compared_and_count_are_labelled() -> None:
    p = {(0, 3): 0.9, (1, 4): 0.2, (0, 1): 0.6, (2, 5): 0.1}
    told = make_told([0, 1, 2, 0, 3, 4], same={(0, 3), (1, 4)}, ignored={(0, 1)}, probability=p)
    found, label = label_pairs(told)
    assert sorted(zip(found.tolist(), label.tolist(), strict=True)) == [(0.1, False), (0.2, True), (0.9, True)]


KIND = {
    "a quotation on one side only": ("“We will not pay a penny of it,” Holt said.", "Holt refused to pay any of it."),
    "two quotations, no three words in common": (
        "“We have done nothing wrong at all,” Holt said.",
        "“The courts of this land will decide,” Holt said.",
    ),
    "one sentence twice as long": (
        "The bridge closed.",
        "The bridge of Brisk closed for the winter after a crack was found.",
    ),
    "one begins with a pronoun": ("He left the hall.", "Holt left the hall."),
    "one is a headline": ("Mayor Holt Leaves Hall Early", "Mayor Holt left the hall early on Monday."),
    "planned against done": ("Holt will meet Reed on Monday.", "Holt met Reed on Monday."),
    "only one denies": ("Holt did not take the money.", "Holt took the money."),
    "caught by a guard": ("Holt denied taking the money from the club.", "Holt took the money from the club."),
    "different numbers": ("The fire killed 12 people.", "The fire killed 14 people."),
    "different days": ("The fire broke out on Monday.", "The fire broke out on Tuesday."),
    "both have names, none in common": ("The mayor met Ann Holt.", "The mayor met Jim Reed."),
    "hardly a word in common": ("The harbour froze over.", "Ships could not sail from the town."),
}


@pytest.mark.parametrize("kind", KIND)
def test_kinds(kind: str) -> None:
    reading = Reading(KIND[kind], [False, False])
    assert kind in reading.name_kinds(0, 1)
    assert reading.name_kinds(0, 1) == reading.name_kinds(1, 0)
    assert kind not in Reading([KIND[kind][0]] * 2, [False, False]).name_kinds(0, 1) or kind in (
        "one begins with a pronoun",
        "one is a headline",
    )


def test_every_kind_is_tested() -> None:
    assert set(KINDS) == {*KIND, "within one article", "none of these"}


def test_a_line_that_the_run_took_for_a_headline_is_one() -> None:
    texts = ["Ferry aground off Lowmere", "A ferry ran aground off Lowmere."]
    assert "one is a headline" in Reading(texts, [True, False]).name_kinds(0, 1)
    assert "one is a headline" not in Reading(texts, [False, False]).name_kinds(0, 1)


@given(clusterings, st.dictionaries(st.sampled_from(sorted(pairs_of([0] * 6))), st.floats(0, 1)))
def test_tallies_add_up(drawn: list[tuple[int, int]], probability: dict[Pair, float]) -> None:
    run, people = zip(*drawn, strict=True)
    told = make_told(run, pairs_of(people), probability=probability)
    hits, wrong, missed = count_story_pairs(told)["all"]
    everything = Tally(hits + missed, missed, hits + wrong, wrong)
    assert tally_kinds([told])["all"] == everything
    ways = tally_ways([told], 0.3).values()
    assert Tally(*(sum(getattr(w, name) for w in ways) for name in Tally.__slots__)) == everything


def test_ways_are_told_by_the_pairs_own_probability() -> None:
    p = {(0, 3): 0.9, (0, 1): 0.1, (1, 3): 0.35, (2, 5): 0.02}
    told = make_told([0, 0, 1, 0, None, 2], same={(0, 3), (1, 4), (2, 5), (2, 3)}, probability=p)
    ways = tally_ways([told], 0.3)
    assert {way: (t.missed, t.wrong) for way, t in ways.items() if t.same or t.joined} == {
        "likely, 0.50 and more": (0, 0),
        "from 0.30, enough to be joined": (0, 1),
        "from 0.05, joined only through others": (0, 1),
        "below 0.05": (1, 0),
        "never compared": (1, 0),
        "set aside": (1, 0),
    }


def test_labels_may_be_split_otherwise_than_the_run() -> None:
    told = make_told([0, 0, 0, 1, 2, 3], same={(0, 2)})
    told = replace(told, run=replace(told.run, first=np.array([0, 1, 0, 3, 4, 5])), place=(0, 0, 2, 3, 4, 5))
    ways = tally_ways([told], 0.3)
    assert (ways["one sentence of the run"].wrong, ways["the same words"].joined) == (1, 2)


def test_calibration_by_hand() -> None:
    p = np.array([0.02, 0.04, 0.62, 0.68, 1.0, 0.94])
    found = calibrate(p, np.array([0, 0, 1, 0, 1, 1], dtype=bool))
    assert found.count.tolist() == [2, 0, 0, 0, 0, 0, 2, 0, 0, 2]
    assert found.mean[[0, 6, 9]] == pytest.approx([0.03, 0.65, 0.97])
    assert found.share[[0, 6, 9]] == pytest.approx([0, 0.5, 1])
    assert np.isnan(found.mean[1])
    assert found.error == pytest.approx((0.03 + 0.15 + 0.03) / 3)
    assert (found.unclear, found.rest[0]) == (4, pytest.approx((0.15 + 0.03) / 2))


def test_an_honest_probability_is_off_by_chance_alone() -> None:
    draw = np.random.default_rng(1)
    p = draw.random(4000)
    honest, bold = (calibrate(p, draw.random(4000) < truth) for truth in (p, p**2))
    assert honest.error < 2 * honest.by_chance
    assert bold.error > 5 * bold.by_chance


def test_the_plot_has_a_mark_where_people_join_and_where_the_mean_lies() -> None:
    p = np.repeat([0.05, 0.95], 10)
    label = np.r_[np.zeros(10), np.ones(5), np.zeros(5)].astype(bool)
    lines = plot_calibration(calibrate(p, label)).splitlines()
    (top,) = (line for line in lines if line.startswith("  1.0"))
    assert "." in top.split("|")[1]
    assert [line.split("|")[1].strip() for line in lines if "o" in line] == ["o"]
    assert lines[-1].split() == ["pairs", "10", *["0"] * 8, "10"]


def test_scores_are_read_and_nothing_is_unpickled(tmp_path: Path) -> None:
    path = tmp_path / "scores.npz"
    np.savez(path, p=np.array([0.1, 0.9, 0.5]), label=np.array([0, 1, 1]), counts=np.array([True, True, False]))
    p, label = read_scores(path)
    assert (p.tolist(), label.tolist()) == ([0.1, 0.9], [False, True])
    np.savez(path, p=np.array([0.1]), label=np.array([1]))
    with pytest.raises(ValueError, match="no array counts"):
        read_scores(path)
    np.savez(path, p=np.array([1.5]), label=np.array([1]), counts=np.array([1]))
    with pytest.raises(ValueError, match="from 0 to 1"):
        read_scores(path)
    np.savez(path, p=np.array([{}], dtype=object), label=np.array([1]), counts=np.array([1]))
    with pytest.raises(ValueError, match="pickle"):
        read_scores(path)


def test_a_threshold_is_chosen_on_its_own_data() -> None:
    scores, label = np.array([0.1, 0.4, 0.6, 0.9]), np.array([False, True, False, True])
    assert choose_threshold(scores, label, lambda y, guess: float((y == guess).mean())) == 0.4


def test_share_above_the_threshold_that_keeps_so_many() -> None:
    positive = np.array([0.9, 0.8, 0.7, 0.6, 0.1])
    assert share_above(np.array([0.95, 0.65, 0.6, 0.5]), positive, 0.8) == 0.75
    assert share_above(np.array([0.05, 0.5]), positive, 1.0) == 0.5


def test_the_same_rows_are_drawn_again(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps({"a": f"{k}", "b": "x"}) + "\n" for k in range(50)))
    drawn = read_rows(path, 10)
    assert drawn == read_rows(path, 10)
    assert [int(row["a"]) for row in drawn] == sorted(int(row["a"]) for row in drawn)
    assert len(read_rows(path)) == len(read_rows(path, 60)) == 50


def test_cosines_are_of_the_rows_in_their_order() -> None:
    rows = [{"a": "the ferry", "b": "a bridge"}, {"a": "a bridge", "b": "a bridge"}]
    found = measure_cosines(rows, lambda texts: WordEncoder().encode(texts, lambda done, total: None))
    assert found[1] == pytest.approx(1)
    assert found[0] < 0.9


# --- the whole report, on stories of our own and an encoder that needs no model ---

ARTICLES = {
    "A": "The ferry Aurora ran aground off Lowmere on Monday with 212 people on board. Nobody was hurt, they said.",
    "B": "The ferry Aurora ran aground off Lowmere on Monday with 212 people on board, police said. Divers will come.",
    "C": "The company that runs the Aurora has paid three fines since 2028. Nobody was hurt, the coastguard said.",
}


def write_story(folder: Path) -> None:
    (folder / "batch").mkdir(parents=True)
    rows = [{"id": id, "outlet": f"Outlet {id}", "text": text} for id, text in ARTICLES.items()]
    (folder / "batch" / "articles.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    sentences = {}
    for id, text in ARTICLES.items():
        end = text.index(". ") + 1
        for number, (start, stop) in enumerate(((0, end), (end + 1, len(text))), start=1):
            sentences[f"{id}{number}"] = {"article": id, "start": start, "end": stop, "text": text[start:stop]}
    gold = {"sentences": sentences, "same": [["A1", "B1"], ["A2", "C2"]], "ignored": [], "boilerplate_any": []}
    (folder / "gold.json").write_text(json.dumps(gold))


def write_lines(path: Path, rows: Iterable[dict]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    for part in ("dev", "train"):
        for number in (1, 2):
            write_story(folder / "statements" / part / f"story{number}")
    close, far = {"a": TEXTS[0], "b": TEXTS[3]}, {"a": TEXTS[1], "b": TEXTS[5]}
    for name in ("mrpc-test", "mrpc-val"):
        write_lines(folder / "pairs" / f"{name}.jsonl", [close | {"label": 1}, far | {"label": 0}] * 3)
    likeness = [close | {"genre": "main-news", "score": 4.5}, far | {"genre": "main-news", "score": 0.5}]
    likeness.append({"a": "x", "b": "x", "genre": "main-forums", "score": 5})
    write_lines(folder / "pairs" / "stsb-test.jsonl", likeness)
    stories = {"7_1ecb": [TEXTS[0], TEXTS[5]], "7_2ecb": [TEXTS[3], TEXTS[1]], "7_1ecbplus": [TEXTS[2], TEXTS[4]]}
    write_lines(
        folder / "stories" / "ecbplus-odd-topics.jsonl",
        ({"doc": doc, "topic": 7, "text": "\n".join(lines)} for doc, lines in stories.items()),
    )
    pairs = [("pos", "7_1ecb", 0, "7_2ecb", 0), ("neg_same_story", "7_1ecb", 1, "7_2ecb", 1)]
    pairs.append(("neg_lookalike_story", "7_1ecb", 0, "7_1ecbplus", 0))
    write_lines(
        folder / "pairs" / "ecbplus-pairs.jsonl",
        (
            {"label": label, "topic": 7, "a_doc": one, "a": stories[one][i], "b_doc": two, "b": stories[two][j]}
            for label, one, i, two, j in pairs
        ),
    )
    return folder


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch, encoder: WordEncoder) -> WordEncoder:
    for module in ("joins", "same_statement", "cascade"):
        monkeypatch.setattr(f"tests.benchmarks.{module}.load_encoder", lambda model: encoder)
    monkeypatch.setattr("tests.benchmarks.pairs._TOPICS", (7,))
    return encoder


def run_report(monkeypatch: pytest.MonkeyPatch, *options: str) -> None:
    monkeypatch.setattr("sys.argv", ["same_statement", *options])
    same_statement.main()


def test_the_report_has_every_part_and_no_text(
    data: Path, words: WordEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scores, file = tmp_path / "scores.npz", tmp_path / "section.md"
    np.savez(scores, p=np.array([0.1, 0.9]), label=np.array([False, True]), counts=np.array([True, True]))
    options = ("--data", str(data), "--cache", str(tmp_path / "cache"), "--reliability", str(scores))
    run_report(monkeypatch, *options, "--markdown", str(file), "--only", "dev,train,pairs")
    printed = capsys.readouterr().out
    assert printed.rstrip() == file.read_text(encoding="utf-8").rstrip()
    for told in ("`statements/dev`: 2 stories, 12", "`statements/train`, in sample", "out of fold", "Other people's"):
        assert told in printed
    assert "| pairs across articles | 4 / " in printed
    for text in (*ARTICLES.values(), *TEXTS):
        assert not any(part in printed for part in text.split(". "))
    encoded = len(words.encoded)
    run_report(monkeypatch, *options, "--only", "dev,train,pairs")
    assert capsys.readouterr().out == printed
    assert len(words.encoded) == encoded  # what is cached is not computed again


def test_a_part_that_does_not_exist_is_refused(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run_report(monkeypatch, "--data", str(data), "--only", "dev,tset")
    assert "no part tset" in capsys.readouterr().err


def test_the_cost_of_a_run_is_told(
    data: Path, words: WordEncoder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    batch, texts = data / "statements" / "dev" / "story1" / "batch", tmp_path / "texts.json"
    cascade.run_job(str(batch), str(tmp_path / "out"), str(texts))
    told = json.loads(capsys.readouterr().out)
    assert told["sentences"] == 6
    assert told["counts"]["cluster: mentions"] == 6
    assert set(told["stages"]) >= {"embed", "compare", "write"}
    assert told["spent"][0] >= sum(told["stages"].values()) * 0.9
    cascade.run_encoder(str(texts))
    told = json.loads(capsys.readouterr().out)
    assert told["spent"][0] >= told["loading"][0]
    assert set(json.loads(texts.read_text())) <= set(words.encoded)


@pytest.mark.slow
def test_the_figures_are_those_of_the_official_scorer(data_folder: Path, tmp_path: Path) -> None:
    path = data_folder.parent / "bench" / "score_statements.py"
    if not path.exists():
        pytest.skip("the official scorer is not beside the labelled data")
    spec = importlib.util.spec_from_file_location("score_statements", path)
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    folder = data_folder / "statements" / "train"
    for story in read_stories(folder)[:4]:
        out = brief(folder / story.name / "batch", tmp_path, story.name)
        gold = json.loads((folder / story.name / "gold.json").read_text(encoding="utf-8"))
        official = scorer.score_story(gold, out)["counts"]
        counts = count_story_pairs(tell_story(story, folder, tmp_path))
        assert (tuple(counts["all"]), tuple(counts["across"])) == (official["all"], official["cross"])
