"""Settings from `summarize.toml` and the environment, each with where it comes from; options go over both.

pydantic-settings reads and types them; it is imported where there is something to read, and not before.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

from summarize.errors import UsageError
from summarize.settings import Fault, Service, Settings, find_fault

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_settings import BaseSettings

FILE = "summarize.toml"
PREFIX = "SUMMARIZE_"
WHICH = PREFIX + "SETTINGS"
_PATHS = ("archive", "inbox", "outputs")
_HINTS = get_type_hints(Settings) | get_type_hints(Service)


@dataclass(frozen=True, slots=True)
class Loaded:
    """`sources` says for each setting where its value comes from: "default", "summarize.toml, line 3",
    "SUMMARIZE_WORDS", "--words". `file` is the settings file, None where there is none."""

    settings: Settings
    service: Service
    sources: dict[str, str]
    file: Path | None


def load_settings(path: Path | None = None, options: Mapping[str, object] | None = None) -> Loaded:
    """What is in force: `options` (None is "not given") over the environment over the file over the defaults.

    The file is `path`, else what SUMMARIZE_SETTINGS names, else `summarize.toml` in the current folder, where it is
    there. Paths in it are relative to its folder. Raises UsageError with the line and the mend for what cannot be used.
    """
    file = _find_file(path)
    values, sources = _read(file) if file or _names_in_environment() else ({}, {})
    given = {name: value for name, value in (options or {}).items() if value is not None}
    values |= given
    sources |= {name: f"--{name.replace('_', '-')}" for name in given}
    return Loaded(
        Settings(**{f.name: values[f.name] for f in fields(Settings) if f.name in values}),
        Service(**{f.name: values[f.name] for f in fields(Service) if f.name in values}),
        {name: sources.get(name, "default") for name in _HINTS},
        file,
    )


def describe_settings(loaded: Loaded) -> str:
    """A line for each setting: its name, its value and where that comes from. Passwords are not shown."""
    rows = [("setting", "value", "from")]
    for part in (loaded.settings, loaded.service):
        for each in fields(part):
            rows.append((each.name, _show(getattr(part, each.name)), loaded.sources[each.name]))
    wide = [min(max(len(row[k]) for row in rows), 60) for k in (0, 1)]
    return "\n".join(f"{name:<{wide[0]}}  {value:<{wide[1]}}  {source}" for name, value, source in rows)


def hide_password(address: str) -> str:
    """ "postgresql://me:***@host/db" for an address with a password; anything else as it is."""
    return re.sub(r"(?<=://)([^:/@\s]*):[^@\s]*@", r"\1:***@", address)


def _show(value: object) -> str:
    if value is None or value in ((), {}):
        return "none"
    if isinstance(value, dict):
        return "; ".join(f"{outlet}: {', '.join(map(repr, others))}" for outlet, others in value.items())
    text = ", ".join(value) if isinstance(value, tuple) else str(value)
    return hide_password("".join(c if c.isprintable() else repr(c)[1:-1] for c in text))


def _find_file(path: Path | None) -> Path | None:
    named = path or (Path(os.environ[WHICH]) if os.environ.get(WHICH) else None)
    if named is None:
        return Path(FILE) if os.path.lexists(FILE) else None
    if not named.is_file():
        how = "--settings" if path else WHICH
        raise UsageError(f"{named}: no such file; give {how} the settings file, or leave it out")
    return named


def _names_in_environment() -> list[str]:
    return [name for name in _HINTS if os.environ.get(PREFIX + name.upper())]


def _read(file: Path | None) -> tuple[dict[str, Any], dict[str, str]]:
    """Checked values by name, and where each comes from."""
    import tomllib

    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from summarize.toml_lines import find_line

    text = _read_text(file) if file else ""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"line (\d+)", str(error))
        line = int(where[1]) if where else text.count("\n") + 1
        reason = re.sub(r" \(at .*\)$", "", str(error))
        raise UsageError(f"{file}, line {line}: this is no TOML ({reason}); write such as words = 600") from None
    environment = {name: PREFIX + name.upper() for name in _names_in_environment()}

    def refuse(fault: Fault) -> UsageError:
        name = str(fault.path[0])
        if name in environment:
            return UsageError(f"{environment[name]}={os.environ[environment[name]]}: {fault.told}")
        what = ".".join(step for step in fault.path if isinstance(step, str))
        return UsageError(f"{file}, line {find_line(text, fault.path)}: {what}: {fault.told}".replace("\n", " "))

    try:
        values = _make_model(raw)().model_dump(exclude_unset=True)
    except SettingsError as error:
        name = next((name for name in environment if f'"{name}"' in str(error)), "")
        raise UsageError(f"{environment.get(name, PREFIX)}: this is no JSON; {_mend(name)}") from None
    except ValidationError as error:
        raise refuse(_describe(error)) from None
    for name, value in values.items():
        if fault := find_fault(name, value):
            raise refuse(fault)
    for name in _PATHS:
        if values.get(name) and name not in environment and file and "://" not in values[name]:
            values[name] = str(file.parent / values[name])
    sources = {name: f"{file}, line {find_line(text, (name,))}" for name in raw} | environment
    return values, sources


def _read_text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        raise UsageError(f"{file}, line {line}: this is no UTF-8; save the file as UTF-8") from None
    except OSError as error:
        raise UsageError(f"{file}: {(error.strerror or 'cannot be read').lower()}; check who may read it") from None


def _make_model(raw: dict[str, Any]) -> type[BaseSettings]:
    """The settings as pydantic sees them, filled from the environment, then from what the file says."""
    from pydantic import BeforeValidator, create_model
    from pydantic_settings import BaseSettings, InitSettingsSource, NoDecode, SettingsConfigDict

    class Base(BaseSettings):
        model_config = SettingsConfigDict(
            env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", validate_default=False
        )

        @classmethod
        def settings_customise_sources(cls, settings_cls, init_settings, env_settings, **others):  # type: ignore
            return env_settings, InitSettingsSource(settings_cls, raw)

    words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
    lists = dict[str, Annotated[tuple[str, ...], BeforeValidator(lambda v: (v,) if isinstance(v, str) else v)]]
    special = {tuple[str, ...]: words, dict[str, tuple[str, ...]]: lists}
    types = {n: special.get(hint) or Annotated[hint, BeforeValidator(_unwrap)] for n, hint in _HINTS.items()}
    return create_model("SettingsFile", __base__=Base, **{n: (hint, None) for n, hint in types.items()})  # type: ignore


def _split(value: object) -> object:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _unwrap(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("true and false are no values here")
    return None if value == "none" else value


def _describe(error: ValidationError) -> Fault:
    first = error.errors()[0]
    path = tuple(first["loc"]) or ("",)
    name = str(path[0])
    if first["type"] == "extra_forbidden":
        from difflib import get_close_matches

        near = get_close_matches(name, _HINTS, n=1)
        meant = f'did you mean "{near[0]}"?' if near else f"take it out; there are {', '.join(_HINTS)}"
        return Fault(path[:1], f"there is no such setting; {meant}")
    return Fault(path, f"{first['input']!r} cannot be used; {_mend(name)}")


def _mend(name: str) -> str:
    kind = str(_HINTS.get(name))
    if "dict" in kind:
        example = "^Read more in our app" if name == "boilerplate" else "harbourpost.example"
        return f'write [{name}] and below it lines such as "Harbour Post" = ["{example}"]'
    if "tuple" in kind:
        return 'give a list such as ["en", "de"]' if name == "languages" else 'give a list such as ["json://host/path"]'
    if "int" in kind:
        return "give a whole number such as 20"
    return "give a number such as 0.3" if "float" in kind else "give text in quotes"
