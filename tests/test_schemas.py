"""The JSON Schemas are what other programs are promised: they must say what the types say, and refuse all else."""

from __future__ import annotations

import copy
import dataclasses
import json
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarize import types
from summarize.types import REJECTION_CODES
from tests.rundirs import SCHEMAS, build_run, load_schema, schema_faults

# Which type each object of a schema describes; "" is the schema itself, the rest are names in its $defs.
TYPES: dict[tuple[str, str], type] = {
    ("articles", ""): types.Article,
    ("statements", ""): types.Statement,
    ("statements", "mention"): types.Mention,
    ("statements", "attribution"): types.Attribution,
    ("statements", "foretold"): types.Foretold,
    ("origins", ""): types.Origin,
    ("discrepancies", ""): types.Discrepancy,
    ("discrepancies", "value"): types.Value,
    ("rejected", ""): types.Rejection,
    ("briefing", ""): types.Briefing,
    ("briefing", "story"): types.BriefedStory,
    ("briefing", "item"): types.Item,
    ("briefing", "attribution"): types.Attribution,
    ("briefing", "announcement"): types.Announcement,
    ("briefing", "foretold"): types.Foretold,
    ("briefing", "event"): types.TimelineEntry,
    ("briefing", "name"): types.SpelledName,
    ("briefing", "spelling"): types.Spelling,
    ("briefing", "citation"): types.Citation,
    ("briefing", "source"): types.Source,
    ("briefing", "discrepancy"): types.Discrepancy,
    ("briefing", "value"): types.Value,
    ("manifest", ""): types.Manifest,
    ("manifest", "model"): types.Model,
    ("manifest", "edits"): types.EditsFile,
    ("edits", ""): types.AppliedEdit,
    ("edits", "span"): types.Span,
}
# Maps whose keys the contract does not fix.
OPEN = {"manifest": {"settings", "versions", "counts", "seconds", "provenance"}}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_run(tmp_path_factory.mktemp("run"))


def test_a_run_has_the_promised_form(run: Path) -> None:
    assert schema_faults(run) == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one(name: str) -> None:
    schema = load_schema(name)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize(("name", "part"), TYPES)
def test_an_object_has_the_fields_of_its_type_in_their_order_and_no_others(name: str, part: str) -> None:
    described, cls = find_part(name, part), TYPES[name, part]
    fields = [field.name for field in dataclasses.fields(cls)]
    assert list(described["properties"]) == fields
    assert described["required"] == fields
    assert described["additionalProperties"] is False


@pytest.mark.parametrize(("name", "part"), TYPES)
def test_choices_and_nulls_are_those_of_the_type(name: str, part: str) -> None:
    properties = find_part(name, part)["properties"]
    for field, hint in get_type_hints(TYPES[name, part]).items():
        if get_origin(hint) is Literal:
            assert properties[field]["enum"] == list(get_args(hint))
        assert ('"null"' in json.dumps(properties[field])) == (type(None) in get_args(hint)), field


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_object_of_a_schema_has_a_type_or_is_a_map(name: str) -> None:
    parts = {part for part, described in load_schema(name).get("$defs", {}).items() if described["type"] == "object"}
    assert parts - {part for known, part in TYPES if known == name} <= {"counts"}


def test_the_codes_are_those_of_the_program() -> None:
    assert find_part("rejected", "")["properties"]["code"]["enum"] == list(REJECTION_CODES)


def test_a_discrepancy_is_the_same_in_the_briefing() -> None:
    alone = load_schema("discrepancies")
    inside = find_part("briefing", "discrepancy")
    assert inside == {key: alone[key] for key in inside}
    assert find_part("briefing", "value") == alone["$defs"]["value"]


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_field_too_many_or_too_few_is_refused(name: str, run: Path) -> None:
    validator = jsonschema.Draft202012Validator(load_schema(name))
    row = load_first(run, name)
    for way in objects(row, OPEN.get(name, set())):
        larger = copy.deepcopy(row)
        follow(larger, way)["unheard_of"] = 1
        assert not validator.is_valid(larger), way
        for field in follow(row, way):
            smaller = copy.deepcopy(row)
            del follow(smaller, way)[field]
            assert not validator.is_valid(smaller), (way, field)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("articles", {"id": ""}),
        ("articles", {"outlet": ""}),
        ("articles", {"published": "31/02/2031"}),
        ("articles", {"sha256": "ABC"}),
        ("statements", {"id": "s-1"}),
        ("statements", {"mentions": []}),
        ("statements", {"origins": 0}),
        ("statements", {"outlets": ["A", "A"]}),
        ("origins", {"kind": "hearsay"}),
        ("origins", {"articles": []}),
        ("discrepancies", {"kind": "taste"}),
        ("discrepancies", {"values": []}),
        ("rejected", {"code": "dull"}),
        ("rejected", {"line": 0}),
        ("rejected", {"start": 0}),
        ("rejected", {"article": "a-1"}),
        ("briefing", {"schema_version": 2}),
        ("briefing", {"generated": "yesterday"}),
        ("briefing", {"counts": {"articles": 1}}),
        ("manifest", {"files": {"articles.jsonl": "0" * 64}}),
        ("manifest", {"seconds": {"read": -1}}),
        ("manifest", {"provenance": {"a-1": {"outlet": "hearsay"}}}),
        ("manifest", {"name": "a/b"}),
    ],
    ids=str,
)
def test_a_value_that_cannot_be_is_refused(name: str, changes: dict[str, Any], run: Path) -> None:
    assert not jsonschema.Draft202012Validator(load_schema(name)).is_valid(load_first(run, name) | changes)


JUNK: list[Any] = [None, True, -1, 2**70, 0.5, "", "x", [], {}, [None], {"": 0}]


@settings(deadline=None, max_examples=200)
@given(data=st.data())
def test_what_the_program_cannot_read_is_refused(run: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(SCHEMAS))
    row = load_first(run, name)
    way = data.draw(st.sampled_from(list(objects(row, set()))))
    inner = follow(row, way)
    inner[data.draw(st.sampled_from(list(inner)))] = data.draw(st.sampled_from(JUNK))
    try:
        msgspec.convert(row, TYPES[name, ""])
    except msgspec.ValidationError:
        assert not jsonschema.Draft202012Validator(load_schema(name)).is_valid(row)


def find_part(name: str, part: str) -> dict[str, Any]:
    schema = load_schema(name)
    found: dict[str, Any] = schema["$defs"][part] if part else schema
    return found


def load_first(run: Path, name: str) -> Any:
    path = run / f"{name}.jsonl"
    return json.loads(path.read_bytes().splitlines()[0] if path.exists() else (run / f"{name}.json").read_bytes())


def objects(value: Any, passed_over: set[str], way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The ways to all objects in `value`, but for those under a name that is passed over."""
    found = [way] if isinstance(value, dict) else []
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if key not in passed_over:
            found += objects(inner, passed_over, (*way, key))
    return found


def follow(value: Any, way: tuple[Any, ...]) -> Any:
    for step in way:
        value = value[step]
    return value
