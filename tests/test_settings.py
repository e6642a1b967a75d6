"""Settings: what is in force, where it comes from, and refusals with their line and the mend."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.cli import main
from summarize.errors import UsageError
from summarize.reading.readers import read_batch
from summarize.settings import Service, Settings
from summarize.settings_file import describe_settings, hide_password, load_settings
from summarize.text.clean import clean_articles
from summarize.text.sentences import split_sentences
from summarize.toml_lines import find_line
from tests.conftest import write_batch

EXAMPLE = """\
# ours
words = 300
languages = ["en",
  "de"]
inbox = "news/in"
archive = "postgresql://me:secret@db/news"

[aliases]
"Harbour Post" = ["harbourpost.example", "The Harbour Post"]

[boilerplate]
"Harbour Post" = '^Read more in our app'
"*" = [
  "^Advertisement [0-9]+$",
  '''^Follow us''',
]
"""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_options_go_over_the_environment_over_the_file_over_the_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "summarize.toml").write_text(EXAMPLE)
    monkeypatch.setenv("SUMMARIZE_LANGUAGES", "en, fr")
    monkeypatch.setenv("SUMMARIZE_ITEMS", "12")
    monkeypatch.setenv("SUMMARIZE_DATA", "no setting")
    loaded = load_settings(options={"items": 5, "words": None})
    assert (loaded.settings.words, loaded.settings.items, loaded.settings.languages) == (300, 5, ("en", "fr"))
    assert loaded.settings.boilerplate["*"] == ("^Advertisement [0-9]+$", "^Follow us")
    assert loaded.service.inbox == "news/in"
    told = [loaded.sources[name] for name in ("words", "languages", "items", "archive", "aliases", "retries")]
    assert told == [
        "summarize.toml, line 2", "SUMMARIZE_LANGUAGES", "--items",
        "summarize.toml, line 6", "summarize.toml, line 8", "default",
    ]  # fmt: skip


def test_paths_in_the_file_are_relative_to_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "s.toml").write_text('inbox = "in"\narchive = "sqlite:///x.db"\noutputs = "/srv/out"\n')
    monkeypatch.setenv("SUMMARIZE_SETTINGS", "etc/s.toml")
    loaded = load_settings()
    assert loaded.service.inbox == "etc/in" and loaded.service.outputs == "/srv/out"
    assert loaded.settings.archive == "sqlite:///x.db"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("words = 0", "line 1: words: a briefing needs at least one word; give a number from 1 on"),
        ("\n\nwrods = 5", 'line 3: wrods: there is no such setting; did you mean "words"?'),
        ("words = true", "line 1: words: True cannot be used; give a whole number"),
        ('items = "many"', "line 1: items: 'many' cannot be used; give a whole number"),
        ("words =", "line 1: this is no TOML"),
        ('model = "a"\nmodel = "b"', "this is no TOML"),
        ('languages = ["en",\n "english"]', "line 2: languages: 'english' is no two-letter language code"),
        ("languages = []", "line 1: languages: it is empty"),
        ('[boilerplate]\n"Post" = [\n "fine",\n "br(oken",\n]', "line 4: boilerplate.Post: the pattern 'br(oken'"),
        ('boilerplate.Post = ".*"', "line 1: boilerplate.Post: the pattern '.*' fits every sentence"),
        ('boilerplate = "x"', "line 1: boilerplate: 'x' cannot be used; write [boilerplate] and below it"),
        ('[aliases]\n"Post" = ["A"]\n"Mail" = ["a"]', 'line 3: aliases.Mail: "a" is a name of "Post" already'),
        ('[aliases]\n"Post" = ["Mail"]\n"Mail" = ["M"]', 'line 3: aliases.Mail: this outlet is a name of "Post" too'),
        ('schedule = "daily"', "line 1: schedule: a cron expression has five fields"),
        ('timezone = "Mars/Base"', "line 1: timezone: that is no time zone"),
        ('engine = "ray"', "line 1: engine: give one of threads, dask"),
        ('notify = ["me"]', "line 1: notify: that is no address"),
        ("join = 3", "line 1: join: it is compared with probabilities; give a number from 0 to 1"),
        ("keep_days = 0", "line 1: keep_days: give a number from 1 on"),
        ("retry_seconds = nan", "line 1: retry_seconds: give a number from 0 on"),
        ('inbox = ""', "line 1: inbox: it is empty"),
        ('[service]\ninbox = "x"', "line 1: service: there is no such setting; take it out"),
    ],
)
def test_a_wrong_setting_is_refused_with_its_line_and_the_mend(
    text: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "summarize.toml").write_text(text + "\n")
    with pytest.raises(SystemExit) as stopped:
        main(["brief", "batch"])
    out, err = capsys.readouterr()
    assert (stopped.value.code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("summarize: summarize.toml, ") and told in err


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("WORDS", "many", "SUMMARIZE_WORDS=many: 'many' cannot be used; give a whole number"),
        ("WORDS", "-1", "SUMMARIZE_WORDS=-1: a briefing needs at least one word"),
        ("ALIASES", "{", "SUMMARIZE_ALIASES: this is no JSON"),
        ("SETTINGS", "gone.toml", "gone.toml: no such file"),
    ],
)
def test_so_is_a_wrong_variable(name: str, value: str, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"SUMMARIZE_{name}", value)
    with pytest.raises(UsageError) as refused:
        load_settings()
    assert told in str(refused.value)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_bytes(b"words = 3\nmodel = '\xff'\n")
    with pytest.raises(UsageError, match=r"s\.toml, line 2: this is no UTF-8"):
        load_settings(tmp_path / "s.toml")
    with pytest.raises(UsageError, match="no such file"):
        load_settings(tmp_path / "gone.toml")
    (tmp_path / "s.toml").write_bytes(b"\xef\xbb\xbfwords = 3\r\n")
    assert load_settings(tmp_path / "s.toml").settings.words == 3


def test_none_in_the_environment_takes_back_what_the_file_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "summarize.toml").write_text("story_days = 7\n")
    monkeypatch.setenv("SUMMARIZE_STORY_DAYS", "none")
    assert load_settings().settings.story_days is None


def test_the_command_shows_what_is_in_force_and_where_it_comes_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "summarize.toml").write_text(EXAMPLE)
    with pytest.raises(SystemExit) as stopped:
        main(["settings"])
    out = capsys.readouterr().out
    assert not stopped.value.code and "secret" not in out
    rows = {line.split()[0]: " ".join(line.split()[1:]) for line in out.splitlines()}
    assert rows["words"] == "300 summarize.toml, line 2" and rows["retries"] == "2 default"
    assert rows["archive"] == "postgresql://me:***@db/news summarize.toml, line 6"
    assert len(rows) == 1 + len(Settings.__slots__) + len(Service.__slots__)


def test_without_file_and_variables_pydantic_stays_away() -> None:
    code = (
        "import sys; from summarize.settings_file import load_settings; load_settings();"
        "assert not {'pydantic', 'pydantic_settings', 'tomllib'} & set(sys.modules)"
    )
    root = str(Path(__file__).parent.parent)
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ | {"PYTHONPATH": root})


def test_a_password_is_hidden_and_nothing_else() -> None:
    assert hide_password("postgresql+psycopg://me:p:w@db:5432/x") == "postgresql+psycopg://me:***@db:5432/x"
    for plain in ("outputs/archive.db", "sqlite:///x.db", "json://host:8000/path", "postgresql://me@db/x"):
        assert hide_password(plain) == plain
    loaded = load_settings(options={"notify": ("mailtos://me:pw@mail.example",)})
    assert "pw@" not in describe_settings(loaded)


@given(st.lists(st.sampled_from(["# remark", "", "x = 1", 'y = """\na = 2\n"""', "[t]", "z = [\n 1,\n]"]), unique=True))
def test_the_line_of_a_value_is_where_its_name_stands(lines: list[str]) -> None:
    text = "\n".join([*lines, "[wanted]", 'it = ["a",', ' "b" ]'])
    place = text.split("\n").index('it = ["a",') + 1
    assert find_line(text, ("wanted", "it")) == find_line(text, ("wanted", "it", 0)) == place
    assert find_line(text, ("wanted", "it", 1)) == place + 1
    assert find_line(text, ("wanted", "gone")) == place - 1


def test_one_outlet_under_three_names_is_one(tmp_path: Path) -> None:
    text = "The ferry Aurora ran aground off Lowmere on Monday with 212 people on board."
    names = ["Harbour Post", "HARBOUR POST  Online", "harbourpost.example", "Coast Daily"]
    batch = write_batch(tmp_path / "batch", {name: f"{text} {k}" for k, name in enumerate(names)})
    aliases = {"Harbour Post": ("Harbour Post online", "harbourpost.example")}
    read = read_batch(batch, Settings(aliases=aliases))
    assert sorted(article.outlet or "" for article in read.articles) == ["Coast Daily", *["Harbour Post"] * 3]
    assert any('"harbourpost.example" is "Harbour Post"' in note for note in read.notes)
    again = read_batch(batch, Settings())
    assert len({article.outlet for article in again.articles}) == 4


def test_an_outlets_own_boilerplate_is_set_aside_as_the_settings_say(tmp_path: Path) -> None:
    text = "The ferry Aurora ran aground off Lowmere on Monday.\n\nLowmere lives with the tides.\n\nHalls stay open.\n"
    batch = write_batch(tmp_path / "batch", {"Harbour Post": text, "Coast Daily": text})
    settings = Settings(boilerplate={"harbour post": ("^Lowmere lives",), "*": ("stay open",)})
    articles = read_batch(batch, settings).articles
    kept, rejected = clean_articles(articles, [s for a in articles for s in split_sentences(a)], settings)
    outlets = {article.id: article.outlet for article in articles}
    named = {(outlets[r.article], r.text) for r in rejected if "settings" in r.detail}
    assert named == {
        ("Harbour Post", "Lowmere lives with the tides."),
        ("Harbour Post", "Halls stay open."),
        ("Coast Daily", "Halls stay open."),
    }
    assert {r.code for r in rejected} == {"boilerplate"}
    assert ("Coast Daily", "Lowmere lives with the tides.") in {(outlets[s.article], s.text) for s in kept}
