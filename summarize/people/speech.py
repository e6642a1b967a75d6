"""Who says what a sentence states: "X said ...", "..., X said", "said X", "according to X", "he said"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarize.people.speakers import Speaker, is_outlet, names_office, read_speaker

# What reports a claim in any position, and what does so only beside the quoted words.
_CLAIM = (
    "said says say told tells added adds wrote writes tweeted noted notes explained explains stated states insisted "
    "insists argued argues claimed claims claim acknowledged admitted confirmed asserted alleged alleges allege "
    "testified contended contends maintained maintains suggested estimated estimates reported reports announced warned "
    "warns stressed emphasized predicted concedes conceded reasoned"
)
_BESIDE_QUOTE = "asked replied responded continued concluded recalled declared remarked commented joked read reads"
_BESIDE_ONLY = frozenset(_BESIDE_QUOTE.split())
_FREE = frozenset("said says say".split())
_VERB = re.compile(rf"\b(?:{'|'.join((_CLAIM + ' ' + _BESIDE_QUOTE).split())})\b")
_NOT_SPEECH = re.compile(r"\s+(?:to (?:be|have)\b|nothing|little\b|no\b|yes\b|goodbye|hello|so\b|as much)")
_ACCORDING = re.compile(r"\b[Aa]ccording to\s+")
_THAT = re.compile(
    r"\s*(?:(?:in|on|at|during|to|via|through|of|after|over)\s[^,]{1,60}?\s|\w+day\s|again\s|later\s|further\s)?\s*"
    r"(?:that\b|:|,?\s*•)"
)
_DOUBLE = re.compile(r"[“”\"]|``|''")
_SINGLE = re.compile(r"(?<!\w)[‘'](?=\w)|(?<=[,.?!…])['’](?!\w)")
_SINGLE_END = re.compile(r"[,.?!…]['’](?!\w)")
HIDDEN = "•"
_BEFORE_ASIDE = (",", "—", "–", "―", "?", "!", HIDDEN)
_NO_VERB_AFTER = ("-", "’", "'", "(")  # "some people (say, those who were there)"
_STOPS = re.compile(rf"[,;:—–―()\[\]{HIDDEN}]|\s-{{1,2}}\s|\.\.\.|…")
_LEAD = re.compile(
    r"^(?:(?:and|but|so|yet|as|then|also|still|however|meanwhile|later|earlier|instead|nevertheless|"
    r"for (?:his|her) part|separately|now|"
    r"(?:on|last|this|early|late|earlier|later) (?:on )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|week|month|year)"
    r"(?: (?:morning|afternoon|evening|night))?)(?:\s+|$))+",
    re.IGNORECASE,
)
_ADVERBS = re.compile(
    r"(?:\s+(?:has|have|had|also|later|then|previously|earlier|repeatedly|recently|first|once|further|himself|herself|"
    r"itself|themselves|both|all|initially|simply|\w+day))+$"
)
_DATELINE = re.compile(r"^\s*[A-Z][\w.,/’' -]{1,50}\((?:[A-Z][\w. ]+)\)\s*[-–—]*\s*")
# What stands beside a name after its party keeps its comma: "Ann Lee, R-Ariz., a leader of the effort".
_PARTY = re.compile(
    r"(?:, [DRI]-[A-Z][\w. ]*(?=, (?:an?|the|who|whose|one)\b)|, [DRI]-[A-Z][\w. ]*,| \([DRI]-[A-Z][\w. ]*\))"
)
_END_OF_SUBJECT = re.compile(
    r"\s+(?:in|on|at|during|after|to|from|when|as|via|by|through|following|before|outside|while|about|adding|later|"
    r"today|yesterday|this|last|earlier|early|late|with|citing|referring|speaking|\w+day)\b|[,;:—–()•]"
    r"|(?<!\b[A-Z])(?<!\b(?:Mr|Ms|Dr|Lt))(?<!\b(?:Mrs|Sen|Rep|Gov|Gen|Col|Sgt|Adm|Rev))\.\s|\.?$"
)
_ENDS_ASIDE = re.compile(
    r"\s*(?:[.,;:•—–!)]|$|(?:in|on|at|during|after|to|from|when|via|by|through|following|before|outside|while|"
    r"about|of|later|today|yesterday|this|last|earlier|early|late|with|citing|referring|\w+day|as|afterward|then)\b|"
    r"\s[A-Z][a-z]{2,8}\.? \d)"
)
_PUBLIC = re.compile(
    r"\s+(?:(?:a |the |several |local )?(?:reporters?|journalists?|(?:news|press) conference|newspaper|magazine|"
    r"(?:\w+ )?news(?: \w+)?|audience|crowd|lawmakers|jurors|jury|court|judge|committee|senators|parliament|network|"
    r"station|outlet|website|media|public|rally|conference|meeting)\b|the [A-Z]|[A-Z]{2,}\b|"
    r"(?:[A-Z][\w’'.]* )*(?:News|Times|Post|Journal|Reuters|Press|Radio|TV|Television|Today|Daily|Guardian|Herald|"
    r"Tribune|Magazine|Mail|Telegraph|Bloomberg|Fox|Axios|Politico|Variety|Insider|Congress|Parliament|AFP|ABC)\b)"
)
UNKNOWN = Speaker("", "they")
"""Somebody is said to say it; who it is, is not clear."""


def hide_quotes(text: str, inside: bool) -> tuple[str, bool, int]:
    """The text with what is in quotation marks replaced sign for sign, whether it ends inside a quotation, and the
    words of the longest one. `inside`: whether it begins inside one."""
    spans, start = [], 0 if inside else None
    for number, mark in enumerate(_find_marks(text)):
        opens = mark[0] in ("“", "``", "‘") or (mark[0] in "\"'" and _is_opening(text, mark.start()))
        if opens and start is None:
            start = mark.start()
        elif not opens and (start is not None or number == 0):
            spans.append((start or 0, mark.end()))
            start = None
    if start is not None:
        spans.append((start, len(text)))
    hidden = text
    for a, b in spans:
        hidden = hidden[:a] + HIDDEN * (b - a) + hidden[b:]
    return hidden, start is not None, max((len(re.findall(r"\w+", text[a:b])) for a, b in spans), default=0)


def _find_marks(text: str) -> list[re.Match[str]]:
    return list(_DOUBLE.finditer(text)) or (list(_SINGLE.finditer(text)) if _SINGLE_END.search(text) else [])


def _is_opening(text: str, at: int) -> bool:
    return (at == 0 or text[at - 1] in " \t\n([—–-•") and not text[at + 1 : at + 2].isspace() and at + 1 < len(text)


def find_speaker(hidden: str, headline: bool = False) -> Speaker | None:
    """Who, by the form of one sentence with its quotations hidden, says what it states; a pronoun as it stands,
    `UNKNOWN` if somebody does who cannot be named, None if nobody does."""
    if hidden.rstrip().endswith("?") or not (headline or "ccording to" in hidden or _VERB.search(hidden)):
        return None
    hidden = _PARTY.sub("", _DATELINE.sub("", hidden))
    if match := _ACCORDING.search(hidden):
        told = _read_after(hidden, match.end()) or UNKNOWN
        # "The chief said ..., according to the Herald": whoever passes it on does not say it.
        said = find_speaker(hidden[: match.start()]) if is_outlet(told) else None
        return said or told
    if headline and (match := re.match(r"\s*([^:•,]{2,40}): ", hidden)):
        speaker = read_speaker(match[1])
        return speaker if speaker and speaker.kind != "person" and names_office(speaker) else None
    verbs = [verb for verb in _VERB.finditer(hidden) if not hidden[: verb.start()].endswith(_NO_VERB_AFTER)]
    for verb in reversed(verbs):
        if speaker := _read_aside(hidden, verb):
            return speaker
    for verb in verbs:
        if speaker := _read_frame(hidden, verb):
            return speaker
    return None


def _read_aside(hidden: str, verb: re.Match[str]) -> Speaker | None:
    """ "..., X said." "...," said X, the mayor. "..., X said, ..." """
    left, right = hidden[: verb.start()].rstrip(), hidden[verb.end() :]
    beside = bool(re.search(r"•[,.]?[^•]{0,150}$", left)) or bool(re.match(r"[^•.]{0,40}[,:]?\s*•", right))
    if verb[0] in _BESIDE_ONLY and not beside:
        return None
    pieces = _split(left)
    after_quote = _split(left.rsplit(HIDDEN, 1)[1]) if HIDDEN in left else []
    if re.search(r"[,•—–?!]$", left) and re.search(r"\w|•", left) and not after_quote:
        after = right.lstrip()
        inverted = verb[0] in _FREE or (beside and verb[0] not in ("told", "tells"))
        if re.match(r"\s*(?:who|which|whose|where)\b", pieces[-1] if pieces else ""):
            return None  # "The report, which came late, said the company ..."
        if HIDDEN not in left and len(pieces) == 1 and _read_subject(pieces[0]):
            return None  # "Holt, of Brunn, said the bill ..."
        if not inverted or not after or re.match(r"(?:that|to|so|it)\b", after):
            return None
        return _read_after(hidden, verb.end())
    if not pieces or (len(pieces) < 2 and "•" not in left):
        return None
    speaker = _read_apposed(after_quote) if len(after_quote) > 1 else _read_subject(pieces[-1])
    if speaker is None or not _is_set_off((after_quote or pieces[-1:])[0].strip(), left):
        return None
    if verb[0] in ("told", "tells"):
        if not _PUBLIC.match(right):
            return None
    elif not _ENDS_ASIDE.match(right):
        return None
    named = _read_subject(pieces[-2]) if len(pieces) > 2 and re.match(r"(?:the|a|an)\b", speaker.text) else None
    return Speaker(named.text, named.kind, speaker.text) if named and named.kind == "person" else speaker


def _is_set_off(piece: str, left: str) -> bool:
    """Whether a comma, a dash or a quotation stands right before the piece, wherever it occurs."""
    at = left.find(piece)
    while at >= 0:
        if left[:at].rstrip().endswith(_BEFORE_ASIDE):
            return True
        at = left.find(piece, at + 1)
    return False


def _read_frame(hidden: str, verb: re.Match[str]) -> Speaker | None:
    """ "X said ...", "X, the mayor, said ...", "On Sunday, X said ..." """
    left, right = hidden[: verb.start()].rstrip(), hidden[verb.end() :]
    if verb[0] in ("told", "tells"):
        if not _PUBLIC.match(right):
            return None
    elif verb[0] in _FREE:
        if _NOT_SPEECH.match(right):
            return None
    elif not _THAT.match(right) or (verb[0] in _BESIDE_ONLY and "•" not in right[:60]):
        return None
    pieces = _split(left)
    if HIDDEN in left or not pieces:
        return None
    if len(pieces) > 1 and re.search(r"[,—–)]\s*$", _ADVERBS.sub("", left)):
        return _read_apposed(pieces)
    if len(pieces) == 1 or not re.match(r"\s*(?:and|but|or|nor)\b", pieces[-1]):
        return _read_subject(pieces[-1])
    return None


def _split(left: str) -> list[str]:
    return [piece for piece in _STOPS.split(left) if _bare(piece)]


def _read_subject(piece: str) -> Speaker | None:
    phrase = _bare(piece)
    return read_speaker(phrase) if phrase else None


def _read_apposed(pieces: Sequence[str]) -> Speaker | None:
    """ "X", or "X, the mayor", or "the mayor, X", with no more than three pieces beside it."""
    first = _read_subject(pieces[0])
    if first is None or len(pieces) == 1:
        return first
    named = _read_subject(pieces[1])
    if named and named.kind == "person" and first.kind != "person":
        return Speaker(named.text, "person", first.text)
    if len(pieces) > 4 or first.kind in ("he", "she", "it", "they"):
        return None
    return Speaker(first.text, first.kind, ", ".join(piece.strip() for piece in pieces[1:]) + first.about)


def _bare(piece: str) -> str:
    return _LEAD.sub("", _ADVERBS.sub("", " " + piece.strip()).strip())


def _read_after(hidden: str, at: int) -> Speaker | None:
    """The source that begins there; of what stands in apposition to it the first piece."""
    rest = hidden[at:].strip().rstrip(".")
    whole = _STOPS.split(rest, maxsplit=1)
    about = whole[1] if len(whole) > 1 else ""
    short = _END_OF_SUBJECT.split(rest, maxsplit=1)[0]
    speaker = read_speaker(whole[0].strip(), about) or read_speaker(short.strip(), about)
    named = _read_subject(_STOPS.split(about, maxsplit=1)[0]) if about else None
    if speaker and named and speaker.kind in ("body", "people") and named.kind == "person" and names_office(speaker):
        return Speaker(named.text, "person", speaker.text)
    return speaker
