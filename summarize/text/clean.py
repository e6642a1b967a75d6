"""Take everything that is no content of the story out of the articles, each span with its reason.

Rules by kind come first (they name a reason), then `boilerplate.py`, a learned judge, for what no rule names.
Nothing is lost: every non-space character of an article ends up in one kept sentence or in one rejection.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from summarize.reading.outlets import compile_boilerplate
from summarize.settings import DEFAULT, Settings
from summarize.text.boilerplate import Page, find_boilerplate
from summarize.text.debris import (
    BIOGRAPHY,
    DATELINE,
    LABEL_BEFORE,
    SIGN_OFF,
    STAMP,
    TAIL_HEADING,
    TAIL_SENTENCE,
    is_dateline,
    is_heading,
    match_debris,
)
from summarize.types import REJECTION_CODES, Article, Rejection, Sentence

_MEND = {
    "error_page": "fetch the article again, or take it out of the batch",
    "dateline": "nothing to do",
    "marker": "nothing to do",
}
_DEFAULT_MEND = "nothing to do; if it is content, bring the article without the page around it"
_NAMED = "the settings name a pattern for this outlet's boilerplate that is found in it"
_NAMED_MEND = "nothing to do; if it is content, narrow the pattern in the settings"
_REPEATED = 3  # articles of one outlet that carry the same short line
_MARKER = 20  # characters before a bullet's words in which its marker is looked for
_RUN = re.compile(r"\S(?:[^\n]*\S)?")


def clean_articles(
    articles: Sequence[Article], sentences: Sequence[Sentence], settings: Settings = DEFAULT
) -> tuple[list[Sentence], list[Rejection]]:
    """Split articles into what is kept and what is not; `settings.boilerplate` names an outlet's own debris.

    `sentences` are those of `articles`. Returns the kept sentences, the start of some moved behind a dateline, and
    the rejected spans, both by article id and start. Together they hold every non-space character of the text of
    every article in `articles` exactly once; what no sentence covered (bullets, rules) is rejected as "marker".
    Neither depends on the order of the input. Leave out articles that were rejected as a whole.
    """
    ordered = sorted(articles, key=lambda article: article.id)
    pages = lay_out_pages(ordered, sentences)
    kept: list[Sentence] = []
    rejections: list[Rejection] = []
    for article, page, found in zip(ordered, pages, find_boilerplate(pages), strict=True):
        alone = page.alone
        heard = found & (article.language in (None, "en"))  # the judge learned from English pages only
        judged = [_name_reason(s, i in alone) if heard[i] else None for i, s in enumerate(page.sentences)]
        codes = [ruled or learned for ruled, learned in zip(page.codes, judged, strict=True)]
        own = compile_boilerplate(settings.boilerplate, article.outlet)
        named = [c is None and any(p.search(s.text) for p in own) for c, s in zip(codes, page.sentences, strict=True)]
        codes = ["boilerplate" if by_name else code for by_name, code in zip(named, codes, strict=True)]
        good, bad = _part_article(article, page.sentences, codes)
        starts = {s.start for by_name, s in zip(named, page.sentences, strict=True) if by_name}
        kept += good
        rejections += [replace(r, detail=_NAMED, mend=_NAMED_MEND) if r.start in starts else r for r in bad]
    return kept, rejections


def lay_out_pages(articles: Sequence[Article], sentences: Sequence[Sentence]) -> list[Page]:
    """The articles as the learned judge sees them, with the reasons that the rules found; same order as `articles`."""
    own: dict[str, list[Sentence]] = {article.id: [] for article in articles}
    for sentence in sentences:
        own[sentence.article].append(sentence)
    groups = [sorted(own[article.id], key=lambda s: s.start) for article in articles]
    repeated = _find_repeated(articles, groups)
    pages = []
    for article, group in zip(articles, groups, strict=True):
        page = _lay_out(article, group)
        codes = [
            code or ("boilerplate" if (article.outlet, s.text) in repeated else None)
            for code, s in zip(_judge_by_rules(page), group, strict=True)
        ]
        pages.append(replace(page, codes=tuple(codes)))
    return pages


def _lay_out(article: Article, group: Sequence[Sentence]) -> Page:
    paragraphs: list[list[int]] = []
    breaks: list[int] = []
    trimmed: list[Sentence] = []
    last = 0
    for i, sentence in enumerate(group):
        gap = len(f"x{article.text[last : sentence.start]}x".splitlines()) - 1
        if label := LABEL_BEFORE.match(sentence.text):
            sentence = replace(sentence, start=sentence.start + label.end(), text=sentence.text[label.end() :])
        trimmed.append(sentence)
        if gap or not paragraphs:
            paragraphs.append([])
            breaks.append(gap)
        paragraphs[-1].append(i)
        last = sentence.end
    return Page(article.text, tuple(trimmed), (None,) * len(group), tuple(map(tuple, paragraphs)), tuple(breaks))


def _judge_by_rules(page: Page) -> list[str | None]:
    group = page.sentences
    codes: list[str | None] = []
    for i, s in enumerate(group):
        text = s.text
        if s.role == "bullet":  # "-- Ann Lee" at the end is a signature, "- Ann Lee" in a list is an item of it
            before = max(page.text.rfind("\n", 0, s.start) + 1, group[i - 1].end if i else 0, s.start - _MARKER)
            text = page.text[before : s.end].strip()
        codes.append(match_debris(text) or ("dateline" if is_dateline(s.text) else None))
    _judge_stamps(page, codes)
    if _is_error_page(group, codes):
        return ["error_page"] * len(group)
    texts = [page.read_paragraph(n) for n in range(len(page.paragraphs))]
    signed = page.signed
    for members, text in zip(page.paragraphs, texts, strict=True):
        if members[-1] not in signed:
            _judge_paragraph(group, codes, members, text)
    for b in range(1, len(texts)):
        _judge_neighbours(page, codes, texts, b)
    _judge_twins(group, codes)
    _judge_biography(page, codes)
    alone = page.alone
    for i in range(2 * len(group) // 5, len(group)):
        heading = TAIL_HEADING.match(group[i].text) and i in alone
        if heading or TAIL_SENTENCE.match(group[i].text):
            codes[i:] = [c or "self_description" for c in codes[i:]]
            codes[i] = "section_label" if heading else "self_description"
            break
    return codes


def _judge_stamps(page: Page, codes: list[str | None]) -> None:
    """When a part of a live blog was written, and its title, in a paragraph of their own."""
    for members in page.paragraphs:
        first, *others = members
        found = STAMP.match(page.sentences[first].text)
        if found is None:
            continue
        rest = [page.sentences[first].text[found.end() :], *(page.sentences[i].text for i in others)]
        title = " ".join(filter(None, rest))
        if not rest[0] and codes[first] is None:
            codes[first] = "update_note"
        if is_heading(title):
            for i in members:
                codes[i] = codes[i] or "section_label"


def _is_error_page(group: Sequence[Sentence], codes: Sequence[str | None]) -> bool:
    """True if what speaks of errors, robots or cookies is a large part of a short text."""
    error = sum(len(s.text) for s, c in zip(group, codes, strict=True) if c == "error_page")
    return len(group) <= 20 and error * 4 >= sum(len(s.text) for s in group) > 0


def _judge_paragraph(group: Sequence[Sentence], codes: list[str | None], members: Sequence[int], text: str) -> None:
    """A caption is a paragraph of its own: a credit at its end, or one sure sign in it, speaks for all of it."""
    signs = [codes[i] for i in members]
    small = len(members) <= 4
    if (
        "Hide Caption" in text
        or (small and "caption" in signs and signs[0] is not None)
        or (small and signs[-1] in ("credit", "caption") and text.endswith(")") and not _signs_off(group[members[-1]]))
    ):
        spread = "caption"
    else:
        return
    for i in members:
        codes[i] = codes[i] or spread


def _judge_neighbours(page: Page, codes: list[str | None], texts: Sequence[str], b: int) -> None:
    """Captions stand right above or below a credit, or twice; so may headlines, but they end without a full stop."""
    first, second = page.paragraphs[b - 1], page.paragraphs[b]
    if page.breaks[b] > 1:
        return
    if texts[b - 1] == texts[b] and len(first) <= 3 and texts[b].endswith((".", ")", "…")):
        for i in (*first, *second):
            codes[i] = codes[i] or "caption"
    for one, other in ((first, second), (second, first)):
        is_credit = len(one) == 1 and codes[one[0]] == "credit" and not _signs_off(page.sentences[one[0]])
        if is_credit and len(other) <= 2 and all(page.sentences[i].role == "body" for i in other):
            for i in other:
                codes[i] = codes[i] or "caption"


def _signs_off(sentence: Sentence) -> bool:
    return len(sentence.text) > 80 or SIGN_OFF.search(sentence.text) is not None


def _judge_twins(group: Sequence[Sentence], codes: list[str | None]) -> None:
    """What is a caption in one place is one wherever it is repeated, whole or cut off."""
    captions = {s.text for s, c in zip(group, codes, strict=True) if c == "caption" and len(s.text) > 20}
    if not captions:
        return
    for i, s in enumerate(group):
        stump = s.text.rstrip(".… ")
        cut = s.text.endswith(("...", "…")) and len(stump) > 8 and any(stump in c for c in captions)
        if codes[i] is None and s.role == "body" and (s.text in captions or cut):
            codes[i] = "caption"


def _judge_biography(page: Page, codes: list[str | None]) -> None:
    for members in page.paragraphs[-4:] if len(page.paragraphs) > 6 else ():
        known = False
        for i in members:
            text = page.sentences[i].text
            goes_on = known and text.startswith(("He ", "She ", "His ", "Her ", "They "))
            known = goes_on or BIOGRAPHY.match(text) is not None
            if known and codes[i] is None:
                codes[i] = "byline"


def _find_repeated(articles: Sequence[Article], groups: Sequence[Sequence[Sentence]]) -> set[tuple[str, str]]:
    """Short sentences that several articles of one outlet share; versions of one article count as one."""
    carriers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for k, (article, group) in enumerate(zip(articles, groups, strict=True)):
        if article.outlet is None:
            continue
        for text in {s.text for s in group if len(s.text) <= 100}:
            carriers[article.outlet, text].append(k)
    wholes = [{s.text for s in group} for group in groups]
    repeated = set()
    for key, where in carriers.items():
        distinct: list[int] = []
        for k in where:
            if all(4 * len(wholes[k] & wholes[d]) <= min(len(wholes[k]), len(wholes[d])) for d in distinct):
                distinct.append(k)
            if len(distinct) == _REPEATED:
                repeated.add(key)
                break
    return repeated


def _name_reason(sentence: Sentence, alone: bool) -> str:
    label = len(sentence.text.split()) <= 8 and sentence.text[-1] not in ".!…:,)"
    return "section_label" if alone and label else "boilerplate"


def _part_article(
    article: Article, group: Sequence[Sentence], codes: Sequence[str | None]
) -> tuple[list[Sentence], list[Rejection]]:
    kept: list[Sentence] = []
    spans: list[tuple[int, int, str]] = []
    for sentence, code in zip(group, codes, strict=True):
        if code is not None:
            spans.append((sentence.start, sentence.end, code))
            continue
        start = sentence.start
        for opening, reason in ((STAMP, "update_note"), (DATELINE, "dateline")):
            found = opening.match(article.text, start, sentence.end)
            if found and found.end() < sentence.end:
                spans.append((start, start + len(found[0].rstrip()), reason))
                start = found.end()
        kept.append(replace(sentence, start=start, text=article.text[start : sentence.end]))
    if group and not kept and codes[0] == "error_page":
        spans = [(group[0].start, group[-1].end, "error_page")]
    covered = sorted([(s.start, s.end) for s in kept] + [(a, b) for a, b, _ in spans])
    lines = list(accumulate((len(line) for line in article.text.splitlines(keepends=True)), initial=0))
    last = 0
    for a, b in [*covered, (len(article.text), len(article.text))]:
        for run in _RUN.finditer(article.text[last:a]):
            code = "section_label" if LABEL_BEFORE.match(f"{run.group()} A") else "marker"
            spans.append((last + run.start(), last + run.end(), code))
        last = max(last, b)
    return kept, [_reject(article, lines, *span) for span in sorted(spans)]


def _reject(article: Article, lines: Sequence[int], start: int, end: int, code: str) -> Rejection:
    return Rejection(
        file=article.file,
        line=bisect_right(lines, start),
        article=article.id,
        start=start,
        end=end,
        text=article.text[start:end],
        stage="clean",
        code=code,
        detail=REJECTION_CODES[code],
        mend=_MEND.get(code, _DEFAULT_MEND),
    )
