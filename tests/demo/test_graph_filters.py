from datetime import timedelta
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bouncecheck.demo.graph_emulator.graph_errors import GraphError
from bouncecheck.demo.graph_emulator.odata_match import check_order, compile_filter
from bouncecheck.demo.graph_emulator.odata_syntax import parse_filter
from demo.small_world import ANN, NOW, Graph, a_mail, put, small_world

PROPERTY = "singleValueExtendedProperties/Any(ep: ep/id eq 'String 0x001A' and {})"


def found(condition: str) -> list[str]:
    world = small_world()
    mailbox = world.mailboxes[ANN.id]
    put(mailbox, a_mail(1, subject="Lunch?"), hours_ago=1)
    put(mailbox, a_mail(2, subject="It's late", sender="mia@example.org"), hours_ago=30)
    report = put(mailbox, a_mail(3, subject="Undeliverable: Lunch?"), hours_ago=50)
    report.item_class = "REPORT.IPM.Note.NDR"
    report.is_read = True
    listed = Graph(world).values(
        f"/me/messages?$select=internetMessageId&$filter={quote(condition)}"
    )
    return [str(message["internetMessageId"])[2] for message in listed]


@pytest.mark.parametrize(
    ("condition", "numbers"),
    [
        ("internetMessageId eq '<m1@example.com>'", "1"),
        ("internetMessageId eq '<M1@EXAMPLE.COM>'", "1"),
        ("internetMessageId eq '<m1@example.com>' or subject eq 'undeliverable: lunch?'", "13"),
        ("internetMessageId eq '<none@example.com>'", ""),
        ("subject eq 'It''s late'", "2"),
        ("startswith(subject,'undeliverable')", "3"),
        ("contains(subject, 'lunch')", "13"),
        ("from/emailAddress/address eq 'MIA@example.org'", "2"),
        ("isRead eq true", "3"),
        ("not (isRead eq true)", "12"),
        ("isRead ne true and contains(subject,'l')", "12"),
        (f"receivedDateTime ge {(NOW - timedelta(hours=40)).strftime('%Y-%m-%dT%H:%M:%SZ')}", "12"),
        ("receivedDateTime lt 2026-03-01T00:00:00Z", "3"),
        ("receivedDateTime gt 2026-03-02T00:00:00.000Z and isDraft eq false", "1"),
        (PROPERTY.format("ep/value eq 'REPORT.IPM.Note.NDR'"), "3"),
        (PROPERTY.format("startswith(ep/value,'report.')"), "3"),
        (PROPERTY.format("ep/value ne 'IPM.Note'"), "3"),
    ],
)  # fmt: skip
def test_a_filter_finds(condition: str, numbers: str) -> None:
    assert "".join(found(condition)) == numbers


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("toRecipients/any(r:r/emailAddress/address eq 'a@b')", "ErrorInvalidUrlQueryFilter"),
        ("ccRecipients/all(r:r/emailAddress/address eq 'a')", "ErrorInvalidUrlQueryFilter"),
        ("internetMessageHeaders/any(h:h/name eq 'x')", "ErrorInvalidUrlQueryFilter"),
        ("endswith(subject,'x')", "ErrorInvalidUrlQueryFilter"),
        ("singleValueExtendedProperties/Any(ep: ep/id eq 'String 0x001A')",
         "ErrorInvalidUrlQueryFilter"),
        ("singleValueExtendedProperties/any(e: e/id eq 'Binary 0x0025' and e/value eq 'AA==')",
         "ErrorInvalidUrlQueryFilter"),
        ("bodyFat eq 'x'", "BadRequest"),
        ("subject eq", "BadRequest"),
        ("subject eq 'x", "BadRequest"),
        ("subject has 'x'", "BadRequest"),
        ("length(subject) eq 3", "BadRequest"),
        ("(subject eq 'x'", "BadRequest"),
        ("subject eq 'x' subject eq 'y'", "BadRequest"),
        ("receivedDateTime ge 2026-99-99T00:00:00Z", "BadRequest"),
        ("not " * 60 + "isRead eq true", "BadRequest"),
        ("", "BadRequest"),
    ],
)  # fmt: skip
def test_a_filter_is_refused(condition: str, code: str) -> None:
    path = f"/me/messages?$filter={quote(condition)}"

    assert Graph(small_world()).refusal(path) == (400, code)


@pytest.mark.parametrize(
    ("condition", "order", "is_fine"),
    [
        ("receivedDateTime ge 2026-01-01", "receivedDateTime", True),
        ("receivedDateTime ge 2026-01-01 and isDraft eq false", "receivedDateTime", True),
        ("isDraft eq false and receivedDateTime ge 2026-01-01", "receivedDateTime", False),
        ("internetMessageId eq '<a@b>'", "sentDateTime", False),
        ("receivedDateTime ge 2026-01-01 and subject eq 'x'", "receivedDateTime", False),
    ],
)
def test_sorting_goes_only_with_a_fitting_filter(
    condition: str, order: str, *, is_fine: bool
) -> None:
    answer = Graph(small_world()).ask(
        f"/me/messages?$filter={quote(condition)}&$orderby={order} desc"
    )

    assert answer.status_code == (200 if is_fine else 400)
    if not is_fine:
        assert answer.json is not None
        assert answer.json["error"]["code"] == "InefficientFilter"


def test_sorting_alone_is_fine() -> None:
    world = small_world()
    put(world.mailboxes[ANN.id], a_mail(1, subject="b"))
    put(world.mailboxes[ANN.id], a_mail(2, subject="a"))

    listed = Graph(world).values("/me/messages?$orderby=subject&$select=subject")

    assert [message["subject"] for message in listed] == ["a", "b"]


@given(st.text(max_size=200))
def test_any_text_is_a_filter_or_is_refused(text: str) -> None:
    try:
        tree = parse_filter(text)
        compile_filter(tree)
        check_order(tree, ["receivedDateTime"])
    except GraphError as error:
        assert error.status == 400  # noqa: PT017 - most texts are refused, and must be so properly
