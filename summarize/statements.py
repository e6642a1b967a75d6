"""Clusters of sentences made into statements: their mentions, outlets, origins and ids."""

from __future__ import annotations

from collections.abc import Sequence

from summarize.ids import statement_id
from summarize.types import Article, Mention, Sentence, Statement, Story


def make_statements(
    clusters: Sequence[tuple[int, Sequence[int]]],
    sentences: Sequence[Sentence],
    articles: Sequence[Article],
    story: Story,
) -> list[Statement]:
    """clusters: (representative, members) as indices into `sentences`; one statement each, in the same order."""
    by_id = {article.id: article for article in articles}
    statements = []
    for first, members in clusters:
        mentions = {i: _mention(sentences[i], by_id[sentences[i].article]) for i in members}
        ordered = tuple(sorted(mentions.values(), key=lambda m: (m.article, m.start)))
        statements.append(
            Statement(
                id=statement_id((by_id[m.article].sha256, m.start, m.end) for m in ordered),
                story=story.id,
                representative=mentions[first],
                mentions=ordered,
                outlets=tuple(sorted({m.outlet for m in ordered if m.outlet is not None})),
                origins=len({m.origin for m in ordered}),
            )
        )
    return statements


def _mention(sentence: Sentence, article: Article) -> Mention:
    # An outlet that says a thing twice is one origin; an article of an unknown outlet is its own.
    origin = f"outlet:{article.outlet}" if article.outlet is not None else f"article:{article.id}"
    return Mention(article.id, article.outlet, sentence.start, sentence.end, sentence.text, origin)
