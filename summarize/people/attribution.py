"""Who says what a statement states, where all of its mentions rest on one source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from summarize.people.sources import Source, read_sources
from summarize.people.speakers import Speaker, same_speaker
from summarize.types import Attribution, Sentence, Statement


def attribute_statements(statements: Sequence[Statement], sentences: Sequence[Sentence]) -> dict[str, Attribution]:
    """The attributions of those statements that have one, by statement id. `sentences`: all of the articles, from
    which the speaker of "he said" is taken."""
    sources = read_sources(sentences)
    headlines = {(s.article, s.start) for s in sentences if s.role != "body"}
    found = {statement.id: attribute(statement, sources, headlines) for statement in statements}
    return {key: attribution for key, attribution in found.items() if attribution is not None}


def attribute(
    statement: Statement,
    sources: Mapping[tuple[str, int], Source | None],
    headlines: frozenset[tuple[str, int]] | set[tuple[str, int]] = frozenset(),
) -> Attribution | None:
    """The one source on which a statement rests; None if an outlet states it in its own voice, if two sources do, or
    if the representative does not make clear who does: another mention may have been joined with it by mistake.

    Attribution answers "who says so?": of "Biden said that talks go on" it is Biden, of "Biden warned Putin that he
    would act" it is not, as nobody is named who says that he did. A headline, which drops what its article says at
    length, speaks in its outlet's own voice only where the rest of its article does. sources: `read_sources`;
    headlines: (article, start) of headlines and bullets.
    """
    places = {(mention.article, mention.start): mention for mention in statement.mentions}
    said = {place: source for place in places if (source := sources.get(place))}
    attributed = {article for article, _ in said}
    if any(place not in said and not (place in headlines and place[0] in attributed) for place in places):
        return None
    first = (statement.representative.article, statement.representative.start)
    named = [said[place].speaker for place in sorted(said, key=lambda place: (place != first, place))]
    speakers: list[Speaker] = [speaker for speaker in named if speaker is not None]
    if (
        not speakers
        or named[0] is None
        or any(not same_speaker(a, b) for k, a in enumerate(speakers) for b in speakers[:k])
    ):
        return None
    quoted = any(source.quoted for source in said.values())
    return Attribution(speakers[0].text, quoted, all(speaker.kind == "people" for speaker in speakers))
