"""Case 46: a smart host that is not ours by SPF, and may write its own identifiers."""

from dataclasses import replace
from datetime import timedelta

from scene import FORGED, Scene, a_notice

from bouncecheck.bounces.identifiers import MessageId
from bouncecheck.usecases.witnesses import Recalled
from bouncecheck.verdicts.decide import Answer, Reason
from bouncecheck.verdicts.evidence import Control, Origin, Search
from builders import a_copy

REWRITTEN = FORGED.replace(b"<original-1@contoso.com>", b"<1234@smarthost.example>")
ID_ALONE = REWRITTEN.replace(b"To: h@example.net\nSubject: Replica watches\n", b"").replace(
    b"Final-Recipient: rfc822; h@example.net\n", b""
)
COPY_WITH_OUR_ID = a_copy(message_id=MessageId("original-1@contoso.com"))


def scene_of(mime: bytes) -> Scene:
    scene = Scene(mime=a_notice(mime)).keeps_copies()
    scene.mailbox.copies.append(COPY_WITH_OUR_ID)
    return scene


def test_46_where_it_rewrites_identifiers_the_message_is_near_by_its_subject() -> None:
    check = scene_of(REWRITTEN).check()

    assert check.evidence.search is Search.NEAR_MATCH
    assert check.verdict.reason is Reason.MAYBE_YOURS


def test_46_where_the_notice_names_an_identifier_alone_nothing_proves_that_it_survived() -> None:
    check = scene_of(ID_ALONE).check()

    assert check.evidence.control is Control.NONE
    assert check.verdict.reason is Reason.PROBABLY_NOT


def test_46_a_genuine_bounce_that_was_classed_foreign_teaches_it_to_the_whole_tenant() -> None:
    scene = scene_of(FORGED)
    genuine = scene.check()
    (lesson,) = scene.memory.lessons
    forged = scene_of(FORGED.replace(b"original-1", b"forged-1").replace(b"watches", b"pills"))
    forged.mailbox.copies = [replace(COPY_WITH_OUR_ID, subject="Other", recipients=frozenset())]
    before = forged.check()

    forged.memory.known = Recalled(foreign_is_off=lesson.genuine_was_foreign)
    after = forged.check()

    assert genuine.verdict.answer is Answer.SENT
    assert lesson.tenant_id == scene.mailbox.who.tenant_id
    assert before.verdict.answer is Answer.NOT_SENT
    assert (after.evidence.origin, after.verdict.answer) == (Origin.UNKNOWN, Answer.UNSURE)


def test_46_an_identifier_that_came_back_lately_lets_silence_count_and_long_ago_does_not() -> None:
    scene = scene_of(ID_ALONE)
    scene.mailbox.copies = [replace(COPY_WITH_OUR_ID, subject="Other", recipients=frozenset())]
    answers = {}
    for days in (29, 31):
        scene.memory.known = Recalled(control_passed_at=scene.now - timedelta(days=days))
        answers[days] = scene.check().verdict.answer

    assert answers == {29: Answer.NOT_SENT, 31: Answer.UNSURE}
