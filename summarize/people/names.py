"""One name in several spellings: Zelensky, Zelenskyy and Zelenskiy; Gadhafi and Qaddafi; Kiev and Kyiv.

A name is read into a phonetic form in the manner of Daitch and Mokotoff (1985) and of Double Metaphone (Philips
2000): what one foreign letter becomes in several romanisations (kh, q, g; sky, skiy, skyy; ou, oo, u) becomes one
sign. Unlike theirs, the form keeps the vowels: two forms are compared by an edit distance in which only what
romanisations are known to vary costs little (Wagner and Fischer 1974), as by consonants alone Hassan is Hussein.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from itertools import product

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "ß": "ss", "ı": "i", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
    | dict.fromkeys("'’‘`´ʿʾʻʼ.", "")
)
_SOUTH_SLAVIC = str.maketrans({"ć": "ch", "č": "ch", "š": "sh", "ž": "zh"})
ARTICLES = frozenset("al el ad an ar as ash at az".split())
_SIGNS = tuple(
    (re.compile(pattern), sign)
    for pattern, sign in (
        (r"^mac?(?=[ck])|^mc", "mak"),
        (r"^abd[aeu]l", "abdul"),
        (r"^ye|^je(?=[lv])", "e"),
        (r"(?<=[aeiou])[yi](?=e[vf])", ""),  # Tsarnayev, Tsarnaev
        (r"(?<=[oe])ff$", "v"),
        (r"dzh|dj", "j"),
        (r"t?sch|sh", "S"),
        (r"tch|ch|cz|(?<=[aeiou]vi)c$", "C"),  # Markovich, Markovic
        (r"zh", "Z"),
        (r"kh", "X"),
        (r"ph", "f"),
        (r"([bdgj])h", r"\1"),
        (r"c(?=[eiy])", "s"),
        (r"ck|c", "k"),
        (r"x", "ks"),
        (r"tz", "ts"),
        (r"w", "v"),
        (r"ou|oo", "u"),
        (r"ee", "i"),
        (r"(?<=[aeiou])h$", ""),
        (r"y|ij$|(?<=e)j$", "i"),
        (r"(.)\1+", r"\1"),
    )
)
_VOWELS = frozenset("aeiou")
_SUBSTITUTED = {
    frozenset(pair): cost
    for cost, pairs in ((0.0, "qk qg"), (0.5, "ei ae ou Xk Xh Xq hg sz Zz Zj"))
    for pair in pairs.split()
}
_CLASSES = str.maketrans("qgXhZzj", "kkkksss", "aeiou")
# Forms of one name in two languages, which no rule of sound joins. As given names they join only full names: there
# are many Vladimirs who are no Volodymyr.
_GIVEN = (
    "volodymyr vladimir", "oleksandr aleksandr alexander", "oleksiy alexei", "mykola nikolai", "mykhailo mikhail",
    "dmytro dmitry", "pavlo pavel", "serhiy sergei", "yevhen yevgeny", "oleh oleg", "alyaksandr aleksandr alexander",
)  # fmt: skip
_WHOLE = (
    "kiev kyiv", "kharkiv kharkov", "lviv lvov", "chernihiv chernigov", "mykolaiv nikolaev", "chernobyl chornobyl",
    "lukashenko lukashenka", "koran quran",
)  # fmt: skip
_NEVER = 9.0


def same_name(a: str, b: str) -> bool:
    """Whether two names may be two spellings of one: word by word, whatever the case, accents and Arabic article.

    A part of a name is no spelling of it ("Biden", "Joe Biden"), nor is a plural, an adjective or another language's
    word (Ukraine, Ukrainian). Symmetric. That they are one person in fact is for the surroundings to say.
    """
    return any(_same_words(_split_name(x), _split_name(y)) for x, y in product(_romanise(a), _romanise(b)))


def _romanise(name: str) -> set[str]:
    """With the marks of č, š and ž dropped, and written out as newsrooms do: Milošević, Milosevic, Miloshevich."""
    return {name, name.lower().translate(_SOUTH_SLAVIC)}


def _same_words(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if not one or len(one) != len(other):
        return False
    given = zip(one[:-1], other[:-1], strict=True)
    return _same_word(one[-1], other[-1]) and all(same_given_name(x, y) for x, y in given)


def same_given_name(a: str, b: str) -> bool:
    """Whether two given names, of one word each, may be one before a surname that agrees: Oleksandr, Alexander."""
    a, b = a.lower(), b.lower()
    return _same_word(a, b) or bool(_find_forms(a, _GIVEN) & _find_forms(b, _GIVEN))


def group_name(name: str) -> str:
    """Equal for all spellings of a name of one word (and for others that sound alike)."""
    last = _split_name(name)[-1:]
    return min(_find_forms(last[0], _WHOLE), default=_consonants(last[0])) if last else ""


@functools.lru_cache(maxsize=100_000)
def _split_name(name: str) -> tuple[str, ...]:
    decomposed = unicodedata.normalize("NFKD", re.sub(r"['’]s$", "", name.strip()).casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_LETTERS)
    words = [word for word in re.split(r"[\s\-‐–]+", plain) if word]
    return tuple(word for word in words[:-1] if word not in ARTICLES) + tuple(words[-1:])


@functools.lru_cache(maxsize=100_000)
def _sound(word: str) -> str:
    for pattern, sign in _SIGNS:
        word = pattern.sub(sign, word)
    return word


@functools.lru_cache(maxsize=100_000)
def _consonants(word: str) -> str:
    """The consonants, in classes of what may stand for each other."""
    return re.sub(r"(.)\1+", r"\1", _sound(word).translate(_CLASSES))


@functools.lru_cache(maxsize=100_000)
def _find_forms(word: str, table: tuple[str, ...]) -> frozenset[str]:
    """The rows of a table in which a word stands."""
    return frozenset(row for row in table if any(_sound(word) == _sound(form) for form in row.split()))


def _same_word(a: str, b: str) -> bool:
    if a == b or _find_forms(a, _WHOLE) & _find_forms(b, _WHOLE):
        return True
    if _consonants(a) != _consonants(b):
        return False
    one, other = _sound(a), _sound(b)
    shortest = min(len(a), len(b), len(one), len(other))
    return shortest >= 4 and _distance(one, other) <= (1.0 if shortest >= 6 else 0.5)


def _distance(a: str, b: str) -> float:
    """What it costs to make one phonetic form the other; `_NEVER` for what no romanisation varies."""
    above = [0.0]
    for k in range(len(b)):
        above.append(above[-1] + _inserted(b, k))
    for i in range(len(a)):
        row = [above[0] + _inserted(a, i)]
        for k in range(len(b)):
            last = i == len(a) - 1 or k == len(b) - 1
            row.append(
                min(
                    above[k] + _substituted(a[i], b[k], last),
                    above[k + 1] + _inserted(a, i),
                    row[k] + _inserted(b, k),
                )
            )
        above = row
    return above[-1]


def _substituted(a: str, b: str, last: bool) -> float:
    if a == b:
        return 0.0
    if last and a in _VOWELS:
        return _NEVER  # Mario, Maria, Marie
    return _SUBSTITUTED.get(frozenset((a, b)), _NEVER)


def _inserted(word: str, k: int) -> float:
    """Sergey and Serhiy, Aleksandr and Alexander: no other letter comes and goes."""
    comes = word[k] == "e" and (word[k + 1 :] == "i" or (word[k + 1 :] in ("r", "l") and word[k - 1] not in _VOWELS))
    return 0.5 if k and comes else _NEVER
