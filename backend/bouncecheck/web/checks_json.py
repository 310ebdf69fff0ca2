"""Checks, and what comes with them, as the JSON of contract.md, section 3."""

from bouncecheck.bounces.causes import Cause, cause_of
from bouncecheck.bounces.model import Bounce, FailedRecipient
from bouncecheck.usecases.clear import Deletions, Restorations
from bouncecheck.usecases.me import Me
from bouncecheck.usecases.ports import Check, MailboxMessage
from bouncecheck.usecases.report import Reported
from bouncecheck.usecases.sweep import Done, Judged, Progress, SweepEvent
from bouncecheck.verdicts.copies import copy_place
from bouncecheck.verdicts.decide import Answer, CopyPlace, Reason
from bouncecheck.verdicts.evidence import Trace
from bouncecheck.verdicts.facts import MailboxCopy
from bouncecheck.verdicts.forwarded import is_forwarded
from bouncecheck.verdicts.missing import missing_of
from bouncecheck.verdicts.word_facts import WordFacts
from bouncecheck.verdicts.words import actions_for, guidance_for, words_for
from bouncecheck.web.schemas import (
    BounceJson,
    BounceLine,
    CheckJson,
    DeletedJson,
    DeletionsJson,
    DoneLine,
    FindingJson,
    GuideJson,
    KeptJson,
    MeJson,
    MessageJson,
    NotRestoredJson,
    OriginalJson,
    ProgressLine,
    RecipientJson,
    ReportedJson,
    RestorationsJson,
    RestoredJson,
    SentJson,
)

_UNKNOWN_TRACE = frozenset({Trace.NOT_CONFIGURED, Trace.ERROR, Trace.UNSETTLED})


def check_json(check: Check) -> CheckJson:
    """Return a check with its words."""
    words = words_for(check.verdict, _word_facts(check))
    return CheckJson(
        id=check.id,
        checked_at=check.checked_at,
        mailbox=check.mailbox,
        verdict=check.verdict.answer,
        reason=check.verdict.reason,
        title=words.title,
        body=words.body,
        steps=list(words.steps),
        message=_message_json(check.message),
        bounce=_bounce_json(check.bounce, is_sent=check.verdict.answer is Answer.SENT),
        evidence=[
            FindingJson(source=found.source, state=found.state, sign=found.sign, text=found.text)
            for found in check.findings
        ],
        sent=_sent_json(check.sent),
        actions=list(actions_for(check.verdict, has_copy=check.sent is not None)),
        guidance=[
            GuideJson(text=guide.text, href=guide.href)
            for guide in guidance_for(check.verdict, shared=check.is_shared)
        ],
        recheck_at=check.recheck_at,
    )


def sweep_line(event: SweepEvent) -> str:
    """Return one event of a sweep as one line, without its line end."""
    match event:
        case Progress():
            line = ProgressLine(found=event.found, judged=event.judged)
            return line.model_dump_json()
        case Judged():
            check = check_json(event.check)
            return BounceLine(message=check.message, check=check).model_dump_json()
        case Done():
            done = DoneLine(counts=dict(event.counts), complete=event.complete)
            return done.model_dump_json()


def deletions_json(deletions: Deletions) -> DeletionsJson:
    """Return what became of each message that was to be deleted."""
    return DeletionsJson(
        deleted=[DeletedJson(id=one.id, restore_id=one.restore_id) for one in deletions.deleted],
        kept=[
            KeptJson(
                id=one.id,
                reason=one.reason,
                check=None if one.check is None else check_json(one.check),
            )
            for one in deletions.kept
        ],
    )


def restorations_json(restorations: Restorations) -> RestorationsJson:
    """Return what became of each message that was to come back."""
    return RestorationsJson(
        restored=[
            RestoredJson(id=one.id, restore_id=one.restore_id) for one in restorations.restored
        ],
        failed=[
            NotRestoredJson(restore_id=one.restore_id, reason=one.reason)
            for one in restorations.failed
        ],
    )


def reported_json(reported: Reported) -> ReportedJson:
    """Return what became of a report."""
    return ReportedJson(id=reported.id, delivered_at=reported.delivered_at)


def me_json(me: Me) -> MeJson:
    """Return whose mailbox it is, and what this deployment can look at."""
    return MeJson(
        address=me.address,
        addresses=list(me.addresses),
        level=me.level,
        sources=dict(sorted(me.sources.items())),
    )


def _word_facts(check: Check) -> WordFacts:
    """Return what the words may name: our own side's facts, and of the notice who failed."""
    is_similar = check.verdict.reason is Reason.MAYBE_YOURS
    sent = check.sent
    failed = check.bounce.recipients
    cause = _cause_of(failed[0], check.bounce) if failed else None
    return WordFacts(
        kind=check.bounce.kind,
        shared=check.is_shared,
        subject=sent.subject if sent and not is_similar else None,
        recipients=tuple(sorted(sent.recipients)) if sent and not is_similar else (),
        failed=tuple(one.address for one in failed),
        cause=cause.cause if cause else None,
        fix=cause.fix if cause else None,
        copy_place=copy_place(sent) if sent and not is_similar else CopyPlace.NONE,
        similar_at=sent.sent_at if sent and is_similar else None,
        similar_to=tuple(sorted(sent.recipients)) if sent and is_similar else (),
        host=check.origin.host,
        original_sender=check.bounce.returned.sender,
        missing=missing_of(check.evidence),
        trait=check.traits[0] if check.traits else None,
        left_at=check.left_at,
        delegate=check.delegate,
        mail_log_asked=check.evidence.trace not in _UNKNOWN_TRACE,
        is_forwarded=is_forwarded(check.evidence, check.bounce),
        no_rule_visible=check.no_rule_visible,
    )


def _message_json(message: MailboxMessage | None) -> MessageJson | None:
    if message is None:
        return None
    return MessageJson(
        id=message.id,
        internet_message_id=_bracketed(message.internet_message_id),
        subject=message.subject,
        sender=message.sender,
        received_at=message.received_at,
        folder=message.folder,
        web_link=message.web_link,
    )


def _bounce_json(bounce: Bounce, *, is_sent: bool) -> BounceJson:
    returned = bounce.returned
    return BounceJson(
        kind=bounce.kind,
        reporting_mta=bounce.reporting_mta,
        recipients=[_recipient_json(one, bounce, is_sent=is_sent) for one in bounce.recipients],
        original=OriginalJson(
            message_ids=[f"<{found.message_id}>" for found in returned.message_ids],
            subject=returned.subject,
            sender=returned.sender,
            sent_at=returned.sent_at,
        ),
    )


def _recipient_json(failed: FailedRecipient, bounce: Bounce, *, is_sent: bool) -> RecipientJson:
    """Return who failed and why; only the person who sent the message has something to mend."""
    cause = _cause_of(failed, bounce)
    return RecipientJson(
        address=failed.address,
        status=failed.status,
        cause=cause.cause,
        fix=cause.fix if is_sent else None,
    )


def _cause_of(failed: FailedRecipient, bounce: Bounce) -> Cause:
    # Where no other server is named, the one that wrote the report said it (RFC 3464, 2.3.5).
    host = failed.remote_mta or bounce.reporting_mta
    return cause_of(failed.status, failed.diagnostic, host)


def _sent_json(sent: MailboxCopy | None) -> SentJson | None:
    if sent is None:
        return None
    return SentJson(
        id=sent.provider_id,
        subject=sent.subject,
        sent_at=sent.sent_at,
        recipients=sorted(sent.recipients),
        web_link=sent.web_link,
        folder=sent.folder,
    )


def _bracketed(message_id: str | None) -> str | None:
    return None if message_id is None else f"<{message_id}>"
