"""The whole job: from a batch to a briefing that can be re-checked."""

from __future__ import annotations

import gc
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from summarize.errors import EmptyBatchError
from summarize.pipeline import STAGES, _collect_seldom, brief
from summarize.settings import Settings
from summarize.verify.run import verify_run
from tests.conftest import FERRY, WordEncoder, run_with_the_model, write_batch

FILES = {
    "articles.jsonl", "briefing.html", "briefing.json", "briefing.md", "discrepancies.jsonl", "edits.jsonl",
    "manifest.json", "origins.jsonl", "rejected.jsonl", "statements.jsonl",
}  # fmt: skip


def contents(folder: Path) -> dict[str, object]:
    """All files of a run, without what may differ between two runs of one batch."""
    found: dict[str, object] = {path.name: path.read_bytes() for path in folder.iterdir()}
    for name, masked in (("briefing.json", ["generated"]), ("manifest.json", ["generated", "seconds"])):
        found[name] = {k: v for k, v in json.loads(found[name]).items() if k not in masked}  # type: ignore[arg-type]
    return found


def test_stages_that_overlap_leave_the_garbage_collector_as_it_was() -> None:
    before = gc.get_threshold()
    one, other = _collect_seldom(), _collect_seldom()
    with one:
        other.__enter__()
    assert gc.get_threshold()[0] > before[0]
    other.__exit__(None, None, None)
    assert gc.get_threshold() == before


def test_a_fact_of_three_outlets_is_written_once_with_all_who_reported_it(
    encoder: WordEncoder, ferry: Path, tmp_path: Path, jsonl: Callable
) -> None:
    folder = brief(ferry, tmp_path / "out")
    assert {path.name for path in folder.iterdir()} == FILES
    assert verify_run(folder) == []
    statements = jsonl(folder / "statements.jsonl")
    (aground,) = (s for s in statements if "ran aground" in s["representative"]["text"])
    assert aground["outlets"] == ["Coast Daily", "Harbour Post", "Island Radio"]
    assert aground["origins"] == 3
    (unhurt,) = (s for s in statements if "Nobody was hurt" in s["representative"]["text"])
    assert unhurt["outlets"] == ["Coast Daily", "Harbour Post"]
    briefing = json.loads((folder / "briefing.json").read_text())
    assert briefing["title"] == "Ferry runs aground off Lowmere"
    assert [item["origins"] for item in briefing["stories"][0]["items"]] == [3, 2, 1, 1, 1]


def test_what_is_no_news_is_set_aside_with_its_reason(
    encoder: WordEncoder, ferry: Path, tmp_path: Path, jsonl: Callable
) -> None:
    rejected = jsonl(brief(ferry, tmp_path / "out") / "rejected.jsonl")
    codes = {r["text"]: r["code"] for r in rejected}
    assert codes["© 2031 Harbour Post."] == codes["All rights reserved."] == "copyright"
    assert codes["Sign up for our newsletter"] == "promotion"
    assert codes["LOWMERE (Coast Press) —"] == "dateline"


def test_neither_the_order_of_the_inputs_nor_the_cache_changes_a_byte(
    encoder: WordEncoder, ferry: Path, tmp_path: Path
) -> None:
    cold = contents(brief(ferry, tmp_path / "out"))
    assert encoder.encoded
    encoder.encoded.clear()
    assert contents(brief(ferry, tmp_path / "out")) == cold
    assert encoder.encoded == []
    turned = write_batch(tmp_path / "turned" / "ferry", dict(reversed(FERRY.items())))
    assert contents(brief(turned, tmp_path / "other")) == cold


def test_a_batch_with_nothing_usable_leaves_the_last_briefing_alone(
    encoder: WordEncoder, ferry: Path, tmp_path: Path
) -> None:
    finished = contents(brief(ferry, tmp_path / "out", name="news"))
    (tmp_path / "empty").mkdir()
    only_debris = write_batch(tmp_path / "debris", {"Post": "Read more\n\nSign up for our newsletter\n"})
    for batch in (tmp_path / "empty", only_debris):
        with pytest.raises(EmptyBatchError):
            brief(batch, tmp_path / "out", name="news")
    assert contents(tmp_path / "out" / "news") == finished


def test_another_batch_does_not_overwrite_a_briefing(encoder: WordEncoder, ferry: Path, tmp_path: Path) -> None:
    first = brief(ferry, tmp_path / "out", name="news")
    other = write_batch(tmp_path / "other", {"Post": "The bridge of Brisk was closed on Monday, the mayor said."})
    second = brief(other, tmp_path / "out", name="news")
    assert second.name.startswith("news-") and len(second.name) == len("news-") + 8
    assert verify_run(first) == verify_run(second) == []
    assert brief(other, tmp_path / "out", name="news") == second


def test_the_manifest_counts_every_stage(encoder: WordEncoder, ferry: Path, tmp_path: Path) -> None:
    manifest = json.loads((brief(ferry, tmp_path / "out") / "manifest.json").read_text())
    assert list(manifest["counts"]) == list(manifest["seconds"]) == [stage.name for stage in STAGES]
    assert manifest["model"] == {"name": "words", "sha256": "words-1", "decision": manifest["model"]["decision"]}
    assert manifest["counts"]["read"]["articles"] == 3


def test_a_german_and_a_russian_article_are_set_aside_with_the_mend(
    encoder: WordEncoder, tmp_path: Path, jsonl: Callable
) -> None:
    german = "Die Fähre Aurora ist am Montag vor Lowmere auf Grund gelaufen. Niemand wurde verletzt, sagte die Wache."
    russian = "Паром «Аврора» сел на мель у Лоумера в понедельник. По словам береговой охраны, никто не пострадал."
    batch = write_batch(tmp_path / "mixed", FERRY | {"Küste": german, "Берег": russian})
    folder = brief(batch, tmp_path / "out")
    assert verify_run(folder) == []
    aside = [r for r in jsonl(folder / "rejected.jsonl") if r["code"] == "language"]
    assert sorted(r["text"] for r in aside) == sorted([german, russian])
    assert all("--languages" in r["mend"] for r in aside)
    briefing = json.loads((folder / "briefing.json").read_text())
    assert briefing["counts"]["articles"] == 3 == len(briefing["sources"])
    assert {a["outlet"]: a["story"] for a in jsonl(folder / "articles.jsonl")}["Küste"] is None


def test_a_multilingual_setting_reads_them(encoder: WordEncoder, tmp_path: Path, jsonl: Callable) -> None:
    german = "Die Fähre Aurora ist am Montag vor Lowmere auf Grund gelaufen. Niemand wurde verletzt, sagte die Wache."
    batch = write_batch(tmp_path / "mixed", {"Küste": german})
    folder = brief(batch, tmp_path / "out", settings=Settings(languages=("en", "de")))
    assert len(jsonl(folder / "statements.jsonl")) == 2


words = st.sampled_from(
    "The ferry Aurora ran aground on Monday. Nobody hurt! “No,” he said — … 3.5% U.S. é 🚢 ©".split()
)
lines = st.lists(words, min_size=1, max_size=12).map(" ".join)
texts = st.lists(lines, min_size=1, max_size=6).map("\r\n\n".join)


@given(st.dictionaries(st.sampled_from(["A", "B", "C"]), texts, min_size=1))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_in_the_articles_a_finished_run_holds(
    encoder: WordEncoder, tmp_path_factory: pytest.TempPathFactory, articles: dict[str, str]
) -> None:
    folder = tmp_path_factory.mktemp("run")
    try:
        finished = brief(write_batch(folder / "batch", articles), folder / "out")
    except EmptyBatchError:
        return
    assert verify_run(finished) == []


def test_a_warm_run_imports_neither_torch_nor_sentence_transformers(
    modelled: Path, ferry: Path, tmp_path: Path
) -> None:
    assert "torch" in (modelled / "said").read_text()
    warm = run_with_the_model(Path(shutil.copytree(modelled / "out", tmp_path / "out")), ferry)
    assert warm.stdout.strip() == "[]", warm.stderr


def test_the_second_batch_tells_what_is_new_since_the_first(
    encoder: WordEncoder, ferry: Path, tmp_path: Path, jsonl: Callable
) -> None:
    out = tmp_path / "out"
    first = contents(brief(ferry, out))
    later = write_batch(tmp_path / "later", FERRY | {"North Star": FERRY["Island Radio"] + "The captain has resigned."})
    folder = brief(later, out, settings=Settings(since_last=True))
    status = {s["representative"]["text"]: s["status"] for s in jsonl(folder / "statements.jsonl")}
    assert status["The captain has resigned."] == "new" and "more_sources" in status.values()
    (story,) = json.loads((folder / "briefing.json").read_text())["stories"]
    assert [item["text"] for item in story["items"]] == ["The captain has resigned."]
    assert "1 new or changed since the earlier briefings" in (folder / "briefing.md").read_text()
    assert verify_run(folder) == []
    assert contents(brief(ferry, out)) == first


def test_a_report_says_which_earlier_briefing_announced_it(
    encoder: WordEncoder, tmp_path: Path, jsonl: Callable
) -> None:
    out, archive = tmp_path / "out", str(tmp_path / "archive.db")
    plan = "Divers from Lowmere will inspect the hull of the ferry Aurora on Tuesday morning."
    report = "Divers from Lowmere inspected the hull of the ferry Aurora on Tuesday and found a hole of two metres."
    aground = "The ferry Aurora ran aground off Lowmere on Monday with 212 people on board."
    told = {"Harbour Post": f"{aground}\n{plan}\n", "Coast Daily": f"{aground}\n"}
    monday = brief(write_batch(tmp_path / "monday", told), out, settings=Settings(archive=archive))
    tuesday = write_batch(tmp_path / "tuesday", {"Island Radio": f"{report}\n", "North Star": f"{aground}\n{report}\n"})
    folder = brief(tuesday, out, settings=Settings(archive=archive, since_last=True))
    assert verify_run(folder) == []
    briefed = json.loads((monday / "manifest.json").read_text())["generated"]
    (announced,) = (s["id"] for s in jsonl(monday / "statements.jsonl") if s["representative"]["text"] == plan)
    foretold = {"briefing": "monday", "briefed": briefed, "statement": announced, "outlets": ["Harbour Post"]}
    items = [i for s in json.loads((folder / "briefing.json").read_text())["stories"] for i in s["items"]]
    assert [(item["text"], item["foretold"]) for item in items] == [(report, [foretold])]
    for row in jsonl(folder / "statements.jsonl"):
        assert row["foretold"] == ([foretold] if row["representative"]["text"] == report else [])
    words = f"announced in the briefing of {briefed[:10]} (monday) by Harbour Post"
    assert words in (folder / "briefing.md").read_text()
    same = brief(tuesday, tmp_path / "again", settings=Settings(archive=archive, since_last=True))
    assert contents(same)["briefing.html"] == contents(folder)["briefing.html"]


def test_where_nothing_is_new_the_briefing_says_so(encoder: WordEncoder, ferry: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    brief(ferry, out)
    again = write_batch(tmp_path / "again", {"Harbour Post": FERRY["Harbour Post"]})
    folder = brief(again, out, settings=Settings(since_last=True))
    assert "Nothing of it is new" in (folder / "briefing.md").read_text()
    assert verify_run(folder) == []


def test_two_events_in_one_batch_are_two_stories(encoder: WordEncoder, tmp_path: Path, jsonl: Callable) -> None:
    fire = "A fire destroyed the timber mill of Brannock on Tuesday. Forty firemen from Brannock fought it all night."
    both = FERRY | {"Inland Echo": fire, "Valley News": fire.replace("destroyed", "gutted")}
    folder = brief(write_batch(tmp_path / "both", both), tmp_path / "out")
    stories = json.loads((folder / "briefing.json").read_text())["stories"]
    assert [story["outlets"] for story in stories] == [sorted(FERRY), ["Inland Echo", "Valley News"]]
    assert all(item["statement"] for story in stories for item in story["items"])
    assert verify_run(folder) == []


def test_a_reprint_is_no_second_origin(encoder: WordEncoder, tmp_path: Path, jsonl: Callable) -> None:
    wire = "LOWMERE (Reuters) - " + FERRY["Coast Daily"].rpartition("—")[2].strip()
    folder = brief(write_batch(tmp_path / "wire", {"Harbour Post": wire, "Coast Daily": wire}), tmp_path / "out")
    statements = jsonl(folder / "statements.jsonl")
    assert {s["origins"] for s in statements} == {1}
    assert {m["origin"] for s in statements for m in s["mentions"]} == {"agency:reuters"}
    (item, *_) = json.loads((folder / "briefing.json").read_text())["stories"][0]["items"]
    assert item["section"] == "single_source" and "Reuters" in item["shared"][0]
