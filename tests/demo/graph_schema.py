"""Microsoft's description of its answers, cut to mail, as strict checks."""

import os
from functools import cache
from pathlib import Path
from typing import cast

import pytest
import yaml
from openapi_schema_validator import OAS30Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

Json = dict[str, object]

# Documented, but missing from the service metadata that the description is made from.
UNDESCRIBED = frozenset({"error.innerError.date"})


def graph_folder() -> Path:
    here = Path(__file__).parents[2]
    shared = Path(os.environ.get("BOUNCECHECK_SHARED", here.parent / "shared"))  # noqa: TID251 - tests find the shared folder by it
    if not (shared / "graph" / "openapi-mail.yaml").exists():
        pytest.skip(
            "Graph's description is no part of this project: "
            "set BOUNCECHECK_SHARED to a folder that holds graph/openapi-mail.yaml"
        )
    return shared / "graph"


@cache
def _document() -> Json:
    text = (graph_folder() / "openapi-mail.yaml").read_text(encoding="utf-8")
    return cast("Json", yaml.load(text, Loader=yaml.CSafeLoader))


@cache
def _registry() -> "Registry[object]":
    resource: Resource[object] = Resource.from_contents(_document(), default_specification=DRAFT4)
    registry: Registry[object] = Registry().with_resource("urn:graph", resource)
    return registry


def check_against(schema: str, body: object) -> None:
    """Fail where a body does not fit a schema, or has a member that the schema does not know."""
    reference = {"$ref": f"urn:graph#/components/schemas/{schema}"}
    validator = OAS30Validator(reference, registry=_registry())
    errors = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(body)]
    assert not errors, errors[:5]
    _check_members(_schema(schema), body, schema)


def _schema(name: str) -> Json:
    schemas = cast("Json", cast("Json", _document()["components"])["schemas"])
    return cast("Json", schemas[name])


def _resolved(schema: Json) -> list[Json]:
    """Return the schema, whatever it refers to, and the parts that it is folded from."""
    if "$ref" in schema:
        return _resolved(_schema(str(schema["$ref"]).rpartition("/")[2]))
    parts = [schema]
    for word in ("allOf", "anyOf", "oneOf"):
        for part in cast("list[Json]", schema.get(word, [])):
            parts += _resolved(part)
    return parts


def _check_members(schema: Json, body: object, where: str) -> None:
    parts = _resolved(schema)
    if isinstance(body, list):
        items = [cast("Json", part["items"]) for part in parts if "items" in part]
        for entry in body:
            _check_members({"anyOf": items}, entry, f"{where}[]")
    if not isinstance(body, dict):
        return
    known = _members([*parts, *_named_type(body)])
    for name, value in body.items():
        if name.startswith("@odata.") or f"{where}.{name}" in UNDESCRIBED:
            continue
        assert name in known, f"{where} has no member {name}"
        _check_members({"anyOf": known[name]}, value, f"{where}.{name}")


def _named_type(body: Json) -> list[Json]:
    """Return the schema of the derived type that a body says it is."""
    kind = str(body.get("@odata.type", "")).removeprefix("#")
    known = cast("Json", cast("Json", _document()["components"])["schemas"])
    return _resolved(_schema(kind)) if kind in known else []


def _members(parts: list[Json]) -> dict[str, list[Json]]:
    found: dict[str, list[Json]] = {}
    for part in parts:
        for name, member in cast("Json", part.get("properties", {})).items():
            found.setdefault(name, []).append(cast("Json", member))
    return found
