"""Rules of the house that no linter knows."""

import ast
import dataclasses
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import bouncecheck
from bouncecheck import errors
from bouncecheck.cli import EXIT_CODES, commands
from bouncecheck.errors import BounceCheckError
from bouncecheck.settings import PREFIX, Settings
from bouncecheck.web.responses import STATUSES

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "backend").rglob("*.py")) + sorted((ROOT / "tests").rglob("*.py"))
MAX_MODULE_LINES = 300
MAX_FUNCTION_LINES = 40

ERRORS = [
    value
    for value in vars(errors).values()
    if isinstance(value, type) and issubclass(value, BounceCheckError)
]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_module_is_longer_than_a_reader_can_hold(module: Path) -> None:
    lines = module.read_text().splitlines()

    assert len(lines) <= MAX_MODULE_LINES


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_function_is_longer_than_a_screen(module: Path) -> None:
    functions = [
        node
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]

    too_long = [node.name for node in functions if _body_lines(node) > MAX_FUNCTION_LINES]

    assert not too_long


def _body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many lines the statements take; the docstring explains and does not count."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    if not body:
        return 0
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


def _modules_of(package: str) -> Iterator[object]:
    root = importlib.import_module(package)
    for found in pkgutil.walk_packages(root.__path__, prefix=f"{package}."):
        yield importlib.import_module(found.name)


@pytest.mark.parametrize("layer", ["bounces", "verdicts", "usecases"])
def test_every_value_of_the_core_is_frozen(layer: str) -> None:
    classes = {
        value
        for module in _modules_of(f"{bouncecheck.__name__}.{layer}")
        for value in vars(module).values()
        if isinstance(value, type) and dataclasses.is_dataclass(value)
    }

    melting = [cls.__name__ for cls in classes if not cls.__dataclass_params__.frozen]  # type: ignore[attr-defined]  # set by the dataclass decorator, unknown to its type

    assert classes
    assert not melting


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_every_error_has_a_status_an_exit_code_and_a_line_in_the_docs(
    error: type[BounceCheckError],
) -> None:
    line = f"| `{error.__name__}` | `{error.code}` | "

    assert any(cls in STATUSES for cls in error.__mro__)
    assert any(cls in EXIT_CODES for cls in error.__mro__)
    assert line in (ROOT / "docs/errors.md").read_text()


def test_no_two_errors_share_a_code() -> None:
    codes = [error.code for error in ERRORS]

    assert len(codes) == len(set(codes))


def test_every_setting_stands_in_the_docs() -> None:
    documented = (ROOT / "docs/settings.md").read_text()
    names = [
        str(field.validation_alias or f"{PREFIX}{name.upper()}")
        for name, field in Settings.model_fields.items()
    ]

    assert not [name for name in names if f"| `{name}` |" not in documented]


def test_every_command_in_the_readme_is_one_that_the_parser_knows() -> None:
    readme = (ROOT / "README.md").read_text()
    named = set(re.findall(r"bouncecheck (?!`)([a-z]+)", readme))

    assert named
    assert named <= set(commands.commands)


def test_every_make_command_in_the_readme_is_a_target() -> None:
    named = set(re.findall(r"^make ([a-z]+)", (ROOT / "README.md").read_text(), re.MULTILINE))
    makefile = (ROOT / "Makefile").read_text()

    assert {"demo", "test"} <= named
    assert not [name for name in named if not re.search(rf"^{name}:", makefile, re.MULTILINE)]


@pytest.mark.parametrize(
    "lock", ["requirements/run.txt", "requirements/dev.txt", "addin/package-lock.json"]
)
def test_no_lock_file_holds_an_address(lock: str) -> None:
    text = (ROOT / lock).read_text()

    assert "resolved" not in text
    assert not re.search(r"https?://(registry|files|pypi)\b", text)
    assert "--index-url" not in text


def test_no_pattern_repeats_a_group_possessively() -> None:
    # Python before 3.11.4 loses matches of such a group (cpython issue 101955), without an error.
    possessive_group = re.compile(r"\)(?:[*+?]|\{\d*,?\d*\})\+")
    sources = (ROOT / "backend").rglob("*.py")

    found = [path.name for path in sources if possessive_group.search(path.read_text())]

    assert not found
