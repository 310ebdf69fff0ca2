"""What Graph's answers mean."""

import json
from datetime import UTC, datetime

import pytest

from bouncecheck.bounces.identifiers import Address
from bouncecheck.bounces.model import Headers
from bouncecheck.mailboxes.answers import Message, Organization, User, decode
from bouncecheck.mailboxes.notices import may_be_notice
from bouncecheck.mailboxes.readings import copy_from, identity_from, message_from
from bouncecheck.mailboxes.stamps import stamp_of
from bouncecheck.verdicts.evidence import Window
from bouncecheck.verdicts.facts import Folder, Stamp
from bouncecheck.verdicts.window import span_of
from builders import a_bounce

ME_ADDRESS = Address("vince@contoso.com")
RECEIVED = ("Received", "from mx.example.net by mail.contoso.com")
ANONYMOUS = ("X-MS-Exchange-Organization-AuthAs", "Anonymous")
OUR_WAY_OUT = ("Received", "from x.outbound.protection.outlook.com by list.example.net")
INTERNAL = ("X-MS-Exchange-Organization-AuthAs", "Internal")


def a_message(**members: object) -> Message:
    return decode(json.dumps({"id": "AAk", **members}).encode(), Message)


def results(text: str) -> tuple[str, str]:
    return ("Authentication-Results", text)


FORGED = results(
    "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=evil.example; dkim=pass (signature was"
    " verified) header.d=evil.example;dmarc=fail action=none header.from=contoso.com;"
)


@pytest.mark.parametrize(
    ("headers", "stamp"),
    [
        ((), Stamp.NONE),
        ((("Subject", "x"), ("X-Mailer", "y")), Stamp.NONE),
        ((RECEIVED,), Stamp.OTHER),
        ((RECEIVED, INTERNAL), Stamp.INTERNAL),
        ((RECEIVED, INTERNAL, ANONYMOUS), Stamp.OTHER),
        ((RECEIVED, ANONYMOUS), Stamp.OTHER),
        ((RECEIVED, ANONYMOUS, FORGED), Stamp.ANONYMOUS),
        ((RECEIVED, ANONYMOUS, results("spf=none; dkim=none; dmarc=none")), Stamp.ANONYMOUS),
        ((RECEIVED, ANONYMOUS, results("dmarc=pass header.from=contoso.com")), Stamp.OTHER),
        ((RECEIVED, ANONYMOUS, results("spf=pass smtp.mailfrom=x@contoso.com;")), Stamp.OTHER),
        ((RECEIVED, ANONYMOUS, results("dkim=pass header.d=mail.contoso.com")), Stamp.OTHER),
        ((RECEIVED, ANONYMOUS, results("spf=pass")), Stamp.OTHER),
        ((RECEIVED, ANONYMOUS, FORGED, results("dmarc=pass")), Stamp.OTHER),
        ((RECEIVED, ANONYMOUS, FORGED, ("List-Id", "<l.example.net>")), Stamp.OTHER),
        ((RECEIVED, ANONYMOUS, FORGED, ("Resent-From", "a@example.net")), Stamp.OTHER),
        ((RECEIVED, ANONYMOUS, FORGED, ("DKIM-Signature", "v=1; d=contoso.com")), Stamp.OTHER),
        ((RECEIVED, ANONYMOUS, FORGED, ("DKIM-Signature", "unreadable")), Stamp.OTHER),
        ((RECEIVED, ANONYMOUS, FORGED, ("DKIM-Signature", "d=evil.example; x")), Stamp.ANONYMOUS),
        ((RECEIVED, ANONYMOUS, FORGED, OUR_WAY_OUT), Stamp.OTHER),
        ((RECEIVED, FORGED), Stamp.OTHER),
        ((("X-MS-Exchange-Organization-SCL", "1"),), Stamp.OTHER),
    ],
)
def test_the_stamp_is_what_our_own_server_saw(headers: Headers, stamp: Stamp) -> None:
    assert stamp_of(headers, ME_ADDRESS) is stamp


@pytest.mark.parametrize(
    ("properties", "from_me"),
    [
        (None, None),
        ([], None),
        ([{"id": "Integer 0xe07", "value": "33"}], True),
        ([{"id": "Integer 0x0E07", "value": "32"}], True),
        ([{"id": "Integer 0xe07", "value": "1"}], False),
        ([{"id": "Integer 0xe07", "value": None}], None),
        ([{"id": "Integer 0xe07", "value": "many"}], None),
        ([{"id": "String 0x1a", "value": "0"}, {"id": "odd"}], None),
    ],
)
def test_a_flag_that_did_not_come_is_neither_set_nor_not(
    properties: object, from_me: object
) -> None:
    message = a_message(singleValueExtendedProperties=properties)

    assert copy_from(message, Folder.INBOX).from_me is from_me


def test_a_message_without_a_time_of_arrival_is_older_than_all_that_is_searched() -> None:
    message = message_from(a_message(), {})
    now = datetime(2026, 1, 5, tzinfo=UTC)

    assert span_of(message.received_at, a_bounce(), now).reach is Window.OUTSIDE


def test_only_real_addresses_of_the_mailbox_are_its_own() -> None:
    user = User(
        id="2222AAAA-2222-4222-8222-222222222222",
        mail="Vince@Contoso.com",
        user_principal_name="v@contoso.onmicrosoft.com",
        proxy_addresses=[
            "SMTP:vince@contoso.com",
            "smtp:sales@contoso.com",
            "x500:/o=x",
            "SIP:a@b.c",
        ],
    )
    tenant = decode(b'{"id":"t","verifiedDomains":[{"name":"Contoso.com"}]}', Organization)

    identity = identity_from(user, tenant)

    assert identity.address == "vince@contoso.com"
    assert identity.addresses == {
        "vince@contoso.com",
        "v@contoso.onmicrosoft.com",
        "sales@contoso.com",
    }
    assert identity.domains == {"contoso.com"}
    assert identity.user_id == "2222aaaa-2222-4222-8222-222222222222"


def test_a_bare_message_is_read_without_complaint() -> None:
    read = copy_from(a_message(toRecipients=[{}, {"emailAddress": {}}]), Folder.OTHER)

    assert read.sender is None
    assert read.sent_at is None
    assert read.recipients == frozenset()
    assert message_from(a_message(), {}).folder is Folder.OTHER


@pytest.mark.parametrize(
    ("sender", "subject", "item_class", "folder", "wanted"),
    [
        ("a@example.net", "Hello", "REPORT.IPM.Note.NDR", Folder.INBOX, True),
        ("a@example.net", "Hello", "report.ipm.note.dr", Folder.OTHER, True),
        ("postmaster@example.net", "Hello", "IPM.Note", Folder.INBOX, True),
        ("MAILER-DAEMON@example.net", "x", None, Folder.JUNK, True),
        ("microsoftexchange329e71ec88ae4615bbc36ab6ce41109e@contoso.com", "x", None, "inbox", True),
        ("a@example.net", "Unzustellbar: Angebot", None, Folder.INBOX, True),
        ("a@example.net", "Automatic reply: Offer", None, Folder.INBOX, True),
        ("a@example.net", "Lunch?", "IPM.Note", Folder.INBOX, False),
        ("postmaster@example.net", "Undeliverable", "REPORT.IPM.Note.NDR", Folder.DELETED, False),
        ("postmaster@example.net", "Undeliverable", None, Folder.SENT, False),
        ("postmaster@example.net", "Undeliverable", None, Folder.DRAFTS, False),
        (None, None, None, Folder.INBOX, True),
    ],
)
def test_whatever_may_be_a_notice_is_listed(
    sender: str | None, subject: str | None, item_class: str | None, folder: str, wanted: object
) -> None:
    message = a_message(
        subject=subject,
        parentFolderId="f",
        singleValueExtendedProperties=[{"id": "String 0x1a", "value": item_class}],
        **{"from": {"emailAddress": {"address": sender}}},
    )

    assert may_be_notice(message_from(message, {"f": Folder(folder)})) is wanted
