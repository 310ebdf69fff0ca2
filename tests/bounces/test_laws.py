"""What reading never does, whatever the bytes: mutations of mails, and what they once found."""

import json
import math
from dataclasses import replace
from datetime import datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bouncecheck.bounces.identifiers import Address, MessageId
from bouncecheck.bounces.model import Bounce, FoundId, IdPlace, Kind
from bouncecheck.bounces.read import read_bounce
from fuzz.corpus import corpus
from fuzz.laws import LAWS, reading_of
from fuzz.mutations import Mutator

CORPUS = corpus()
SYSTEM = (
    b"From: MAILER-DAEMON@mx.example.net\nTo: vince@contoso.com\nSubject: Undelivered Mail\n"
    b"Message-ID: <own@mx.example.net>\n"
)


def event(**members: object) -> bytes:
    recipient = {"emailAddress": "kim@fabrikam.com", **members}
    told = {"notificationType": "Bounce", "bounce": {"bouncedRecipients": [recipient]}}
    common = {"subject": "half \ud800 and \x00 none\nand more"}
    return SYSTEM + b"\n" + json.dumps({**told, "mail": {"commonHeaders": common}}).encode()


FOUND = {
    "a number of 5,000 digits names a character": SYSTEM
    + b"Content-Type: text/html\n\ncould not be delivered to &#"
    + b"9" * 5_000
    + b";",
    "JSON spells half a character, and NUL": event(),
    "JSON calls anything a status": event(status="failed\nfor good"),
    "JSON spells digits in another script": event(status="5.\u0661.1"),
    "JSON spells half a character in an address": event(emailAddress="kim@fabrikam\ud800"),
    "an address holds what does not decode": SYSTEM
    + b"Content-Type: text/rfc822-headers\n\n From: vince@contoso.com\n To: \xbc@fabrikam.com\n",
    "JSON has line ends in a subject": event(diagnosticCode="550 one\n\u2028two"),
    "an encoded word holds line ends": SYSTEM.replace(b"Undelivered", b"=?utf-8?q?a=0D=0Ab?="),
    "a field that stands there twice goes on": SYSTEM
    + b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; a.example.net\n"
    + b"Reporting-MTA: dns;\n b.example.net\nFinal-Recipient: rfc822; kim@fabrikam.com\n"
    + b"Action: failed\n",
    "words name the notice's own identifier": SYSTEM
    + b"\nkim@fabrikam.com: could not be delivered\nmessage-id <own@mx.example.net>\n",
    "two addresses lead to one": SYSTEM
    + b"\n<a@fabrikam.com> (via kim@fabrikam.com): 550 unknown\n"
    + b"<b@fabrikam.com> (via kim@fabrikam.com): 550 unknown\n",
}
"""Mails that broke a law once, by what they do."""


@pytest.mark.parametrize("found", FOUND)
def test_what_broke_a_law_once_breaks_none(found: str) -> None:
    assert reading_of(FOUND[found], most_s=math.inf).broken is None


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(range(len(CORPUS))), st.integers(0, 2**32))
def test_a_damaged_mail_breaks_no_law(number: int, seed: int) -> None:
    damaged = Mutator(CORPUS, Random(seed)).damaged(CORPUS[number])  # noqa: S311 - damage need not be secret

    # How long it takes is measured where nothing else runs.
    assert reading_of(damaged, most_s=math.inf).broken is None


GOOD = read_bounce(FOUND["words name the notice's own identifier"])
WORDS = FoundId(message_id=MessageId("own@mx.example.net"), place=IdPlace.WORDS)
LONG = "x" * 40_000
LOCAL = datetime(2026, 1, 5)  # noqa: DTZ001 - a moment without a zone is what the law forbids


def returned(**changes: object) -> Bounce:
    return replace(GOOD, returned=replace(GOOD.returned, **changes))  # type: ignore[arg-type]  # each test names a field of its own


def recipient(**changes: object) -> Bounce:
    return replace(GOOD, recipients=(replace(GOOD.recipients[0], **changes),))  # type: ignore[arg-type]  # likewise


@pytest.mark.parametrize(
    ("law", "bounce"),
    [
        ("holds_only_characters_that_can_be_kept", returned(subject="\ud800")),
        ("holds_only_characters_that_can_be_kept", replace(GOOD, subject="\x00")),
        ("says_each_thing_in_one_line", returned(subject="one\ntwo")),
        ("stays_within_its_bounds", replace(GOOD, text=LONG)),
        ("names_only_well_formed_identifiers", recipient(address=Address("Kim@fabrikam.com"))),
        ("names_only_well_formed_codes", recipient(status="5.1")),
        ("knows_whose_time_it_is", replace(GOOD, arrived_at=LOCAL)),
        ("names_nobody_twice", replace(GOOD, recipients=GOOD.recipients * 2)),
        ("claims_nothing_where_it_is_no_bounce", replace(GOOD, kind=Kind.NOT_A_BOUNCE)),
        ("never_takes_its_own_identifier_for_the_originals", returned(message_ids=(WORDS,))),
        ("invents_nothing", recipient(address=Address("nobody@example.com"))),
    ],
)
def test_a_law_sees_what_breaks_it(law: str, bounce: Bounce) -> None:
    holds = {each.__name__: each for each in LAWS}[law]

    assert not holds(FOUND["words name the notice's own identifier"], bounce)
