"""What yesterday's batch announced and today's reports; test_archive_postgres.py runs these on PostgreSQL as well."""

from __future__ import annotations

from pathlib import Path

from summarize.archive.batches import Judgement
from summarize.archive.schema import LINKS
from summarize.archive.store import open_archive
from summarize.archive.takedown import forget_article
from summarize.briefing.choose import FRESH
from tests.archives import Told, brief_told, dump, judge_told, make_article, read_told
from tests.conftest import WordEncoder
from tests.test_archive import AGROUND, DIVERS, FINES, LIBRARY, MONDAY

INSPECTED = "Divers inspected the hull of the Aurora on Tuesday morning and found a hole of two metres."
SPEECH = "Transport minister Ines Moreau will speak about the Aurora in Lowmere on Wednesday."
SPOKE = "Moreau spoke about the Aurora in Lowmere on Wednesday and promised new rules."
FIRST, SECOND, THIRD = "2031-05-05", "2031-05-06", "2031-05-07"


def judge_sentence(
    place: str, told: Told, sentence: str, words: WordEncoder, folder: Path, published: str
) -> Judgement:
    """What the archive says to the statement that this sentence makes."""
    reading = read_told(told, words, folder, published)
    (id,) = (s.id for s in reading.statements if sentence in (m.text for m in s.mentions))
    return {j.statement: j for j in judge_told(place, told, words, folder, published).judgements}[id]


def brief_monday(place: str, words: WordEncoder, folder: Path) -> None:
    brief_told(place, MONDAY, words, folder, "monday", f"{FIRST}T20:00:00+00:00", FIRST)


def test_a_report_knows_who_announced_it_in_which_briefing(place: str, words: WordEncoder, tmp_path: Path) -> None:
    brief_monday(place, words, tmp_path)
    judged = judge_sentence(place, {"Coast Daily": [INSPECTED, LIBRARY]}, INSPECTED, words, tmp_path, SECOND)
    (foretold,) = judged.foretold
    monday = read_told(MONDAY, words, tmp_path, FIRST)
    (divers,) = (s.id for s in monday.statements if s.representative.text == DIVERS)
    assert (foretold.briefing, foretold.briefed) == ("monday", f"{FIRST}T20:00:00+00:00")
    assert (foretold.statement, foretold.outlets) == (divers, ("Harbour Post",))
    assert judged.status in FRESH


def test_what_was_not_announced_was_not(place: str, words: WordEncoder, tmp_path: Path) -> None:
    brief_monday(place, words, tmp_path)
    for sentence in (LIBRARY, FINES, "Divers will inspect the hull of the Aurora again on Thursday."):
        judged = judge_sentence(place, {"Coast Daily": [sentence, AGROUND]}, sentence, words, tmp_path, SECOND)
        assert (judged.announced, judged.foretold) == ((), ())


def test_a_reader_of_the_announcement_has_not_read_the_report(place: str, words: WordEncoder, tmp_path: Path) -> None:
    """However alike the two are told, `--since-last` tells what came to pass."""
    plan, report = "Divers will inspect the hull of the Aurora.", "Divers inspected the hull of the Aurora."
    brief_told(place, {"Harbour Post": [plan, AGROUND]}, words, tmp_path, "monday", published=FIRST)
    judged = judge_sentence(place, {"Harbour Post": [report, LIBRARY]}, report, words, tmp_path, SECOND)
    assert judged.status in FRESH and judged.foretold and not judged.earlier


def test_a_report_that_was_told_before_is_known_and_still_knows_its_announcement(
    place: str, words: WordEncoder, tmp_path: Path
) -> None:
    brief_monday(place, words, tmp_path)
    told = {"Coast Daily": [INSPECTED, LIBRARY]}
    brief_told(place, told, words, tmp_path, "tuesday", f"{SECOND}T20:00:00+00:00", SECOND)
    again = {"Coast Daily": [INSPECTED, FINES]}
    judged = judge_sentence(place, again, INSPECTED, words, tmp_path, THIRD)
    assert judged.status == "known"
    assert [foretold.briefing for foretold in judged.foretold] == ["monday"]


def test_what_many_announced_in_several_briefings_is_told_once(place: str, words: WordEncoder, tmp_path: Path) -> None:
    brief_monday(place, words, tmp_path)
    told = {"Island Radio": [DIVERS, LIBRARY]}
    brief_told(place, told, words, tmp_path, "evening", f"{FIRST}T23:00:00+00:00", FIRST)
    judged = judge_sentence(place, {"Coast Daily": [INSPECTED, FINES]}, INSPECTED, words, tmp_path, SECOND)
    (foretold,) = judged.foretold
    assert (foretold.briefing, foretold.outlets) == ("monday", ("Harbour Post", "Island Radio"))


def test_an_article_that_comes_again_does_not_report_what_it_announced(
    place: str, words: WordEncoder, tmp_path: Path
) -> None:
    told = {"Harbour Post": [SPEECH, FINES]}
    brief_told(place, told, words, tmp_path, "tuesday", published=SECOND)
    grown = told | {"Coast Daily": [SPOKE, LIBRARY]}
    judged = judge_sentence(place, grown, SPEECH, words, tmp_path, SECOND)
    assert (judged.status, judged.foretold) == ("known", ())


def test_briefing_a_batch_again_finds_the_same_announcements(place: str, words: WordEncoder, tmp_path: Path) -> None:
    brief_monday(place, words, tmp_path)
    tuesday = {"Coast Daily": [INSPECTED, LIBRARY]}
    first = judge_told(place, tuesday, words, tmp_path, SECOND)
    brief_told(place, tuesday, words, tmp_path, "tuesday", published=SECOND)
    before = dump(place)
    later = {"Island Radio": ["Divers will inspect the hull of the Aurora on Tuesday morning, says Moreau.", FINES]}
    brief_told(place, later, words, tmp_path, "late", published=FIRST)
    assert judge_told(place, tuesday, words, tmp_path / "again", SECOND) == first
    brief_told(place, tuesday, words, tmp_path, "tuesday", published=SECOND)
    assert set(before[LINKS.name]) <= set(dump(place)[LINKS.name])


def test_the_order_of_the_inputs_says_nothing(place: str, words: WordEncoder, tmp_path: Path) -> None:
    brief_monday(place, words, tmp_path)
    told = {"Coast Daily": [INSPECTED, SPOKE], "Island Radio": [LIBRARY, INSPECTED]}
    judged = judge_told(place, told, words, tmp_path / "one", SECOND)
    assert judge_told(place, dict(reversed(told.items())), words, tmp_path / "two", SECOND) == judged
    assert any(judgement.foretold for judgement in judged.judgements)


def test_the_archive_keeps_the_link_until_the_announcement_is_forgotten(
    place: str, words: WordEncoder, tmp_path: Path
) -> None:
    brief_monday(place, words, tmp_path)
    told = {"Coast Daily": [INSPECTED, LIBRARY]}
    brief_told(place, told, words, tmp_path, "tuesday", f"{SECOND}T20:00:00+00:00", SECOND)
    kinds = [kind for _, _, kind in dump(place)[LINKS.name]]
    assert kinds == ["supersedes"]
    with open_archive(place) as archive:
        article = make_article("Harbour Post", MONDAY["Harbour Post"], FIRST)
        assert forget_article(archive, article.sha256, tmp_path).statements > 0
    assert dump(place)[LINKS.name] == []
    for outlet, status in (("Island Radio", "more_sources"), ("Coast Daily", "known")):
        judged = judge_sentence(place, {outlet: [INSPECTED, FINES]}, INSPECTED, words, tmp_path, THIRD)
        assert (judged.status, judged.announced, judged.foretold) == (status, (), ())


def test_what_is_left_of_an_announcement_is_told_without_who_was_forgotten(
    place: str, words: WordEncoder, tmp_path: Path
) -> None:
    plan = {"Harbour Post": [AGROUND, DIVERS], "Island Radio": [DIVERS, LIBRARY]}
    brief_told(place, plan, words, tmp_path, "monday", published=FIRST)
    told = {"Coast Daily": [INSPECTED, AGROUND, LIBRARY]}
    judged = judge_sentence(place, told, INSPECTED, words, tmp_path, SECOND)
    assert [foretold.outlets for foretold in judged.foretold] == [("Harbour Post", "Island Radio")]
    with open_archive(place) as archive:
        forget_article(archive, make_article("Harbour Post", plan["Harbour Post"], FIRST).sha256, tmp_path)
    judged = judge_sentence(place, told, INSPECTED, words, tmp_path, SECOND)
    assert [foretold.outlets for foretold in judged.foretold] == [("Island Radio",)]


def test_who_tells_of_both_in_one_life_has_announced_nothing(place: str, words: WordEncoder, tmp_path: Path) -> None:
    """An article that comes again is what it was; nothing is held to have announced itself."""
    both = {"Coast Daily": [DIVERS, INSPECTED, LIBRARY]}
    brief_told(place, both, words, tmp_path, "first", published=SECOND)
    for judgement in judge_told(place, both | {"Island Radio": [FINES]}, words, tmp_path, SECOND).judgements:
        assert judgement.statement not in {foretold.statement for foretold in judgement.foretold}
        assert not set(judgement.earlier) & set(judgement.announced)
