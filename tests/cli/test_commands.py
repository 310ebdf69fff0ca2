"""The other commands, and how an error ends the program."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bouncecheck import errors
from bouncecheck.cli import commands, exit_code_of

ROOT = Path(__file__).parents[2]


def _run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    bare = {key: value for key, value in os.environ.items() if not key.startswith("BOUNCECHECK_")}  # noqa: TID251  # a program needs the rest of it
    return subprocess.run(  # noqa: S603  # our own interpreter and words
        [sys.executable, "-m", "bouncecheck", *arguments],
        cwd=cwd,
        env={**bare, **environment},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_manifest_carries_the_deployments_address(tmp_path: Path) -> None:
    ended = _run("manifest", cwd=tmp_path, BOUNCECHECK_PUBLIC_URL="https://bounces.example.com")

    assert ended.returncode == 0, ended.stderr
    assert "https://bounces.example.com/addin/taskpane.html" in ended.stdout
    assert "localhost" not in ended.stdout


def test_a_written_manifest_passes_its_own_lint(tmp_path: Path) -> None:
    written = tmp_path / "manifest.xml"
    written.write_text(_run("manifest", cwd=tmp_path).stdout)

    ended = _run("manifest", "--check", str(written), cwd=tmp_path)

    assert ended.returncode == 0, ended.stdout


def test_the_manifest_of_the_checkout_is_checked_with_its_icons(tmp_path: Path) -> None:
    ended = _run("manifest", "--check", str(ROOT / "manifest.xml"), cwd=tmp_path)

    assert ended.returncode == 0, ended.stdout


def test_a_manifest_with_problems_is_a_no_with_a_line_for_each(tmp_path: Path) -> None:
    broken = tmp_path / "broken.xml"
    text = (ROOT / "manifest.xml").read_text()
    broken.write_text(text.replace("https://localhost:8443/addin/taskpane", "http://evil/x", 1))

    ended = _run("manifest", "--check", str(broken), cwd=tmp_path)

    assert ended.returncode == 1
    assert "broken.xml:" in ended.stdout


def test_a_missing_setting_stops_the_start_with_one_line_that_names_it(tmp_path: Path) -> None:
    ended = _run("serve", cwd=tmp_path)

    assert ended.returncode == 2
    assert "BOUNCECHECK_TENANT_IDS" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_demo_stays_on_this_machine(tmp_path: Path) -> None:
    ended = _run("demo", "--listen", "0.0.0.0:8443", "--data", str(tmp_path / "d"), cwd=tmp_path)

    assert ended.returncode == 2
    assert "127.0.0.1" in ended.stderr


def test_an_unknown_command_is_wrong_use() -> None:
    assert CliRunner().invoke(commands, ["frobnicate"]).exit_code == 2


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.SettingsError("x"), 2),
        (errors.BadRequestError("x"), 2),
        (errors.MailboxUnavailableError("x"), 3),
        (errors.MailboxAccessDeniedError("x"), 1),
        (errors.ClaimsChallengeError("x"), 1),
        (errors.StoreError("x"), 3),
        (errors.BounceCheckError("x"), 3),
    ],
)
def test_an_error_ends_with_the_code_of_its_class(
    error: errors.BounceCheckError, code: int
) -> None:
    assert exit_code_of(error) == code
