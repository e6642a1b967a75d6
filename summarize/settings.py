"""What a user can set: `Settings` of a briefing, which every stage gets, and `Service`, for the served flow."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields

from summarize.errors import UsageError

ENGINES = ("threads", "dask")
EVERY_OUTLET = "*"


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one run; all of them are written to its manifest. Raises UsageError for what cannot be meant.

    model: "minilm-statements" (ours) or "all-MiniLM-L6-v2", both packaged, or the name or folder of any
        sentence-transformers model.
    reader: sentences that "minilm-statements" leaves open are read again by a larger model: better statements, later.
        None has it done in batches of up to `summarize.same.decision.READ_MOST` sentences.
    languages: ISO 639-1 codes of the languages the model reads; articles in others are set aside, with a reason.
    words, items: how long the briefing may get.
    join, hold: other values for those of the model's `summarize.same.decision.Decision`, from 0 to 1; None leaves them.
    aliases: other names of outlets, by the name they shall have: {"Harbour Post": ("harbourpost.example",)}.
    boilerplate: patterns of what is no content, by outlet ("*" for every outlet); see `summarize.reading.outlets`.
    archive: a path or SQLAlchemy URL; None is `archive.db` in the folder of the outputs.
    story_days: how many days a story may run over; None sets no bound.
    keep_days: after how many days the archive forgets; None keeps everything.
    since_last: the briefing has only what is new or changed since the earlier ones.
    share: the briefing has quotations and links only, for passing on; no full articles.
    """

    model: str = "minilm-statements"
    reader: bool | None = None
    languages: tuple[str, ...] = ("en",)
    words: int = 600
    items: int = 20
    join: float | None = None
    hold: float | None = None
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    boilerplate: dict[str, tuple[str, ...]] = field(default_factory=dict)
    archive: str | None = None
    story_days: int | None = None
    keep_days: int | None = None
    since_last: bool = False
    share: bool = False

    def __post_init__(self) -> None:
        _check(self)


@dataclass(frozen=True, slots=True)
class Service:
    """How the flow serves an inbox, and where its briefings go. Raises UsageError for what cannot be meant.

    inbox: the folder whose complete folders are briefed. outputs: where every briefing is put.
    schedule, timezone: when the inbox is looked through; a cron expression of five fields, in an IANA time zone.
    retries, retry_seconds: how often a batch that failed is tried again, and how long is waited before that.
    notify: whom a failure is told, as addresses of apprise: "json://host:8000/path", "mailto://...", "slack://...".
    engine: where the stages run: "threads" (in the process of the flow run), "dask" (a cluster in that process's
        machine), or the address of a Dask scheduler, "tcp://host:8786".
    """

    inbox: str = "inbox"
    outputs: str = "outputs"
    schedule: str = "*/15 * * * *"
    timezone: str = "UTC"
    retries: int = 2
    retry_seconds: float = 60.0
    notify: tuple[str, ...] = ()
    engine: str = "threads"

    def __post_init__(self) -> None:
        _check(self)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a setting, in words that end with the mend; `path` leads to the value that is meant."""

    path: tuple[str | int, ...]
    told: str


_LEAST = {"words": 1, "items": 1, "story_days": 1, "keep_days": 1, "retries": 0, "retry_seconds": 0}
_WHY = {"words": "a briefing needs at least one word", "items": "a briefing needs at least one item"}
_CRON = re.compile(r"[\d*/,\-A-Za-z#?]+(?:\s+[\d*/,\-A-Za-z#?]+){4}")


def find_fault(name: str, value: object) -> Fault | None:
    """The first thing wrong with a value that has the right type; None where it can be used."""
    told = None
    if value is None:
        return None
    if name in _LEAST:
        if not value >= _LEAST[name]:  # type: ignore[operator]  # "not >=" refuses NaN too
            why = _WHY.get(name)
            told = f"{why}; give a number from {_LEAST[name]} on" if why else f"give a number from {_LEAST[name]} on"
    elif name in ("join", "hold"):
        if not 0 <= value <= 1:  # type: ignore[operator]
            told = "it is compared with probabilities; give a number from 0 to 1"
    elif name == "languages":
        if not value:
            told = "it is empty; name at least one language, such as en"
        for i, code in enumerate(value):  # type: ignore[arg-type, var-annotated]
            if not re.fullmatch("[a-z]{2}", code):
                return Fault((name, i), f"{code!r} is no two-letter language code; give such as en")
    elif name == "aliases":
        return _find_alias_fault(value)  # type: ignore[arg-type]
    elif name == "boilerplate":
        return _find_pattern_fault(value)  # type: ignore[arg-type]
    elif name == "schedule":
        if not _CRON.fullmatch(value):  # type: ignore[arg-type]
            told = 'a cron expression has five fields (minute hour day month weekday); give such as "0 6 * * *"'
    elif name == "timezone":
        told = _find_timezone_fault(value)  # type: ignore[arg-type]
    elif name == "engine":
        if value not in ENGINES and not re.match(r"[a-z]+://[^\s/]", value):  # type: ignore[arg-type]
            told = f"give one of {', '.join(ENGINES)}, or the address of a Dask scheduler such as tcp://host:8786"
    elif name == "notify":
        for i, address in enumerate(value):  # type: ignore[arg-type, var-annotated]
            if not re.match(r"[a-z][a-z0-9]*://.", address):
                return Fault((name, i), "that is no address; give such as json://host:8000/path or mailto://...")
    elif value == "":
        told = "it is empty; give a value, or leave the setting out"
    return Fault((name,), told) if told else None


def fold_outlet(name: str) -> str:
    """How names of outlets are compared: without regard to case and spacing."""
    return " ".join(name.split()).casefold()


def _find_alias_fault(aliases: dict[str, tuple[str, ...]]) -> Fault | None:
    owner: dict[str, str] = {}
    for outlet, others in aliases.items():
        for i, name in enumerate(others):
            folded = fold_outlet(name)
            if not folded:
                return Fault(("aliases", outlet, i), "a name is empty; write one, or take it out")
            if owner.setdefault(folded, outlet) != outlet:
                told = f'"{name}" is a name of "{owner[folded]}" already; leave it with one of the two'
                return Fault(("aliases", outlet, i), told)
    for outlet in aliases:
        if not outlet.strip():
            return Fault(("aliases", outlet), "the outlet's name is empty; write it before the =")
        if owner.get(fold_outlet(outlet), outlet) != outlet:
            told = f'this outlet is a name of "{owner[fold_outlet(outlet)]}" too; put all its names into one line'
            return Fault(("aliases", outlet), told)
    return None


def _find_pattern_fault(boilerplate: dict[str, tuple[str, ...]]) -> Fault | None:
    for outlet, patterns in boilerplate.items():
        for i, pattern in enumerate(patterns):
            try:
                matches_nothing = re.compile(pattern).search("") is not None
            except re.error as error:
                told = f"the pattern {pattern!r} is no regular expression ({error}); mend it, or escape it with \\"
                return Fault(("boilerplate", outlet, i), told)
            if matches_nothing:
                told = f"the pattern {pattern!r} fits every sentence; write what its sentences have of their own"
                return Fault(("boilerplate", outlet, i), told)
    return None


def _find_timezone_fault(name: str) -> str | None:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return "that is no time zone; give an IANA name such as Europe/London"
    return None


def _check(settings: Settings | Service) -> None:
    for each in fields(settings):
        value = getattr(settings, each.name)
        if fault := find_fault(each.name, value):
            raise UsageError(f"--{each.name.replace('_', '-')} {value}: {fault.told}")


DEFAULT = Settings()
