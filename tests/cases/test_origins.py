"""The cases of verdicts.md, section 9, that what came back decides: chains, marks, identifiers."""

import base64
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bouncecheck.demo.graph_emulator import MailItem
from bouncecheck.demo.story_mail import Host, Letter, arrived, foreign_trail, own_trail
from bouncecheck.demo.story_notices import Failure, Head, plain_mail, postfix_report, prose_notice
from bouncecheck.demo.story_people import FABRIKAM
from cases.mail import GATE, REPORT, STRANGER, Person, through_us

HIGH, LOOKS_SENT = ("not_sent", "high"), ("unsure", "looks_sent")
OTHER_SYSTEM = ("unsure", "other_system")
UNKNOWN = Failure(address=STRANGER, status="5.1.1", said="550 5.1.1 User unknown")
DAY = timedelta(days=1)
SOON = timedelta(minutes=3)

CRM = Host(name="mail.crm.example", ip="198.51.100.40")
"""A system that contoso.com's SPF record allows."""

RELAY = Host(name="relay.provider.example", ip="203.0.113.44")
"""A smart host outside, which SPF does not name."""


def reported(me: Person, letter: Letter, *changes: tuple[str, str]) -> MailItem:
    """Let a stranger's server report a message, with its text changed here and there."""
    text = postfix_report(letter, GATE, UNKNOWN, to=me.user.upn)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    at = letter.sent_at + SOON
    return me.put(arrived(text, GATE, at), at, item_class=REPORT)


def signed(letter: Letter, selector: str) -> Letter:
    """Return a letter with a signature in our name that was made for something else."""
    mark = base64.b64encode(b"x" * 256).decode()
    value = (
        f"v=1; a=rsa-sha256; c=relaxed/relaxed; d=contoso.com; s={selector};"
        f" h=From:To:Subject:Date:Message-ID; bh={mark[:44]}; b={mark}"
    )
    return replace(letter, trail=(*letter.trail, ("DKIM-Signature", value)))


def test_case_5b_the_notice_of_april_2008_leaves_a_doubt(me: Person) -> None:
    letter = me.forgery(trail=())
    text = prose_notice(letter, GATE, UNKNOWN, to=me.user.upn)
    at = letter.sent_at + SOON

    said = me.check(me.put(arrived(text, GATE, at), at))

    assert said.verdict == ("unsure", "probably_not")


def test_case_06_without_an_id_subject_and_address_are_enough(me: Person) -> None:
    letter = me.forgery()

    said = me.check(reported(me, letter, (f"Message-ID: {letter.message_id}\n", "")))

    assert said.json["bounce"]["original"]["messageIds"] == []
    assert said.verdict == HIGH


def test_case_7b_a_notice_that_names_nothing_cannot_be_judged(me: Person) -> None:
    letter = me.forgery(subject="")
    head = Head(
        sender=f"MAILER-DAEMON@{GATE.name}",
        to=me.user.upn,
        subject="Mail delivery failed",
        mark="nothing",
        extra="Auto-Submitted: auto-replied\n",
    )
    text = plain_mail("Your message could not be delivered.\n", letter, head)

    said = me.check(me.put(arrived(text, GATE, letter.sent_at), letter.sent_at))

    assert said.verdict == ("unsure", "no_coverage")


def test_case_08_an_address_that_somebody_made_up_at_our_domain(me: Person) -> None:
    made_up = me.forgery(sender="nobody.17@contoso.com")

    said = me.check(me.gets_bounce_of(made_up))

    assert said.state("bounce") >= {"org"}
    assert said.verdict == HIGH


@pytest.mark.parametrize("quoted", ["upper", "lower", "folded"])
def test_case_12_however_an_id_is_written_it_is_the_same(me: Person, quoted: str) -> None:
    letter = through_us(me.letter(message_id=f"<Mixed.Case.{me.product.people}@contoso.com>"))
    me.sends(letter)
    written = {
        "upper": letter.message_id.upper(),
        "lower": letter.message_id.lower(),
        "folded": f"\n {letter.message_id}",
    }[quoted]

    said = me.check(reported(me, letter, (letter.message_id, written)))

    assert said.verdict == ("sent", "copy")


def test_case_19_a_bounce_that_is_too_old_is_never_dismissed(me: Person) -> None:
    said = me.check(me.gets_bounce_of(me.forgery(ago=95 * DAY)))

    assert said.verdict[0] == "unsure"
    assert said.verdict[1] in {"no_coverage", "probably_not"}


@pytest.mark.parametrize("year", [1970, 2069])
def test_case_21_an_impossible_date_changes_nothing(me: Person, year: int) -> None:
    letter = me.forgery(sent_at=me.forgery().sent_at)
    wrong = letter.sent_at.replace(year=year, month=1, day=1)
    late = replace(letter, sent_at=wrong)
    text = postfix_report(late, GATE, UNKNOWN, to=me.user.upn)
    at = letter.sent_at + SOON

    said = me.check(me.put(arrived(text, GATE, at), at, item_class=REPORT))

    assert said.verdict == HIGH


def test_case_45_what_a_newsletter_tool_signs_for_us_is_not_called_forged(me: Person) -> None:
    said = me.check(me.gets_bounce_of(signed(me.forgery(), "newsletter")))

    assert said.verdict in {LOOKS_SENT, OTHER_SYSTEM}
    assert said.state("signature") == {"own_unverified"}


def test_case_46_a_smart_host_that_rewrites_the_id_hides_nothing(me: Person) -> None:
    letter = me.letter()
    me.sends(letter)
    at = letter.sent_at
    rewritten = replace(
        letter, message_id="<rewritten@provider.example>", trail=foreign_trail(GATE, RELAY, at)
    )

    said = me.check(me.gets_bounce_of(rewritten))

    assert said.verdict == ("unsure", "maybe_yours")


def test_case_47_a_server_of_ours_that_sends_by_itself(me: Person) -> None:
    at = me.forgery().sent_at

    said = me.check(me.gets_bounce_of(me.forgery(trail=foreign_trail(GATE, CRM, at))))

    assert said.verdict == OTHER_SYSTEM


def test_case_48_another_tenant_of_the_same_cloud_is_no_foreigner(me: Person) -> None:
    at = me.forgery().sent_at

    said = me.check(me.gets_bounce_of(me.forgery(trail=own_trail(GATE, at, FABRIKAM))))

    assert said.verdict[0] == "unsure"
    assert not said.state("origin") & {"foreign", "own_internal", "own_relayed"}


def test_case_49_a_genuine_id_on_other_content_mixes_things_up(me: Person) -> None:
    letter = me.letter(ago=6 * DAY)
    me.sends(letter)

    said = me.check(me.gets_bounce_of(me.forgery(message_id=letter.message_id)))

    assert said.verdict == ("unsure", "id_reused")


def test_case_50_a_genuine_message_that_somebody_replays_failed_further_on(me: Person) -> None:
    letter = me.letter()
    me.sends(letter)

    said = me.check(me.gets_bounce_of(through_us(letter), failed="victim@elsewhere.example"))

    assert said.verdict == ("sent", "copy")
    assert said.json["title"] == "You sent this; it failed further on"


def test_case_51_our_own_stamps_on_a_forgery_never_mean_sent(me: Person) -> None:
    said = me.check(me.gets_bounce_of(through_us(me.forgery())))

    assert said.verdict == LOOKS_SENT


def test_case_52_a_signature_of_ours_on_other_content_says_nothing(me: Person) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    public = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    record = f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"
    me.product.world.zones["copied._domainkey.contoso.com"] = {"TXT": (record,)}

    said = me.check(me.gets_bounce_of(signed(me.forgery(), "copied")))

    assert said.state("signature") == {"own_invalid"}
    assert said.verdict == HIGH


def test_case_53_of_two_ids_one_that_is_ours_is_a_sign(me: Person) -> None:
    letter = me.letter()
    me.sends(letter)
    other = me.forgery()
    notices_own = "Auto-Submitted: auto-replied\n"

    said = me.check(
        reported(me, other, (notices_own, f"{notices_own}In-Reply-To: {letter.message_id}\n"))
    )

    assert said.verdict[0] != "not_sent"
    assert letter.message_id in said.json["bounce"]["original"]["messageIds"]
