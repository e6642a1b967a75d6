"""Texts that make patterns, splitters and comparisons slow, some 15,000 characters each."""

from __future__ import annotations

LENGTH = 15_000


def fill(piece: str, length: int = LENGTH) -> str:
    return piece * (length // len(piece) + 1)


# Of one piece over and over, without an end.
PIECES = {
    "words": "word ", "one word": "x", "initials": "A.", "spaced initials": "A. ", "small letters": "a. ",
    "names": "Ann Lee, ", "capital words": "Abc ", "capitals": "ABC ", "places": "ABC/", "hyphens": "A-a-",
    "quotes that never close": "He said “we ran. ", "straight quotes": 'He said "we ', "apostrophes": "'a ",
    "digits": "1", "figures": "1 ", "commas and digits": "1,", "stops and digits": "1.", "percents": "1% ",
    "million": "million ", "one hundred": "one hundred and ", "between": "between 1 and ", "dollars": "$1",
    "dates": "January 1, ", "days": "1 Jan ", "weekdays": "Monday ", "clock": "10:10 a.m. ", "scores": "1-1 ",
    "titles": "Mr. ", "said": "said ", "he said": "he said, ", "who said": "Jane Poe, who said, ",
    "of the": "The of the and of the ", "to be": "will be to be ", "bylines": "by Ann Lee and ",
    "agencies": "AP/Reuters (AFP) ", "share": "share ", "bars": "a | ", "arrows": "a > ", "addresses": "@a #b ",
    "a path": "a/", "a link": "http://a.b ", "mail": "a@b.", "copyright": "copyright © ", "brackets": "[1](a) ",
    "open brackets": "(a ", "no-break spaces": "a\xa0", "private letters": "a\ue000", "questions": "Why? ",
    "items": "1) red 2) green ", "bullets": "• a ", "bullet lines": "- a\n", "lines": "a\n", "separators": "a\u2028",
    "numbered lines": "1. red apples\n", "headings": "About Ann Lee\n", "labels": "ABC: ", "dots": "a ... ",
    "turned": "\u202eThe ferry ran \u202cyadnoM no\u2066. ", "one fact": "Nobody was hurt, the coastguard said. ",
    "one future": "The mayor will open the bridge on Monday. ",
}  # fmt: skip

# A run of what is no word, as long as is read, then a word.
RUNS = {f"a run of {name}": fill(mark, 1_900) for name, mark in {
    "spaces": " ", "line ends": "\n", "tabs": "\t", "stops": ".", "commas": ",", "hyphens": "-", "dashes": "— ",
    "bullets": "• ", "quotes": "'", "brackets": "(", "underscores": "_", "ellipses": "… ", "zero width": "\u200b",
    "accents": "\u0301", "ships": "🚢",
}.items()}  # fmt: skip

TEXTS = {name: fill(piece) for name, piece in PIECES.items()}
TEXTS |= {name: fill(run + "a") for name, run in RUNS.items()}
TEXTS["two long words"] = "A" + fill("a") + " " + fill("B")
TEXTS["an open quotation"] = "“" + fill("We ran to the harbour and stood there. ")
TEXTS["numbered facts"] = "".join(
    f"The ferry number {n} ran aground on pier {n * 7919 % 100_003} near Lowmere with {n} people.\n" for n in range(800)
)
