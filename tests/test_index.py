"""The list of all runs: complete, in order, whole at every moment, and harmless whatever a run is called."""

from __future__ import annotations

import html.parser
import logging
import os
import re
import threading
import webbrowser
from pathlib import Path

import pytest

from summarize.briefing import index
from summarize.briefing.index import find_page, list_runs, open_page, refresh_index, write_index
from summarize.errors import UsageError
from tests.rundirs import build_run, edit_object


def build_runs(out: Path, **times: str) -> None:
    for name, generated in times.items():
        edit_object(build_run(out, name), "briefing.json", lambda b, at=generated: b.update(generated=at))


class Page(html.parser.HTMLParser):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.text = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_all_runs_are_listed_the_newest_first(tmp_path: Path) -> None:
    times = {"old": "2030-01-01T00:00:00+00:00", "new": "2031-01-01T01:00:00+02:00"}
    build_runs(tmp_path, **times, newest="2031-01-01T00:00:00+00:00")
    page = Page(write_index(tmp_path))
    assert page.links == [f"{name}/briefing.{end}" for name in ("newest", "new", "old") for end in ("html", "md")]
    assert all((tmp_path / link).is_file() for link in page.links)
    for words in ("Kelmar Bridge to close for repairs", "4 articles, 3 outlets, 4 statements, 2 of several origins",
                  "1 disagreement", "1 January 2030", "The mayor, Tova Lind, said another winter"):  # fmt: skip
        assert words in page.text


def test_what_is_no_run_is_passed_over_and_damage_is_told(tmp_path: Path) -> None:
    build_runs(tmp_path, good="2031-01-01T00:00:00+00:00", timeless="yesterday", bare="2031-01-01T00:00:00+00:00")
    edit_object(tmp_path / "bare", "briefing.json", lambda briefing: briefing.update(counts={}))
    (tmp_path / "notes").mkdir()
    (tmp_path / ".old.staging").mkdir()
    (tmp_path / ".old.staging" / "briefing.json").write_text("{")
    (tmp_path / "report.docx").write_bytes(b"")
    for name, content in (("cut", b'{"title": "a"'), ("deep", b"[" * 100_000), ("raw", b"\xff\x00"), ("list", b"[]")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "briefing.json").write_bytes(content)
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "manifest.json").write_text("{}")
    runs = list_runs(tmp_path)
    assert [run.name for run in runs if not run.fault] == ["good"]
    faults = {run.name: run.fault for run in runs if run.fault}
    assert sorted(faults) == ["bare", "cut", "deep", "empty", "list", "raw", "timeless"]
    assert faults["empty"] == "briefing.json is missing"
    assert faults["bare"] == "briefing.json has no count of 'articles'"
    assert "Brief the batch again, or remove the folder." in Page(write_index(tmp_path)).text


def test_no_word_of_a_run_is_markup(tmp_path: Path) -> None:
    names = ["<img src=x>", 'a" onclick="x', "javascript:x", "100% #1?&", "برج", "x" * 60]
    evil = "</style></script><script>alert(1)</script>\u202e"
    for name in names:
        build_run(tmp_path, name)
        edit_object(tmp_path / name, "briefing.json", lambda briefing: briefing.update(title=evil))
    os.mkdir(os.fsencode(tmp_path) + b"/\xff")
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff")) / "briefing.json").write_text("{")
    place = write_index(tmp_path)
    page = Page(place)
    assert "img" not in page.tags
    source = place.read_text(encoding="utf-8")
    assert len(re.findall("<script", source)) == 1 and "\u202e" not in source
    assert all(re.fullmatch(r"[\w%.~-]+/briefing\.(html|md)", link, re.ASCII) for link in page.links)
    policy = re.search('Content-Security-Policy" content="([^"]+)"', source)[1]
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy


def test_an_empty_folder_says_how_to_begin(tmp_path: Path) -> None:
    assert "No briefing yet." in Page(write_index(tmp_path)).text


def test_runs_that_end_at_once_are_all_in_the_list(tmp_path: Path) -> None:
    def work(k: int) -> None:
        build_run(tmp_path, f"run-{k}")
        refresh_index(tmp_path)

    threads = [threading.Thread(target=work, args=(k,)) for k in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(Page(tmp_path / "index.html").links) == 12
    assert not list(tmp_path.glob(".index*"))


def test_a_page_of_somebody_else_stays(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    page = tmp_path / "index.html"
    page.write_text("<h1>My site</h1>")
    with pytest.raises(UsageError, match="is no list of summarize's, so it stays"):
        write_index(tmp_path)
    with caplog.at_level(logging.WARNING):
        refresh_index(tmp_path)
    assert "the list of all runs is not up to date" in caplog.text
    assert page.read_text() == "<h1>My site</h1>"


def test_an_index_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "index.html").mkdir()
    with pytest.raises(UsageError, match="Is a directory; give a folder that can be written"):
        write_index(tmp_path)


def test_open_finds_the_page_of_a_run_and_the_list_of_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = build_run(tmp_path)
    assert find_page(run) == (run / "briefing.html").resolve()
    assert find_page(tmp_path) == (tmp_path / "index.html").resolve()
    monkeypatch.setattr(index, "write_index", refuse)
    assert find_page(tmp_path) == (tmp_path / "index.html").resolve()
    (tmp_path / "index.html").unlink()
    with pytest.raises(UsageError, match="no"):
        find_page(tmp_path)
    with pytest.raises(UsageError, match="no such folder"):
        find_page(tmp_path / "none")


def refuse(out: Path) -> Path:
    raise UsageError("no")


def test_a_browser_is_asked_only_where_there_is_a_display(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda url: bool(asked.append(url) or True))
    monkeypatch.setattr(os, "uname", lambda: type("Uname", (), {"sysname": "Linux"}))
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert not open_page(tmp_path / "index.html") and not asked
    monkeypatch.setenv("DISPLAY", ":0")
    assert open_page(tmp_path / "index.html") and asked == [(tmp_path / "index.html").as_uri()]
