"""Whose message the original claims to be, and which addresses are the mailbox's own."""

import pytest

from bouncecheck.bounces.identifiers import Address
from bouncecheck.bounces.model import ReturnedMessage
from bouncecheck.verdicts.about import about_of, is_own, same_form, senders_of
from bouncecheck.verdicts.evidence import About
from builders import MY_ADDRESS, a_bounce, a_returned_message, an_identity

STRANGER = Address("someone@fabrikam.com")


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Vince@Contoso.com", "vince@contoso.com"),
        ("vince+shop@contoso.com", "vince@contoso.com"),
        ("srs0=abcd=x7=contoso.com=vince@fwd.example.org", "vince@contoso.com"),
        ("srs0+abcd=x7=contoso.com=vince+tag@fwd.example.org", "vince@contoso.com"),
        (
            "srs1=efgh=first.example.org==abcd=x7=contoso.com=vince@second.example.org",
            "vince@contoso.com",
        ),
        ("vince+srs=abcd=x7=fabrikam.com=someone@contoso.com", "someone@fabrikam.com"),
        ("prvs=012345abcd=vince@contoso.com", "vince@contoso.com"),
        ("btv1==012345abcd==vince@contoso.com", "vince@contoso.com"),
        ("+odd@contoso.com", "+odd@contoso.com"),
        ("srs0=broken@contoso.com", "srs0=broken@contoso.com"),
    ],
)
def test_an_address_is_compared_unwrapped_and_without_its_tag(written: str, plain: str) -> None:
    assert same_form(Address(written)) == plain


def test_aliases_belong_to_the_mailbox_and_colleagues_do_not() -> None:
    assert is_own(Address("v.prince+x@contoso.com"), an_identity())
    assert not is_own(Address("sales@contoso.com"), an_identity())


def returned_by(sender: Address | None, path: str | None = None) -> ReturnedMessage:
    headers = () if path is None else (("Return-Path", path),)
    return a_returned_message(sender=sender, headers=headers)


@pytest.mark.parametrize(
    ("returned", "expected"),
    [
        (returned_by(MY_ADDRESS), About.ME),
        (returned_by(Address("made-up@contoso.com")), About.ORG),
        (returned_by(STRANGER), About.OTHER),
        (returned_by(STRANGER, "<vince@contoso.com>"), About.ME),
        (returned_by(STRANGER, "<vince+SRS=a=b=fabrikam.com=someone@contoso.com>"), About.OTHER),
        (returned_by(None, "<>"), About.ME),
        (returned_by(Address("v.prince@contoso.com")), About.ME),
        (returned_by(Address("vince+shop@contoso.com")), About.ME),
        (returned_by(STRANGER, "<prvs=0123456789=vince@contoso.com>"), About.ME),
        (returned_by(STRANGER, "<SRS0=a=b=contoso.com=vince@fwd.example.org>"), About.ME),
        (returned_by(STRANGER, "<SRS0=a=b=contoso.com=made-up@fwd.example.org>"), About.ORG),
        (returned_by(Address("made-up@contoso.com"), "<vince@contoso.com>"), About.ME),
        (returned_by(Address("vince@sub.contoso.com")), About.OTHER),
    ],
)
def test_from_and_return_path_say_whose_it_is(returned: ReturnedMessage, expected: About) -> None:
    assert about_of(a_bounce(returned=returned), an_identity()) is expected


def test_without_a_sender_it_is_about_whom_the_notice_was_addressed_to() -> None:
    nobody = returned_by(None)

    assert about_of(a_bounce(returned=nobody, to=()), an_identity()) is About.OTHER
    assert about_of(a_bounce(returned=nobody, to=(STRANGER,)), an_identity()) is About.OTHER


def test_senders_are_named_once() -> None:
    returned = returned_by(MY_ADDRESS, "vince@contoso.com")

    assert senders_of(a_bounce(returned=returned)) == (MY_ADDRESS,)
