"""Nouns and verbs that exclude each other, in the same place of two sentences: "left a Bible in a hotel" and "in a
nightclub", "a robbery at a store" and "a theft", "soldiers" and "guards".

Only words of closed lists are compared: of two words that are in none, nobody can tell whether they are two names for
one thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from summarize.text.contrasts import Span, Wording

# A line holds words that exclude each other, parted by strokes; words between two strokes may mean the same.
_LISTS = """
hotel motel inn / nightclub club bar pub / restaurant diner cafe / church cathedral chapel / mosque / synagogue
    / hospital clinic / jail prison / mall / airport / courthouse / library / gym / theater theatre cinema
    / stadium arena / warehouse / factory / apartment condo / house home residence / driveway / yard backyard / garage
    / basement / attic / rooftop / kitchen / bathroom restroom / bedroom / hallway corridor / stairwell / closet
    / balcony / lobby / elevator / forest woods / lake / river / beach / store shop supermarket
helicopter chopper / plane airplane jet / boat ship vessel / train / bus / truck pickup / car sedan / van minivan
    / motorcycle scooter / bicycle bike / ambulance / suv
rifle / handgun pistol revolver / shotgun / knife / machete / ax axe / hammer / bomb / rocket / grenade / taser
murder / manslaughter / assault / robbery / burglary / theft larceny / perjury / kidnapping / arson / bribery
felony felonies / misdemeanor misdemeanors
resigned resignation / retired retirement / fired firing / suspended suspension
acquitted / convicted
delay delayed delaying / repeal repealed repealing
neck throat / chest / back / leg thigh / arm / stomach abdomen / face / shoulder / foot
tape video recording audio footage / transcript / photo photograph
driver / passenger
soldiers troops / police policemen officers / guards / firefighters
students / teachers / citizens
miner miners / rescuer rescuers
stabbed stabbing / strangled / drowned / hanged / poisoned / burned
suicide / homicide
cocaine / heroin / marijuana / methamphetamine / fentanyl
sarin / chlorine
flu / pneumonia / measles
lieutenant / captain / sergeant / colonel / corporal / admiral
monthly / weekly / daily / annual annually yearly / quarterly
unanimously / narrowly / overwhelmingly
first-degree / second-degree / third-degree
"""
_MEANINGS = {
    word: (number, meaning)
    for number, line in enumerate(_LISTS.replace("\n    ", " ").strip().split("\n"))
    for meaning, words in enumerate(line.split("/"))
    for word in words.split()
}
_LISTED = _MEANINGS.keys() | {f"{word}s" for word in _MEANINGS}
# "Back in court", "faces charges": parts of a body only where they are somebody's.
_OF_SOMEBODY, _POSSESSIVES = frozenset("back backs face faces".split()), frozenset("the his her their".split())
_NEAR = 4  # words with a meaning, on either side
_SHARED = 2  # of these, on the same side of both; on either side, unless the two stand right after one word
Told = Callable[[str], bool]
Found = tuple[int, int, int]
"""Which word, of which list, in which of its meanings."""


def find_rivals(wording: Wording) -> tuple[Found, ...]:
    """The words of a sentence that are in a list; those with a capital belong to names."""
    if _LISTED.isdisjoint(wording.lowers):
        return ()
    words = wording.words
    found = (
        (k, _find_meaning(word.lower))
        for k, word in enumerate(words)
        if word.text[0].islower() and (word.lower not in _OF_SOMEBODY or (k and words[k - 1].lower in _POSSESSIVES))
    )
    return tuple((k, *meaning) for k, meaning in found if meaning)


def _find_meaning(word: str) -> tuple[int, int] | None:
    return _MEANINGS.get(word) or (_MEANINGS.get(word[:-1]) if word.endswith("s") else None)


def compare_rivals(
    a: Wording, b: Wording, rivals: tuple[Sequence[Found], Sequence[Found]], told_a: Told, told_b: Told
) -> Iterator[tuple[Span, Span]]:
    """The spans of words that exclude each other, near the same words.

    rivals: of either sentence (`find_rivals`). told_a, told_b: whether the first, the second article has a word, in
    small letters: who has both tells of two things, unless the words stand right after one and the same word.
    """
    for i, number, meaning in rivals[0]:
        for k, other, meant in rivals[1]:
            if number != other or meaning == meant:
                continue
            if any(row[1:] == (number, meaning) for row in rivals[1]) or any(
                row[1:] == (number, meant) for row in rivals[0]
            ):
                continue
            (before, after), (before_other, after_other) = _look_around(a, i), _look_around(b, k)
            shared = len({*before} & {*before_other}), len({*after} & {*after_other})
            aligned = bool(before and before_other) and before[0] == before_other[0]
            one, far = a.words[i], b.words[k]
            if sum(shared) < _SHARED or not (aligned or all(shared)):
                continue
            if aligned or not (told_a(far.lower) or told_b(one.lower)):
                yield (one.start, one.end), (far.start, far.end)


def _look_around(wording: Wording, k: int) -> tuple[list[str], list[str]]:
    """The stems of the nearest words before and after the k-th, the nearest first."""
    before = [word.stem for word in reversed(wording.words[:k]) if word.stem]
    return before[:_NEAR], [word.stem for word in wording.words[k + 1 :] if word.stem][:_NEAR]
