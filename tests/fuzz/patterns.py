"""Every compiled pattern of the reader, wherever a module keeps it, and how each is asked."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from bouncecheck import bounces

_AT_ONE_PLACE = frozenset(("match", "fullmatch"))


@dataclass(frozen=True)
class Found:
    """One pattern."""

    name: str
    """Module and name, such as "fields._ADDRESS"."""

    pattern: re.Pattern[Any]

    is_searched: bool
    """Whether it is tried at every place of a text."""


def modules() -> Iterator[ModuleType]:
    """Yield every module of the reader."""
    for found in pkgutil.walk_packages(bounces.__path__, prefix=f"{bounces.__name__}."):
        yield importlib.import_module(found.name)


def patterns() -> list[Found]:
    """Return every pattern that a module of the reader holds, and those in its containers."""
    return [
        Found(f"{_short(module)}.{where}", pattern, name not in _tried_at_one_place(module))
        for module in modules()
        for name, value in vars(module).items()
        for where, pattern in _inside(name, value)
    ]


def _short(module: ModuleType) -> str:
    return module.__name__.removeprefix(f"{bounces.__name__}.")


def _inside(where: str, value: object) -> Iterator[tuple[str, re.Pattern[Any]]]:
    if isinstance(value, re.Pattern):
        yield where, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _inside(f"{where}[{key}]", inner)
    elif isinstance(value, list | tuple | set | frozenset):
        for at, inner in enumerate(value):
            yield from _inside(f"{where}[{at}]", inner)


def _tried_at_one_place(module: ModuleType) -> set[str]:
    """Return the names that are only ever asked to match where they are put."""
    tree = ast.parse(inspect.getsource(module))
    asked = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in _AT_ONE_PLACE
    }
    loaded = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    ]
    elsewhere = {node.id for node in loaded if id(node) not in asked}
    return {node.id for node in loaded} - elsewhere
