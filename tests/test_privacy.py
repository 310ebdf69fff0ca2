"""What is stored and what is logged: nothing of any person, whatever happens."""

import logging
from collections.abc import Iterator

import psycopg
import pytest
from typing_extensions import override

from whole_product import WholeProduct, running_product


class Everything(logging.Handler):
    """Keeps what any logger says, with its fields and its tracebacks, but for the pretence's."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))

    @override
    def emit(self, record: logging.LogRecord) -> None:
        if record.name != "werkzeug":  # it serves the emulator, and logs its addresses
            self.lines.append(f"{self.format(record)} {record.__dict__}")


@pytest.fixture(scope="module")
def product() -> Iterator[WholeProduct]:
    with running_product() as running:
        running.world.faults.clear()
        yield running


@pytest.fixture
def log() -> Iterator[Everything]:
    handler = Everything()
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.setLevel(before)
    root.removeHandler(handler)


def _live_through_everything(product: WholeProduct) -> list[int]:
    keys = [key for key in sorted(product.world.expected) if key.startswith("vince/")][:8]
    found = [product.check(key).status_code for key in keys]
    faults = product.world.faults
    faults.everyone.consent_missing = True
    # Somebody for whom no token is remembered yet.
    question = {"message": {"internetMessageId": "<nobody-knows-me@contoso.com>"}}
    found.append(product.ask("POST", "/api/checks", "info@contoso.com", question).status_code)
    faults.clear()
    faults.everyone.failing_folders = {"": 500}
    found.append(product.check(keys[0]).status_code)
    faults.clear()
    faults.everyone.graph_down = True
    found.append(product.check(keys[0]).status_code)
    faults.clear()
    found.append(product.ask("POST", "/api/checks", "vince@contoso.com", question).status_code)
    shared = {**question, "mailbox": "info@contoso.com"}
    found.append(product.ask("POST", "/api/checks", "vince@contoso.com", shared).status_code)
    found += _report_something(product, keys[0])
    # Without a query: this process is the client, too, and its own library logs what it asks.
    found.append(product.ask("GET", "/api/bounces", "vince@contoso.com").status_code)
    return found


def _report_something(product: WholeProduct, key: str) -> list[int]:
    """Tell the administrators about a bounce, and about one that Graph does not give."""
    _, item = product.world.labelled[key]
    reports = [
        {"id": message_id, "kind": kind, "note": "I know nothing of it."}
        for message_id, kind in ((item.immutable_id, "not_me"), ("AAkNowhere", "phishing"))
    ]
    return [
        product.ask("POST", "/api/reports", "vince@contoso.com", report).status_code
        for report in reports
    ]


def _secrets(product: WholeProduct) -> set[str]:
    """Return every address, Message-ID and subject of the story, and the start of any token."""
    found = {user.upn for user in product.world.users.values()}
    found |= {"nobody-knows-me", "eyJ"}
    for _, item in product.world.labelled.values():
        head = item.mime.partition(b"\r\n\r\n")[0].decode("utf-8", "replace")
        for line in head.splitlines():
            name, _, value = line.partition(":")
            if name.lower() in {"subject", "message-id"} and len(value.strip()) > 8:
                found.add(value.strip().strip("<>"))
    return found


def test_nothing_of_a_person_is_logged_or_stored(product: WholeProduct, log: Everything) -> None:
    statuses = _live_through_everything(product)
    secrets = _secrets(product)

    with psycopg.connect(product.database_url) as connection:
        rows = connection.execute("SELECT checks::text FROM checks").fetchall()
        reports = connection.execute("SELECT reports::text FROM reports").fetchall()

    said = "\n".join(log.lines)
    stored = str(rows) + str(reports)
    assert statuses.count(200) >= 8
    assert statuses.count(401) == 1
    assert statuses.count(503) >= 1
    assert len(rows) >= 8
    assert len(reports) == 1
    assert len(secrets) > 20
    assert "bouncecheck.web" in said
    assert {secret for secret in secrets if secret in said} == set()
    assert {secret for secret in secrets if secret in stored} == set()
