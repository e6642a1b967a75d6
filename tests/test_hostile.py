"""Whatever is in a batch, it is read or refused in bounded time and memory, and never stops the others.

The bounds, for the whole command without the model: 20 seconds of processor time and 1 GiB beside what the process
has when it begins. The model's own time is 10 ms a sentence or so, and an article has at most some 10,000.
"""

from __future__ import annotations

import json
import os
import re
import socket
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import summarize
from summarize import tables
from summarize.errors import EmptyBatchError
from summarize.pipeline import brief
from summarize.reading import readers
from summarize.reading.readers import read_batch
from summarize.same.central import choose_representative
from summarize.settings import DEFAULT
from summarize.text.debris import match_debris
from summarize.text.sentences import LONGEST, split_sentences
from summarize.types import REJECTION_CODES, Article, Sentence
from summarize.verify.run import verify_run
from tests.conftest import FERRY, WordEncoder, write_batch
from tests.hostile.files import FILES, READ
from tests.hostile.texts import LENGTH, TEXTS
from tests.killer import Killer

LIMITS = {"seconds": 20, "memory": 1 << 30}
TEXT_LIMITS = LIMITS | {"seconds": 6}
Lines = Callable[[Path], list[dict]]


def run(killer: Killer, batch: Path, out: Path, limits: dict[str, int] = LIMITS) -> Path:
    """The folder of a run that was held to the limits, verified."""
    assert killer.run(batch, out, **limits) == 0, f"{killer.said[0][-2000:]} {killer.seconds} {killer.memory}"
    assert "Traceback" not in killer.said[0]
    assert verify_run(out / batch.name) == []
    return out / batch.name


def outlets(folder: Path, jsonl: Lines) -> set[str]:
    return {article["outlet"] for article in jsonl(folder / "articles.jsonl")}


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_hostile_file_is_read_or_refused_and_the_others_are_briefed(
    name: str, killer: Killer, ferry: Path, tmp_path: Path, jsonl: Lines
) -> None:
    make, expected = FILES[name]
    content = make()
    (ferry / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    folder = run(killer, ferry, tmp_path / "out")
    refused = [r for r in jsonl(folder / "rejected.jsonl") if r["file"] == name and r["article"] is None]
    codes = {r["code"] for r in refused} | {READ for a in jsonl(folder / "articles.jsonl") if a["file"] == name}
    assert codes and codes & expected
    assert all(r["detail"] and r["mend"] and r["code"] in REJECTION_CODES for r in refused)
    assert len(refused) <= 1002
    assert FERRY.keys() <= outlets(folder, jsonl)


# The texts that once took forever; the others are slow because there are so many of them.
ONCE = ("initials", "quotes that never close", "one fact", "a run of spaces", "lines")


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in ONCE else pytest.mark.slow) for name in sorted(TEXTS)]
)
def test_a_hostile_text_costs_bounded_time(name: str, killer: Killer, tmp_path: Path, jsonl: Lines) -> None:
    assert len(TEXTS[name]) >= LENGTH or name == "numbered facts"
    batch = write_batch(tmp_path / "batch", FERRY | {"Hostile": TEXTS[name], "Copy": TEXTS[name] + " Once more."})
    folder = run(killer, batch, tmp_path / "out", TEXT_LIMITS)
    refused = [r["code"] for r in jsonl(folder / "rejected.jsonl") if r["article"] is None]
    assert FERRY.keys() <= outlets(folder, jsonl)
    assert "Hostile" in outlets(folder, jsonl) or refused


@pytest.mark.slow
def test_ten_thousand_tiny_files(killer: Killer, tmp_path: Path, jsonl: Lines) -> None:
    batch = tmp_path / "batch"
    for n in range(10_000):
        place = batch / str(n // 1000) / f"{n}.txt"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"{n}")
    write_batch(batch, FERRY)
    assert killer.run(batch, tmp_path / "out", seconds=180, memory=1 << 30) == 0, killer.said[0][-2000:]
    assert len(jsonl(tmp_path / "out" / "batch" / "articles.jsonl")) == 10_003


@pytest.mark.slow
@pytest.mark.parametrize("number", [300, 1000])  # 5,000 take half a minute and 1.5 GiB
def test_many_articles_of_one_sentence(number: int, killer: Killer, tmp_path: Path, jsonl: Lines) -> None:
    fact = "The ferry number {0} ran aground off Lowmere with {0} people on board."
    batch = write_batch(tmp_path / "batch", {f"Outlet {n}": fact.format(n) for n in range(number)})
    assert killer.run(batch, tmp_path / "out", seconds=120, memory=2 << 30) == 0, killer.said[0][-2000:]
    mentions = sum(len(s["mentions"]) for s in jsonl(tmp_path / "out" / "batch" / "statements.jsonl"))
    assert mentions + len(jsonl(tmp_path / "out" / "batch" / "rejected.jsonl")) >= number


def test_what_is_no_file_and_what_leads_out_is_refused_and_nothing_hangs(
    encoder: WordEncoder, ferry: Path, tmp_path: Path, jsonl: Lines
) -> None:
    os.mkfifo(ferry / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listener:
        here = os.getcwd()
        os.chdir(ferry)  # the address of a socket is short
        listener.bind("socket.txt")
        os.chdir(here)
        links = {"zero.txt": "/dev/zero", "loop.txt": "loop.txt", "gone.txt": "nowhere.txt", "up": "..", "self": "."}
        for name, target in links.items():
            (ferry / name).symlink_to(target)
        (ferry / "chain").symlink_to("up")
        (ferry / "folder.txt").mkdir()
        expected = {"pipe.txt": "unsupported", "socket.txt": "unsupported", "zero.txt": "link", "up": "link"}
        try:
            os.mknod(ferry / "device.txt", 0o600 | 0o020000, os.makedev(1, 5))
            expected["device.txt"] = "unsupported"
        except PermissionError:
            pass
        folder = brief(ferry, tmp_path / "out")
    codes = {r["file"]: r["code"] for r in jsonl(folder / "rejected.jsonl") if r["article"] is None}
    assert expected.items() <= codes.items()
    assert codes.keys() - expected.keys() <= {"loop.txt", "gone.txt", "chain"}
    assert outlets(folder, jsonl) == FERRY.keys()


def test_names_of_files_are_shown_on_one_line_and_turn_nothing_around(
    encoder: WordEncoder, ferry: Path, tmp_path: Path, jsonl: Lines
) -> None:
    text = "The school of Lowmere was closed on {}, the mayor said."
    names = ["new\nline", os.fsdecode(b"no\xffutf"), "\u202etxt.exe", "x" * 251, "-rf", "a\x1b[2J"]
    for day, name in enumerate(names, start=1):
        (ferry / f"{name}.txt").write_text(text.format(f"{day} May"))
    folder = brief(ferry, tmp_path / "out")
    assert verify_run(folder) == []
    assert len(jsonl(folder / "articles.jsonl")) == len(FERRY) + len(names)
    for page in ("articles.jsonl", "briefing.md", "briefing.html"):
        assert not re.search("[\x1b\u202a-\u202e\u2066-\u2069\udc80-\udcff]", (folder / page).read_text())


@pytest.mark.parametrize("when", ["vanishes", "becomes a folder", "shrinks"])
def test_a_file_that_changes_while_the_batch_is_read(
    when: str, encoder: WordEncoder, ferry: Path, tmp_path: Path, jsonl: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = ferry / "moving.txt"
    place.write_text("The school of Lowmere was closed on Monday, the mayor said.")
    load = readers.load_input

    def load_late(found: readers.Input) -> bytes:
        if found.path == str(place):
            place.unlink()
            if when == "becomes a folder":
                place.mkdir()
            elif when == "shrinks":
                place.touch()
        return load(found)

    monkeypatch.setattr(readers, "load_input", load_late)
    folder = brief(ferry, tmp_path / "out")
    (code,) = (r["code"] for r in jsonl(folder / "rejected.jsonl") if r["file"] == "moving.txt")
    assert code == {"vanishes": "unreadable", "becomes a folder": "unsupported", "shrinks": "no_text"}[when]
    assert outlets(folder, jsonl) == FERRY.keys()


SEEDS = {
    ".txt": "Ferry aground\n\nThe ferry ran aground on Monday.\n",
    ".md": "---\ntitle: Ferry\noutlet: Post\npublished: 2031-01-02\n---\nThe ferry ran aground.\n",
    ".html": '<!doctype html><html><head><title>Ferry</title><meta name="author" content="Ann Lee"></head><body>'
    "<article><h1>Ferry</h1><p>The ferry Aurora ran aground off Lowmere on Monday.</p></article></body></html>",
    ".json": '{"articles": [{"title": "Ferry", "text": "The ferry ran aground.", "author": [{"name": "Ann Lee"}]}]}',
    ".jsonl": '{"text": "The ferry ran aground."}\n{"html": "<p>Nobody was hurt.</p>", "id": 7, "language": "en"}\n',
    ".csv": 'id;outlet;text\n1;Post;"The ferry ran aground."\n2;Post;"Nobody ""was"" hurt."\n',
    ".rss": '<?xml version="1.0"?><rss version="2.0"><channel><title>Post</title><item><title>Ferry</title>'
    "<description><![CDATA[<p>The ferry ran aground.</p>]]></description></item></channel></rss>",
    ".atom": '<feed xmlns="http://www.w3.org/2005/Atom"><title>Post</title><entry><id>u:1</id><title>Ferry</title>'
    '<content type="html">&lt;p&gt;The ferry ran aground.&lt;/p&gt;</content></entry></feed>',
}  # fmt: skip
ODD = st.sampled_from(
    ["\0", "\ufeff", "\u202e", "\ud83c", "\r", "\n---\n", '"', "'", "<", ">", "&", "]]>", "<!--", "<![CDATA[", "{",
     "[", "}", "\\", "\\ud83c", ";", ",", "&#0;", "&#xD800;", "&x;", "*a", "&a ", "!!python/none", "1e999", "-", "null",
     "\x1b", "<!DOCTYPE a [", "<!ENTITY x 'y'>", "\u2028", "🚢", "https://", "2031-02-31", ":"]
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, bytes]:
    """A small file of some format in which pieces were put, taken away, doubled and swapped for others."""
    kind = draw(st.sampled_from(sorted(SEEDS)))
    text = SEEDS[kind]
    for _ in range(draw(st.integers(1, 8))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        change = draw(st.sampled_from(["put", "take", "double", "swap"]))
        odd, old = draw(ODD), text[start:end]
        text = text[:start] + {"put": odd + old, "take": "", "double": old * 2, "swap": odd}[change] + text[end:]
    return kind, text.encode("utf-8", "surrogatepass")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mutated())
def test_a_garbled_file_of_any_format_is_read_or_refused(tmp_path: Path, file: tuple[str, bytes]) -> None:
    kind, content = file
    place = tmp_path / f"a{kind}"
    place.write_bytes(content)
    batch = read_batch(place, DEFAULT)
    assert batch.articles or batch.rejections
    assert {r.code for r in batch.rejections} <= REJECTION_CODES.keys()
    assert all(r.detail and r.mend and "\n" not in r.detail + r.mend for r in batch.rejections)
    # Of the parsers of other people only feedparser has faults of its own that garbled files bring out.
    assert not any("breaks the reader" in r.detail for r in batch.rejections if kind not in (".rss", ".atom"))
    assert tables.encode_object(batch)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(mutated(), min_size=1, max_size=4))
def test_garbled_files_never_stop_a_batch(
    encoder: WordEncoder, tmp_path_factory: pytest.TempPathFactory, files: list[tuple[str, bytes]]
) -> None:
    folder = tmp_path_factory.mktemp("garbled")
    batch = write_batch(folder / "batch", FERRY)
    for number, (kind, content) in enumerate(files):
        (batch / f"{number}{kind}").write_bytes(content)
    finished = brief(batch, folder / "out")
    assert verify_run(finished) == []
    articles = [json.loads(line) for line in (finished / "articles.jsonl").read_text().splitlines()]
    assert FERRY.keys() <= {article["outlet"] for article in articles}


@given(st.text(st.sampled_from("a.B \n\u0301"), max_size=60), st.integers(1, 120))
@settings(max_examples=60, deadline=None)
def test_what_never_ends_is_cut_and_every_letter_stays_in_one_sentence(piece: str, times: int) -> None:
    text = (piece * 100)[:6000] + "x" * (times * 50)
    article = Article("a", None, None, None, None, None, "en", text, "", "a.txt")
    sentences = split_sentences(article)
    assert all(s.text == text[s.start : s.end] == s.text.strip() and len(s.text) <= LONGEST for s in sentences)
    assert all(a.end <= b.start for a, b in pairwise(sentences))
    assert sum(c.isalnum() for s in sentences for c in s.text) == sum(c.isalnum() for c in text)


def test_a_long_list_is_cut_at_its_spaces() -> None:
    article = Article("a", None, None, None, None, None, "en", "Lowmere Brisk " * 500, "", "a.txt")
    assert {word for s in split_sentences(article) for word in s.text.split()} == {"Lowmere", "Brisk"}


def test_thousands_of_copies_in_one_article_have_their_representative_at_once() -> None:
    members = range(30_000)
    sentences = [Sentence(f"a-{k % 3}", k, k + 5, "Fact.", 0, "body") for k in members]
    vectors = np.tile(np.array([[0.6, 0.8]], dtype=np.float32), (len(members), 1))
    assert choose_representative(members, sentences, vectors, [True] * len(members)) == 0


@pytest.mark.parametrize("credit", ["Ann Lee/Getty Images", "J. R. Lee / AP", "Ann Lee Jr./AFP", "Ann Lee. Reuters",
                                    "Ann Lee.AP", "(Ann Lee/Coast Press)", "Courtesy of Ann Lee"])  # fmt: skip
def test_credits_are_still_known_by_their_names(credit: str) -> None:
    assert match_debris(credit) == "credit"


def test_a_batch_of_nothing_but_hostile_files_is_refused_in_one_line(encoder: WordEncoder, tmp_path: Path) -> None:
    (tmp_path / "batch").mkdir()
    (tmp_path / "batch" / "deep.json").write_text("[" * 100_000)
    with pytest.raises(EmptyBatchError, match="no article that can be used"):
        brief(tmp_path / "batch", tmp_path / "out")


def test_nothing_is_unpickled_and_no_tag_of_yaml_makes_objects() -> None:
    """Weights are JSON, numpy archives without objects, and safetensors."""
    root = Path(summarize.__file__).parent
    forbidden = re.compile(
        r"\b(?:pickle|joblib|marshal)\b|torch\.load\(|allow_pickle\s*=\s*True|(?<![.\w])(?:eval|exec)\("
    )
    for path in sorted(root.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        assert not forbidden.search(source), path
        for call in re.findall(r"yaml\.(?:\w*load\w*)\([^\n]*", source):
            assert "Loader=yaml.BaseLoader" in call or "safe_load" in call, f"{path}: {call}"
    assert {path.suffix for path in (root / "weights").iterdir()} <= {".json", ".npz", ".safetensors", ".md"}
