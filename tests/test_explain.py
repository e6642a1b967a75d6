"""`summarize explain`: why these sentences were joined, and what was left apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from summarize import tables
from summarize.cli import main
from summarize.errors import UsageError
from summarize.explain import explain_statement
from summarize.pipeline import brief
from summarize.types import Statement
from tests.conftest import WordEncoder, write_batch


@pytest.fixture
def run(encoder: WordEncoder, ferry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("summarize.explain.load_encoder", lambda model: encoder)
    return brief(ferry, tmp_path / "out")


def statements_of(run: Path) -> list[Statement]:
    return tables.read_lines(run / "statements.jsonl", Statement)


def test_every_mention_is_shown_with_what_speaks_for_it(run: Path) -> None:
    joined = max(statements_of(run), key=lambda statement: len(statement.outlets))
    told = "\n".join(explain_statement(run, joined.id))
    assert joined.representative.text.split(",")[0] in told
    for mention in joined.mentions:
        assert f"{mention.outlet}: " in told
    assert "in common" in told and "nearness" in told


def test_near_statements_that_were_left_apart_are_named(
    encoder: WordEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("summarize.explain.load_encoder", lambda model: encoder)
    opened = "The mayor of Lowmere opened the new bridge over the Calder on Monday."
    other = "A school in Lowmere sold 40 tickets for a concert on the new bridge."
    texts = {"North Star": opened, "South Star": opened, "East Star": other}
    run = brief(write_batch(tmp_path / "bridge", texts), tmp_path / "out")
    bridge, concert = sorted(statements_of(run), key=lambda statement: -len(statement.mentions))
    joined, _, apart = "\n".join(explain_statement(run, bridge.id)).partition("Left apart")
    assert "the same words" in joined
    assert concert.id in apart and other[:20] in apart and bridge.id not in apart


def test_nothing_is_encoded_again(run: Path, encoder: WordEncoder) -> None:
    before = len(encoder.encoded)
    explain_statement(run, statements_of(run)[0].id)
    assert len(encoder.encoded) == before


def test_the_beginning_of_an_id_is_enough(run: Path) -> None:
    statement = statements_of(run)[0]
    assert explain_statement(run, statement.id[:10]) == explain_statement(run, statement.id)


def test_some_words_of_a_mention_are_enough(run: Path) -> None:
    (unhurt,) = (s for s in statements_of(run) if "Nobody was hurt" in s.representative.text)
    assert explain_statement(run, "nobody  was hurt") == explain_statement(run, unhurt.id)


@pytest.mark.parametrize("name, why", [("s-zzz", "no statement"), ("s-", "statements of .* fit, such as s-")])
def test_a_name_that_is_no_statement_is_refused(run: Path, name: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        explain_statement(run, name)


def test_a_folder_that_is_no_run_is_refused_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["explain", str(tmp_path), "s-1"])
    assert stopped.value.code == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and "no finished run" in told
