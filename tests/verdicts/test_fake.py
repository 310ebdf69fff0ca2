"""Notices that only pretend to be delivery reports."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bouncecheck.bounces.identifiers import Address
from bouncecheck.bounces.model import Bounce, Headers, Kind
from bouncecheck.verdicts.evidence import Fake
from bouncecheck.verdicts.fake import Arrival, Trait, fake_of
from bouncecheck.verdicts.lookalikes import is_one_edit_away, resembles
from builders import a_bounce, a_failed_recipient, an_identity

PROSE = a_bounce(
    dialect="prose",
    has_report=False,
    headers=(("From", "MAILER-DAEMON@mx.example.net"), ("Subject", "failure notice")),
    subject="failure notice",
    text="Hi. This is the qmail-send program. I'm afraid I wasn't able to deliver your message.",
)
LURE = a_bounce(
    kind=Kind.NOT_A_BOUNCE,
    dialect="none",
    has_report=False,
    headers=(
        ("From", "contoso.com Mail Server <notice@fabrikam.com>"),
        ("Subject", "12 messages pending"),
    ),
    subject="12 messages pending",
    sender=Address("notice@fabrikam.com"),
    return_path="bulk@fabrikam.com",
    recipients=(),
    text="You have 12 messages pending. Send again or your mailbox will be closed.",
    links=("https://fabrikam.com/release?u=vince",),
)
STRANGER_PASSES = (
    (
        "Authentication-Results",
        (
            "spf=pass smtp.mailfrom=fabrikam.com; dkim=pass header.d=fabrikam.com;"
            "dmarc=pass action=none header.from=fabrikam.com;compauth=pass"
        ),
    ),
)


def judge(
    bounce: Bounce, headers: Headers = (), item_class: str | None = "IPM.Note"
) -> tuple[Fake, tuple[Trait, ...]]:
    arrival = Arrival(item_class=item_class, transport_headers=headers, identity=an_identity())
    return fake_of(bounce, arrival)


def with_from(name: str, sender: str, bounce: Bounce = PROSE) -> Bounce:
    return replace(bounce, headers=(("From", name),), sender=Address(sender))


def test_59_a_plain_text_bounce_is_no_fake() -> None:
    assert judge(PROSE) == (Fake.NO, ())


def test_56_pending_messages_to_be_sent_again_are_a_fake() -> None:
    found, traits = judge(LURE)

    assert found is Fake.YES
    assert traits == (
        Trait.ASKS_BY_LINK,
        Trait.RETURN_PATH,
        Trait.PENDING_COUNT,
        Trait.NO_FAILED_ADDRESS,
        Trait.THREAT,
    )


@pytest.mark.parametrize(
    "attachment",
    [
        "text/html; name.htm",
        "application/octet-stream; message.html",
        "text/html; ",
        "image/svg+xml; x.svg",
        "image/png; qr.png",
    ],
)
def test_57_a_web_page_or_a_code_attached_is_a_fake(attachment: str) -> None:
    found, traits = judge(replace(PROSE, attachments=("text/plain; a.txt", attachment)))

    assert (found, traits) == (Fake.YES, (Trait.HARMFUL_ATTACHMENT,))


def test_57_a_picture_that_is_to_be_scanned_is_a_fake() -> None:
    bounce = replace(PROSE, attachments=("image/png; image001.png",))

    assert judge(bounce) == (Fake.NO, ())
    assert judge(replace(bounce, text="Scan this with your phone."))[0] is Fake.YES


@pytest.mark.parametrize("item_class", ["IPM.Note", None])
def test_55_a_proper_report_is_never_a_fake(item_class: str | None) -> None:
    assert judge(replace(LURE, has_report=True), item_class=item_class) == (Fake.NO, ())


def test_58_a_report_of_exchange_is_never_a_fake() -> None:
    assert judge(LURE, item_class="REPORT.IPM.Note.NDR") == (Fake.NO, ())


def test_60_a_message_whose_subject_says_undeliverable_is_no_fake() -> None:
    bounce = with_from("Bob <bob@fabrikam.com>", "bob@fabrikam.com", LURE)

    assert judge(replace(bounce, subject="Undeliverable", text="Lunch?")) == (Fake.NO, ())


def test_61_a_bounce_that_somebody_passes_on_is_no_fake() -> None:
    assert judge(replace(LURE, subject="Fwd: Undeliverable: 12 messages pending")) == (Fake.NO, ())


def test_an_ordinary_newsletter_is_no_fake() -> None:
    bounce = replace(LURE, subject="Our offers", text="Log in and see.")

    assert judge(bounce) == (Fake.NO, ())


@pytest.mark.parametrize("kind", [Kind.AUTO_REPLY, Kind.CHALLENGE, Kind.MDN])
def test_10_what_is_no_delivery_notice_is_no_fake(kind: Kind) -> None:
    assert judge(replace(LURE, kind=kind)) == (Fake.NO, ())


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        (("https://go.contoso.com/mail",), Fake.NO),
        (("https://support.office.com/ndr", "mailto:x@fabrikam.com"), Fake.NO),
        (("https://contoso.com.fabrikam.com/",), Fake.YES),
        (("https://contoso.com@fabrikam.com/",), Fake.YES),
        (("https://[impossible/",), Fake.YES),
        ((), Fake.NO),
    ],
)
def test_a_link_of_ours_or_of_microsoft_asks_for_nothing_strange(
    links: tuple[str, ...], expected: Fake
) -> None:
    assert judge(replace(PROSE, text="Please sign in.", links=links))[0] is expected


OUR_PASS = (("authentication-results", "dmarc=pass header.from=contoso.com"),)
MICROSOFT_PASS = (("Authentication-Results", "dkim=pass (ok) header.d=microsoft.com; dmarc=none"),)


@pytest.mark.parametrize(
    ("name", "headers", "unproven"),
    [
        ("Microsoft 365 <x@fabrikam.com>", STRANGER_PASSES, True),
        ("Microsoft 365 <x@microsoft.com>", MICROSOFT_PASS, False),
        ("Microsoft 365 <x@microsoft.com>", (*STRANGER_PASSES, *MICROSOFT_PASS), True),
        ("Microsoft 365 <x@microsoft.com>", (("X-Other", "1"),), True),
        ("Microsoft 365 <x@fabrikam.com>", (), False),
        ("IT Helpdesk <x@fabrikam.com>", STRANGER_PASSES, True),
        ("postmaster@contoso.com", STRANGER_PASSES, True),
        ("postmaster@contoso.com", OUR_PASS, False),
        (
            "postmaster@contoso.com",
            (("X-MS-Exchange-Organization-AuthAs", "Internal"),),
            False,
        ),
        ("postmaster@fabrikam.com", STRANGER_PASSES, False),
    ],
)
def test_a_name_of_microsoft_or_ours_must_be_proven(
    name: str, headers: Headers, *, unproven: bool
) -> None:
    found, traits = judge(with_from(name, "x@fabrikam.com"), headers)

    assert (Trait.UNPROVEN_NAME in traits) is unproven
    assert found is (Fake.YES if unproven else Fake.NO)


@pytest.mark.parametrize(
    ("bounce", "trait"),
    [
        (replace(PROSE, return_path="x@fabrikam.com"), Trait.RETURN_PATH),
        (replace(PROSE, recipients=()), Trait.NO_FAILED_ADDRESS),
        (with_from("Mail Delivery <abc@gmail.com>", "abc@gmail.com"), Trait.SENDER),
        (with_from("Mail Delivery <abc@c0ntoso.com>", "abc@c0ntoso.com"), Trait.SENDER),
        (replace(PROSE, text="3 incoming messages are pending"), Trait.PENDING_COUNT),
        (replace(PROSE, text="This is your final warning."), Trait.THREAT),
        (
            replace(PROSE, headers=(("Reply-To", "A <a@fabrikam.com>"),)),
            Trait.REPLY_TO,
        ),
        (
            replace(PROSE, headers=(("List-Unsubscribe", "<mailto:a@fabrikam.com>"),)),
            Trait.LIST_UNSUBSCRIBE,
        ),
    ],
)
def test_one_soft_trait_alone_is_no_fake_and_two_are(bounce: Bounce, trait: Trait) -> None:
    assert judge(bounce) == (Fake.NO, (trait,))

    second = replace(bounce, text=f"{bounce.text} failure to comply 5 messages held", recipients=())
    assert judge(second)[0] is Fake.YES


@pytest.mark.parametrize(
    "bounce",
    [
        replace(PROSE, return_path="bounce@mail.contoso.com"),
        replace(
            PROSE,
            return_path="bounce@example.net",
            recipients=(a_failed_recipient(),),
        ),
        replace(PROSE, return_path=None),
        with_from("mailer-daemon@gmail.com", "mailer-daemon@gmail.com"),
        replace(PROSE, headers=(("Reply-To", "postmaster@mx.example.net"),)),
        replace(PROSE, headers=(("Reply-To", "nobody"),)),
        replace(PROSE, sender=None, headers=()),
    ],
)
def test_what_real_servers_do_is_no_trait(bounce: Bounce) -> None:
    assert judge(bounce) == (Fake.NO, ())


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        ("contoso.com", False),
        ("mail.contoso.com", False),
        ("contos0.com", True),
        ("contosso.com", True),
        ("cotnoso.com", True),
        ("contso.com", True),
        ("contoso.com.fabrikam.com", True),
        ("contoso-com.example", True),
        ("mail.contoso.com.example", True),
        ("fabrikam.com", False),
        ("", False),
    ],
)
def test_a_domain_that_resembles_ours_is_seen(domain: str, *, expected: bool) -> None:
    assert resembles(domain, {"contoso.com", "x.com"}) is expected


def test_two_changes_are_not_one() -> None:
    assert is_one_edit_away("abcd", "abcd")
    assert not is_one_edit_away("abcd", "axyd")
    assert not is_one_edit_away("abcd", "abxdy")
    assert not is_one_edit_away("abcd", "abcdef")


@given(kind=st.sampled_from(Kind), texts=st.tuples(*[st.text()] * 5))
def test_no_text_makes_it_fail(kind: Kind, texts: tuple[str, str, str, str, str]) -> None:
    subject, text, link, name, header = texts
    bounce = replace(
        LURE,
        kind=kind,
        subject=subject,
        text=text,
        links=(link, f"https://{link}"),
        attachments=(name,),
        headers=(("From", name), ("Reply-To", name)),
        return_path=name,
    )

    found, _ = judge(bounce, (("Authentication-Results", header),))

    assert found in Fake


@pytest.mark.parametrize(
    "unit",
    ["1 ", "messages ", "12 messages ", "pending ", "view all the ", "within 24 hours ", "mail "],
)
def test_a_hostile_text_takes_no_time(unit: str) -> None:
    began = time.perf_counter()

    judge(replace(LURE, subject=unit * 50_000, text=unit * 50_000))

    assert time.perf_counter() - began < 2


def test_a_list_that_passes_a_bounce_on_makes_no_fake_of_it() -> None:
    unsubscribe = ("List-Unsubscribe", "<https://lists.example.org/u>")
    listed = (("List-Id", "<team.example.org>"), ("List-Post", "<mailto:team@example.org>"))
    path = replace(PROSE, return_path="team-bounces@example.org")

    by_list = replace(path, headers=(*PROSE.headers, unsubscribe, *listed))
    by_newsletter = replace(path, headers=(*PROSE.headers, unsubscribe, listed[0]))

    assert judge(by_list) == (Fake.NO, (Trait.LIST_UNSUBSCRIBE,))
    assert judge(by_newsletter)[0] is Fake.YES
