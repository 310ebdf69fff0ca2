"""What a signature of ours does to the answer. Numbers in names: the cases of the rules."""

from scene import FORGED, Scene, a_notice

from bouncecheck.bounces.identifiers import Address
from bouncecheck.origins import DkimSignatures
from bouncecheck.usecases.ports import Source
from bouncecheck.verdicts.decide import Answer, Reason
from bouncecheck.verdicts.evidence import Signature
from builders import SENT_AT, a_copy
from origins.signing import Signer, rsa_key
from origins.still_dns import StillDns

OURS = Signer(key=rsa_key())
KEY_PLACE = "s1._domainkey.contoso.com"
RECEIVED = b"Received: from spam.example"


def scene_signed(record: str = OURS.record, *, changed: bool = False) -> Scene:
    """Give a notice whose returned headers we signed, from a server that is not ours."""
    before, _, after = a_notice(FORGED).partition(RECEIVED)
    block, _, end = (RECEIVED + after).partition(b"\n\n")
    signed = OURS.sign(block)
    if changed:
        signed = signed.replace(b"Replica watches", b"Cheap pills")
    scene = Scene(mime=before + signed + b"\n\n" + end).keeps_copies()
    scene.signatures = DkimSignatures(StillDns({KEY_PLACE: record}))
    return scene


def test_45_what_a_newsletter_tool_signed_for_us_looks_sent() -> None:
    check = scene_signed().check()

    assert check.evidence.sig is Signature.OWN_VALID
    assert check.verdict.reason is Reason.LOOKS_SENT
    assert (check.signature.domain, check.signature.selector) == ("contoso.com", "s1")
    assert Source.SIGNATURE in {finding.source for finding in check.findings}


def test_45_where_its_key_is_gone_another_system_may_have_sent_it() -> None:
    check = scene_signed("v=DKIM1; p=").check()

    assert check.evidence.sig is Signature.OWN_UNVERIFIED
    assert check.verdict.reason is Reason.OTHER_SYSTEM


def test_50_a_genuine_message_that_somebody_replayed_is_sent_where_its_copy_lies_here() -> None:
    scene = scene_signed()
    scene.mailbox.copies.append(
        a_copy(recipients=frozenset({Address("friend@example.org")}), sent_at=SENT_AT)
    )

    assert scene.check().verdict.answer is Answer.SENT


def test_50_without_a_copy_it_is_never_dismissed() -> None:
    assert scene_signed().check().verdict.answer is Answer.UNSURE


def test_52_a_signature_of_ours_on_other_content_says_nothing_and_the_rest_decides() -> None:
    scene = scene_signed(changed=True)

    check = scene.check()

    assert check.evidence.sig is Signature.OWN_INVALID
    assert check.verdict.answer is Answer.NOT_SENT


def test_52_but_it_forbids_nothing_and_hides_nothing_either() -> None:
    scene = scene_signed(changed=True)
    scene.mailbox.copies.append(a_copy())

    assert scene.check().verdict.answer is not Answer.NOT_SENT


def test_52_a_block_from_which_quote_marks_were_taken_may_be_ours_all_the_same() -> None:
    scene = scene_signed(changed=True)
    (fetched,) = scene.mailbox.messages.values()
    before, _, after = fetched.mime.partition(b"DKIM-Signature")
    quoted = b"> DKIM-Signature" + after.replace(b"\n", b"\n> ")
    scene.add(fetched.message.id, before + quoted.replace(b"> \n> --b--", b"\n--b--"))

    check = scene.check()

    assert check.bounce.returned.raw_headers.startswith(b"DKIM-Signature")
    assert not check.bounce.returned.headers_exact
    assert check.evidence.sig is Signature.OWN_UNVERIFIED
