"""Who says what each sentence of an article states: pronouns and quotations of several sentences resolved."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from summarize.people.speakers import Speaker, could_be_person, is_human, read_speaker, same_speaker
from summarize.people.speech import HIDDEN, UNKNOWN, find_speaker, hide_quotes
from summarize.types import Sentence

_GENDER = re.compile(r"\b(Mrs?|Ms|Miss|Sir|Lady)\.? (?:[A-Z][\w.’'-]* ){0,2}?([A-Z][\w’'-]+)")
_FULL_NAME = re.compile(r"\b[A-Z][\w’'-]+ (?:[A-Z]\. )?([A-Z][\w-]+)\b")
_QUESTION = re.compile(r"[?][\"'”’)\]\s]*$")
_REACH = 3  # sentences back in which "he" is looked for


@dataclass(frozen=True, slots=True)
class Source:
    """Who says what a sentence states. `speaker` is None where somebody does, but it is not clear who; quoted: four
    words at least are in quotation marks."""

    speaker: Speaker | None
    quoted: bool


def read_sources(sentences: Sequence[Sentence]) -> dict[tuple[str, int], Source | None]:
    """For each sentence, by (article, start), its source; None where the outlet speaks in its own voice.

    Rules of form, as in Krestel, Bergler and Witte (2008) for reported speech. A pronoun is the last named speaker of
    its article within three sentences, or the only person named in between, if nothing speaks against it; a sentence
    inside quotation marks has the speaker of the sentences beside it. A question is nobody's claim. Linear.
    """
    found: dict[tuple[str, int], Source | None] = {}
    ordered = sorted(sentences, key=lambda s: (s.article, s.start))
    for _, group in groupby(ordered, key=lambda s: s.article):
        rows = list(group)
        for row, source in zip(rows, _read_article(rows), strict=True):
            found[row.article, row.start] = source
    return found


def _read_article(rows: Sequence[Sentence]) -> list[Source | None]:
    text = " ".join(row.text for row in rows if row.role == "body")
    known = _find_people(text)
    genders = {name: "she" if title[:2] in ("Mr", "Ms", "Mi", "La") and title != "Mr" else "he"
               for title, name in _GENDER.findall(text)}  # fmt: skip
    sources: list[Source | None] = []
    # Whom a pronoun can mean: the speaker of each sentence, or the only person in it, and whether that one speaks.
    before: list[tuple[Speaker | None, bool]] = []
    inside, bare_before = False, False
    for k, row in enumerate(rows):
        same_paragraph = k > 0 and row.line == rows[k - 1].line
        continued = inside
        hidden, inside, quoted = hide_quotes(row.text, inside and same_paragraph)
        bare = quoted > 0 and not re.search(r"\w", hidden.replace(HIDDEN, " "))
        if bare:
            follows = k > 0 and (same_paragraph or continued) and rows[k - 1].role == row.role
            speaker = sources[-1].speaker if follows and sources[-1] and (sources[-1].quoted or bare_before) else None
            source = Source(speaker, quoted >= 4)
        else:
            found = find_speaker(hidden, row.role == "headline")
            if found and found.kind in ("he", "she", "it", "they"):
                people = _named(hidden.split(f" {found.text} ")[0] if found.text else "", known)
                # Within its sentence a pronoun is sure to mean only whom the sentence begins with.
                unsure = len(people) > 1 or (people and not hidden.startswith(people[0]))
                found = None if unsure else _resolve(found, people, before[-_REACH:], genders, known)
                # Whom a sentence names after its pronoun, the pronoun does not mean.
                found = None if found and not people and found.text.split()[-1] in hidden else found
                source = Source(found, quoted >= 4)
            else:
                source = Source(_find_earlier(found, sources), quoted >= 4) if found else None
        bare_before = bare
        sources.append(source)
        before.append((source.speaker or UNKNOWN, True) if source else (_subject(hidden, known), False))
    found = _look_ahead(rows, sources)
    return [None if _QUESTION.search(row.text) else source for row, source in zip(rows, found, strict=True)]


def _find_earlier(speaker: Speaker, sources: Sequence[Source | None]) -> Speaker:
    """For "the friend": the friend who spoke before, by name if he had one."""
    match = re.fullmatch(r"[Tt]he (\w+)", speaker.text)
    if speaker.kind != "people" or not match or not is_human(speaker):
        return speaker
    earlier = (s.speaker for s in reversed(sources) if s and s.speaker and s.speaker.kind in ("person", "people"))
    return next((s for s in earlier if re.search(rf"\b{match[1]}\b", f"{s.text} {s.about}")), speaker)


def _look_ahead(rows: Sequence[Sentence], sources: list[Source | None]) -> list[Source | None]:
    """Of "We ran. We fell," she said, the first sentence is hers too."""
    for k in range(len(rows) - 2, -1, -1):
        mine, later = sources[k], sources[k + 1]
        if mine is None or mine.speaker is not None or not mine.quoted:
            continue
        goes_on = later is not None and later.quoted and rows[k].line == rows[k + 1].line
        if goes_on and hide_quotes(rows[k].text, False)[1]:
            sources[k] = replace(mine, speaker=later.speaker)
    return sources


def _find_people(text: str) -> frozenset[str]:
    """Surnames that a text gives with a given name and then alone, or with Mr. or Ms."""
    full = {match[1] for match in _FULL_NAME.finditer(text)}
    alone = set(re.findall(r"(?<![A-Z][\w’'.-] )(?<![\w’'-] [A-Z]\. )\b([A-Z][\w-]+)\b(?! [A-Z])", text))
    names = (full & alone) | {name for _, name in _GENDER.findall(text)}
    return frozenset(name for name in names if could_be_person(name))


def _named(text: str, known: frozenset[str]) -> list[str]:
    """The people whom a text names, each as it does so first, by surname."""
    found: dict[str, str] = {}
    if not any(name in text for name in known):
        return []
    for match in re.finditer(r"(?:[A-Z][\w’'.-]* )*?([A-Z][\w-]+)(?:['’]s)?\b", text):
        if match[1] in known:
            found.setdefault(match[1], match[0])
    return list(found.values())


def _subject(hidden: str, known: frozenset[str]) -> Speaker | None:
    """Whom "he" in the next sentence can mean: the only person named; `UNKNOWN` if there are several."""
    people = _named(hidden, known)
    if not people:
        return None
    speaker = read_speaker(people[0].removesuffix("'s").removesuffix("’s"))
    return speaker if len(people) == 1 and hidden.startswith(people[0]) and speaker else UNKNOWN


def _resolve(
    pronoun: Speaker,
    people: Sequence[str],
    before: Sequence[tuple[Speaker | None, bool]],
    genders: Mapping[str, str],
    known: frozenset[str],
) -> Speaker | None:
    if pronoun.kind not in ("he", "she"):
        return None
    nearest = [(read_speaker(people[0]), False)] if people else []
    nearest += [(speaker, speaks) for speaker, speaks in reversed(before) if speaker]
    found, speaks = nearest[0] if nearest else (None, False)
    if found is None or not (is_human(found) or found.text in known):
        return None
    # "Brown hit him again, he said": Brown, or whoever spoke before.
    last = next((speaker for speaker, speaks in nearest if speaks), None)
    if not speaks and last is not None and not same_speaker(found, last):
        return None
    return found if genders.get(found.text.split()[-1], pronoun.kind) == pronoun.kind else None
