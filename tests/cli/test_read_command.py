"""`bouncecheck read`: what other programs measure us by."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bouncecheck.cli import commands

NOTICE = b"""\
From: System Administrator <postmaster@example.com>
To: vince@contoso.com
Subject: Undeliverable: Replica watches
Date: Thu, 17 Apr 2008 10:05:00 +0200

Your message did not reach some or all of the intended recipients.

      Subject:  Replica watches
      Sent:     4/17/2008 8:17 AM

The following recipient(s) could not be reached:

      nobody@example.net on 4/17/2008 10:04 AM
            The e-mail account does not exist at the organization this message was sent to.
"""

MEMBERS = [
    "file",
    "kind",
    "recipients",
    "message_id",
    "subject",
    "from",
    "sent_at",
    "status",
    "dialect",
    "to",
    "extent",
    "reporting_mta",
    "arrived_at",
    "truncated",
    "recipient_details",
    "found_ids",
    "headers",
]


def test_a_file_becomes_one_json_line_with_the_members_of_the_contract(tmp_path: Path) -> None:
    notice = tmp_path / "notice.eml"
    notice.write_bytes(NOTICE)

    result = CliRunner().invoke(commands, ["read", str(notice)])

    assert result.exit_code == 0
    row = json.loads(result.stdout)
    assert list(row) == MEMBERS
    assert row["file"] == "notice.eml"
    assert row["kind"] == "failure"
    assert row["recipients"] == ["nobody@example.net"]
    assert row["message_id"] == []
    assert row["subject"] == "Replica watches"
    assert row["sent_at"] == "2008-04-17T08:17:00"


def test_a_folder_is_read_with_paths_relative_to_it(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "b.eml").write_bytes(NOTICE)
    (tmp_path / "inner" / "a.eml").write_bytes(b"not a bounce at all")

    result = CliRunner().invoke(commands, ["read", "--jobs", "2", str(tmp_path)])

    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(row["file"], row["kind"]) for row in rows] == [
        ("b.eml", "failure"),
        ("inner/a.eml", "not-a-bounce"),
    ]


def test_standard_input_is_a_dash() -> None:
    result = CliRunner().invoke(commands, ["read", "-"], input=NOTICE)

    assert json.loads(result.stdout)["kind"] == "failure"


def test_a_file_that_cannot_be_opened_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    notice = tmp_path / "notice.eml"
    notice.write_bytes(NOTICE)

    result = CliRunner().invoke(commands, ["read", str(tmp_path / "gone.eml"), str(notice)])

    assert result.exit_code == 3
    assert "gone.eml" in result.stderr
    assert json.loads(result.stdout)["file"] == "notice.eml"


def test_text_from_mail_cannot_steer_a_terminal(tmp_path: Path) -> None:
    notice = tmp_path / "notice.eml"
    notice.write_bytes(NOTICE.replace(b"Replica watches", b"Replica \x1b[2J watches"))

    result = CliRunner().invoke(commands, ["read", str(notice)])

    assert "\x1b" not in result.stdout


def test_no_file_is_wrong_use() -> None:
    assert CliRunner().invoke(commands, ["read"]).exit_code == 2


@pytest.mark.parametrize("heavy", ["flask", "msgraph", "msal", "sqlalchemy", "pydantic"])
def test_reading_loads_nothing_heavy(heavy: str, tmp_path: Path) -> None:
    notice = tmp_path / "notice.eml"
    notice.write_bytes(NOTICE)
    program = (
        "import sys; from bouncecheck.cli import commands;"
        f"commands(['read', {str(notice)!r}], standalone_mode=False);"
        f"sys.exit({heavy!r} in sys.modules)"
    )

    ended = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True)  # noqa: S603  # our own interpreter and text

    assert ended.returncode == 0, ended.stderr


def test_reading_many_files_shows_on_a_terminal_how_far_it_is(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number}.eml").write_bytes(NOTICE)
    ours, theirs = os.openpty()

    with subprocess.Popen(  # noqa: S603  # our own program
        [sys.executable, "-m", "bouncecheck", "read", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=theirs,
    ) as reading:
        os.close(theirs)
        rows, _ = reading.communicate(timeout=60)
        shown = os.read(ours, 65_536).decode()
    os.close(ours)

    assert len(rows.splitlines()) == 40
    assert "reading" in shown
    assert "100%" in shown


def test_a_program_that_reads_the_rows_sees_no_progress(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number}.eml").write_bytes(NOTICE)

    result = CliRunner().invoke(commands, ["read", str(tmp_path)])

    assert len(result.stdout.splitlines()) == 40
    assert result.stderr == ""
