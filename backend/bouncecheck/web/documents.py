"""How the API's document describes problems and streams."""

from http import HTTPStatus
from typing import Any

from flask_openapi3.models.schema import Schema
from pydantic import BaseModel

SECURITY: list[dict[str, list[str]]] = [{"bearer": []}]


def problems(*statuses: HTTPStatus) -> dict[str | int | HTTPStatus, Any]:
    """Return the description of the problems with which a call may answer."""
    always = (
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
    )
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status.value: {
            "description": status.phrase,
            "content": {"application/problem+json": {"schema": schema}},
        }
        for status in (*always, *statuses)
    }


POST_PROBLEMS = (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


def stream(description: str, *models: str) -> dict[str, Any]:
    """Return the description of an answer of which each line is a JSON value of its own."""
    one_of = [{"$ref": f"#/components/schemas/{name}"} for name in models]
    return {
        "description": description,
        "content": {"application/x-ndjson": {"schema": {"type": "string"}}},
        "x-line-schemas": one_of,
    }


def line_schemas(*models: type[BaseModel]) -> dict[str, Schema]:
    """Return the schemas of the lines of a stream, and of what they hold, by name."""
    found: dict[str, Schema] = {}
    for model in models:
        schema = model.model_json_schema(
            mode="serialization", ref_template="#/components/schemas/{model}"
        )
        found |= {name: Schema(**part) for name, part in schema.pop("$defs", {}).items()}
        found[model.__name__] = Schema(**schema)
    return found
