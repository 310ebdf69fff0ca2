"""Queries: nothing from outside changes what is asked."""

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from bouncecheck.bounces.identifiers import Address, MessageId
from bouncecheck.errors import BadRequestError
from bouncecheck.mailboxes.filters import combined_filters, moment, simple_filters
from bouncecheck.mailboxes.questions import FLAGS, GraphQuestions, Listing, checked_id
from bouncecheck.usecases.ports import SearchQuestion
from bouncecheck.verdicts.facts import SearchWindow

pytestmark = pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning")

NOW = datetime(2026, 1, 5, 10, 0, tzinfo=UTC)
ME_ADDRESS = Address("vince@contoso.com")


def a_question(
    *ids: str,
    addresses: tuple[str, ...] = (ME_ADDRESS,),
    start: datetime = NOW - timedelta(days=3),
    end: datetime = NOW,
    keeps_since: datetime = NOW - timedelta(days=30),
) -> SearchQuestion:
    return SearchQuestion(
        ids=tuple(MessageId(one) for one in ids),
        addresses=frozenset(Address(one) for one in addresses),
        window=SearchWindow(start=start, end=end),
        keeps_since=keeps_since,
    )


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "x" * 1_025,
        "a b",
        "../../users/other",
        "x' or 1 eq 1",
        "x%2Fmove",
        "x?$select=body",
        "x#y",
        "x\ny",
        "x\x00",
        "=",
        "ünï",
        "$value",
        "a.b",
    ],
)
def test_what_cannot_be_an_id_is_refused(bad: str) -> None:
    questions = GraphQuestions()

    with pytest.raises(BadRequestError):
        questions.content(bad)
    with pytest.raises(BadRequestError):
        questions.message(bad, ["id"], prop=FLAGS)
    with pytest.raises(BadRequestError):
        questions.move(bad, "inbox")
    with pytest.raises(BadRequestError):
        questions.move("AAk", bad)


def test_ids_of_both_worlds_are_taken() -> None:
    assert checked_id("AA/k+L=") == "AA-k_L="
    assert GraphQuestions().content("AA/k+L=").path == "/me/messages/AA-k_L%3D/$value"


@pytest.mark.parametrize(
    "mailbox",
    ["", "me/../x", "a/b@contoso.com", "a?b@contoso.com", "a%2f@contoso.com", "x", "é@x"],
)
def test_what_cannot_be_a_mailbox_is_refused(mailbox: str) -> None:
    with pytest.raises(BadRequestError):
        GraphQuestions(mailbox)


def test_a_named_mailbox_is_asked_by_its_name() -> None:
    request = GraphQuestions("Shared+x@contoso.com").identity()

    assert request.path.startswith("/users/shared%2Bx%40contoso.com?$select=id,")
    assert "otherMails" not in request.path


def test_a_move_names_nothing_but_its_destination() -> None:
    request = GraphQuestions().move("AAk", "deleteditems")

    assert (request.method, request.path) == ("POST", "/me/messages/AAk/move")
    assert json.loads(request.body or b"") == {"destinationId": "deleteditems"}


def test_a_filter_survives_the_way_into_the_address_unchanged() -> None:
    (text,) = combined_filters(a_question("o'x&$top=1#%27+?=@example.com", addresses=()))
    listing = Listing(fields=["id"], folder="sentitems", filter=text, property=FLAGS)

    parts = urlsplit(GraphQuestions().messages(listing).path)

    query = parse_qs(parts.query)
    assert parts.path == "/me/mailFolders/sentitems/messages"
    assert query["$filter"] == ["internetMessageId eq '<o''x&$top=1#%27+?=@example.com>'"]
    assert query["$expand"] == ["singleValueExtendedProperties($filter=id eq 'Integer 0x0E07')"]
    assert query["$top"] == ["999"]
    assert "'" not in parts.query


@pytest.mark.parametrize(
    "hostile",
    ["x' or 1 eq 1@example.com", "x\ny@example.com", "<x@example.com>", "x", "@", "a@b>c@d", ""],
)
def test_what_is_no_identifier_is_not_asked_for(hostile: str) -> None:
    assert combined_filters(a_question(hostile, addresses=())) == ()
    assert simple_filters(a_question(hostile, addresses=())) == ()


@pytest.mark.parametrize("hostile", ["ü@contoso.com", "a b@contoso.com", "x", "A@contoso.com", ""])
def test_what_is_no_plain_address_is_not_asked_for(hostile: str) -> None:
    assert combined_filters(a_question(addresses=(hostile,))) == ()


def test_identifiers_and_senders_share_one_filter() -> None:
    (text,) = combined_filters(a_question("a@x.y", "b@x.y", addresses=("o'h@contoso.com",)))

    assert text == (
        "internetMessageId eq '<a@x.y>' or internetMessageId eq '<b@x.y>'"
        " or (sentDateTime ge 2025-12-06T10:00:00Z"
        " and (from/emailAddress/address eq 'o''h@contoso.com'))"
    )


def test_a_window_before_the_time_of_keeping_is_listed_beside_it() -> None:
    old = a_question(start=NOW - timedelta(days=60), end=NOW - timedelta(days=50))

    (text,) = combined_filters(old)

    assert "sentDateTime le 2025-11-16T10:00:00Z" in text
    assert "sentDateTime ge 2025-12-06T10:00:00Z" in text
    assert text.count("(") == text.count(")")


def test_many_identifiers_make_several_filters() -> None:
    texts = combined_filters(a_question(*(f"m{n}@x.y" for n in range(21))))

    assert [text.count("internetMessageId") for text in texts] == [10, 10, 1]
    assert [text.count("sentDateTime") for text in texts] == [1, 0, 0]


def test_simple_filters_hold_no_or() -> None:
    question = a_question(
        "a@x.y",
        "b@x.y",
        addresses=("v@contoso.com", "w@contoso.com"),
        start=NOW - timedelta(days=60),
        end=NOW - timedelta(days=50),
    )

    texts = simple_filters(question)

    assert len(texts) == 2 + 2 * 2
    assert not any(" or " in text for text in texts)


def test_a_moment_is_written_in_utc() -> None:
    assert moment(datetime.fromisoformat("2026-01-05T12:00:00+02:00")) == "2026-01-05T10:00:00Z"
