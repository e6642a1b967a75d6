"""In which language an article is, as an ISO 639-1 code."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# ISO 639-1 code, ISO 639-2 codes, English name. Detection chooses among these: with rarer ones among its answers,
# a list of English place names is taken for one of them.
_LANGUAGES = """
ar ara arabic|bg bul bulgarian|bn ben bengali|bs bos bosnian|ca cat catalan|cs cze ces czech|da dan danish
de ger deu german|el gre ell greek|en eng english|es spa spanish|et est estonian|eu baq eus basque|fa per fas persian
fi fin finnish|fr fre fra french|ga gle irish|gl glg galician|he heb hebrew|hi hin hindi|hr hrv croatian
hu hun hungarian|hy arm hye armenian|id ind indonesian|is ice isl icelandic|it ita italian|ja jpn japanese
ka geo kat georgian|kk kaz kazakh|ko kor korean|lt lit lithuanian|lv lav latvian|mk mac mkd macedonian
ms may msa malay|nl dut nld dutch|no nor norwegian|pl pol polish|pt por portuguese|ro rum ron romanian|ru rus russian
sk slo slk slovak|sl slv slovenian|sq alb sqi albanian|sr srp serbian|sv swe swedish|sw swa swahili|ta tam tamil
th tha thai|tl tgl tagalog|tr tur turkish|uk ukr ukrainian|ur urd urdu|vi vie vietnamese|zh chi zho chinese
"""
_CODES = {name: line.split()[0] for line in re.split(r"[|\n]", _LANGUAGES.strip()) for name in line.split()}
_NAMES = {line.split()[0]: line.split()[-1].capitalize() for line in re.split(r"[|\n]", _LANGUAGES.strip())}
_CODES |= {"nb": "no", "nob": "no", "nn": "no", "nno": "no", "iw": "he", "in": "id"}

# English function words that are no words of the other large languages of the press.
_ENGLISH = frozenset("the and that with from this which they their have has been were would said who about".split())
_ENOUGH_ENGLISH = 0.08  # 99.3% of 15,773 English-language articles have more; other languages have almost none
_SAMPLE = 2000
_LEAST_BYTES = 40  # of letters; below that, a name decides
_SURE = 0.9


def normalize_language(value: str) -> str | None:
    """ "en-US", "eng" or "English" to "en"; None for what is no language that is known."""
    tag = re.split(r"[-_ (]", value.strip().lower())[0]
    return _CODES.get(tag) or (tag if re.fullmatch("[a-z]{2}", tag) else None)


def name_language(code: str) -> str:
    """ "German" for "de"; the code itself where the name is not known."""
    return _NAMES.get(code, code)


def detect_language(text: str) -> str | None:
    """The ISO 639-1 code of the text's language, None if the text is too short or leaves doubt (below 90%).

    The middle of the text decides, because the top and the end hold the page's furniture, which may be in another
    language.
    """
    middle = max(0, len(text) // 2 - _SAMPLE // 2)
    sample = text[middle : middle + _SAMPLE]
    words = re.findall(r"[^\W\d_]+", sample.lower())
    if len("".join(words).encode()) < _LEAST_BYTES:
        return None
    # py3langid takes half a second to load, more than reading a whole batch; English text, the usual case, tells
    # itself by its function words.
    if sum(map(_ENGLISH.__contains__, words)) >= _ENOUGH_ENGLISH * len(words):
        return "en"
    language, certainty = _load_identifier().classify(sample)
    return language if certainty >= _SURE else None


@cache
def _load_identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    # An object of our own: the module's functions share one global that any other user could restrict differently.
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(sorted(set(_CODES.values())))
    return identifier
