"""What a user can set, in one frozen object that every stage gets."""

from __future__ import annotations

from dataclasses import dataclass

from summarize.errors import UsageError


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one run; all of them are written to its manifest.

    model: "minilm-statements" (ours) or "all-MiniLM-L6-v2", both packaged, or the name or folder of any
        sentence-transformers model.
    languages: ISO 639-1 codes of the languages the model reads; articles in others are set aside, with a reason.
    words, items: how long the briefing may get.
    """

    model: str = "minilm-statements"
    languages: tuple[str, ...] = ("en",)
    words: int = 600
    items: int = 20

    def __post_init__(self) -> None:
        if self.words < 1:
            raise UsageError(f"--words {self.words}: a briefing needs at least one word; give a number from 1 on")
        if self.items < 1:
            raise UsageError(f"--items {self.items}: a briefing needs at least one item; give a number from 1 on")
        if not self.languages:
            raise UsageError("--languages is empty; name at least one, such as en")


DEFAULT = Settings()
