"""Mail that no mail system would send, and trouble meanwhile: the whole path ends in time."""

import time
from collections.abc import Iterator

import pytest
import requests

from whole_product import WholeProduct, running_product

VINCE = "vince@contoso.com"


@pytest.fixture(scope="module")
def product() -> Iterator[WholeProduct]:
    with running_product() as running:
        running.world.faults.clear()
        yield running


def _nested(depth: int) -> bytes:
    opened = "".join(
        f'Content-Type: multipart/mixed; boundary="b{level}"\r\n\r\n--b{level}\r\n'
        for level in range(depth)
    )
    return f"From: mailer-daemon@example.net\r\nSubject: Undeliverable\r\n{opened}".encode()


BAD_MAIL = {
    "50 MB": b"From: mailer-daemon@example.net\r\nSubject: Undeliverable\r\n\r\n"
    + b"x" * 78 * 640_000,
    # Deeper ones the pretend Graph itself cannot read; tests/bounces/test_hostile.py has them.
    "100 parts inside each other": _nested(100),
    "1,000 parts": b"From: mailer-daemon@example.net\r\nSubject: Undeliverable\r\n"
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 1_000,
    "garbage": bytes(range(256)) * 400,
    "nothing": b"",
    "headers without end": b"X: y\r\n" * 200_000,
}


def _judged(product: WholeProduct, mime: bytes) -> requests.Response:
    with product.world.lock:
        item = product.world.mailbox_of(VINCE).add(mime, "inbox", product.world.now())
    return product.ask("POST", "/api/checks", VINCE, {"message": {"id": item.immutable_id}})


@pytest.mark.parametrize("mime", BAD_MAIL.values(), ids=BAD_MAIL)
def test_bad_mail_ends_in_a_careful_verdict_in_time(product: WholeProduct, mime: bytes) -> None:
    started_at = time.monotonic()

    answer = _judged(product, mime)

    assert answer.status_code == 200, answer.text
    assert answer.json()["verdict"] in {"not_a_bounce", "unsure"}
    assert time.monotonic() - started_at < 25


def test_a_bounce_that_vanishes_meanwhile_is_said_to_be_gone(product: WholeProduct) -> None:
    _, item = product.world.labelled["vince/sent-typo"]
    product.world.faults.everyone.vanish_after_read = True
    try:
        codes = {product.check("vince/sent-typo").status_code for _ in range(2)}
    finally:
        product.world.faults.clear()

    assert item.immutable_id
    assert 404 in codes
    assert codes <= {200, 404}


def test_a_mailbox_without_rights_is_refused(product: WholeProduct) -> None:
    question = {
        "message": {"internetMessageId": "<x@example.net>"},
        "mailbox": "nobody@contoso.com",
    }

    answer = product.ask("POST", "/api/checks", VINCE, question)

    assert answer.status_code == 403
    assert answer.json()["code"] == "mailbox_access_denied"


@pytest.mark.parametrize(
    ("user", "fault", "code"),
    [
        ("mara@contoso.com", "consent_missing", "consent_required"),
        ("lea@contoso.com", "claims_challenge", "claims_challenge"),
    ],
)
def test_what_the_sign_in_service_asks_for_reaches_the_pane(
    product: WholeProduct, user: str, fault: str, code: str
) -> None:
    setattr(product.world.faults.everyone, fault, True)
    try:
        question = {"message": {"internetMessageId": "<x@example.net>"}}
        answer = product.ask("POST", "/api/checks", user, question)
    finally:
        product.world.faults.clear()

    assert answer.status_code == 401
    assert answer.json()["code"] == code
    assert ("claims" in answer.json()) == (code == "claims_challenge")


@pytest.mark.parametrize("retry_after_s", [60, 600])
def test_a_long_throttling_is_told_at_once_with_the_time_to_wait(
    product: WholeProduct, retry_after_s: int
) -> None:
    faults = product.world.faults.everyone
    faults.throttle_next = 1_000
    faults.retry_after_s = retry_after_s
    started_at = time.monotonic()
    try:
        answer = product.check("vince/sent-typo")
    finally:
        product.world.faults.clear()

    assert answer.status_code == 503
    assert answer.json()["code"] == "mailbox_unavailable"
    assert answer.headers["Retry-After"] == str(retry_after_s)
    assert time.monotonic() - started_at < 5


def test_a_graph_that_hangs_is_given_up(product: WholeProduct) -> None:
    product.world.faults.everyone.latency_ms = 40_000
    started_at = time.monotonic()
    try:
        answer = product.check("vince/sent-typo")
    finally:
        product.world.faults.clear()

    assert answer.status_code == 503
    assert answer.json()["code"] == "mailbox_unavailable"
    assert time.monotonic() - started_at < 35
