"""What a user can set, in one frozen object that every stage gets."""

from __future__ import annotations

from dataclasses import dataclass

from summarize.errors import UsageError


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one run; all of them are written to its manifest.

    model: "all-MiniLM-L6-v2" (packaged) or the name or folder of any sentence-transformers model.
    languages: ISO 639-1 codes of the languages the model reads; articles in others are set aside, with a reason.
    join: two groups of sentences are one statement if the mean probability of their pairs is at least this.
    hold: every sentence of a statement is at least so likely to say the same as its representative.
    words, items: how long the briefing may get.
    """

    model: str = "all-MiniLM-L6-v2"
    languages: tuple[str, ...] = ("en",)
    # Both were chosen by cross-validation over labelled stories. The mean runs over all pairs of two groups, those
    # that were never near enough to be looked at included, which is why it lies below one half.
    join: float = 0.26
    hold: float = 0.10
    words: int = 600
    items: int = 20

    def __post_init__(self) -> None:
        if self.words < 1:
            raise UsageError(f"--words {self.words}: a briefing needs at least one word; give a number from 1 on")
        if self.items < 1:
            raise UsageError(f"--items {self.items}: a briefing needs at least one item; give a number from 1 on")
        for name in ("join", "hold"):
            if not 0 < getattr(self, name) < 1:
                raise UsageError(f"{name} {getattr(self, name)}: not a probability; give a number between 0 and 1")
        if not self.languages:
            raise UsageError("--languages is empty; name at least one, such as en")


DEFAULT = Settings()
