"""The values behind tests/contract: each JSON file there is one of these, written out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bouncecheck.bounces.identifiers import Address, MessageId
from bouncecheck.usecases.clear import (
    Deleted,
    Deletions,
    Kept,
    NotRestored,
    Restorations,
    Restored,
)
from bouncecheck.usecases.me import Me
from bouncecheck.usecases.ports import Account, Check, Finding, OriginAnswer, Sign, Source
from bouncecheck.usecases.report import Reported
from bouncecheck.usecases.sweep import Done, Judged, Progress, SweepEvent
from bouncecheck.verdicts.decide import Answer, Reason, Verdict
from bouncecheck.verdicts.evidence import Alarm, Origin, Search, Trace
from bouncecheck.verdicts.facts import Folder
from builders import (
    FAILED_ADDRESS,
    MY_ADDRESS,
    NOW,
    a_bounce,
    a_copy,
    a_failed_recipient,
    a_message,
    a_returned_message,
    found_id,
    some_evidence,
)
from web.authority import TENANT_ID, USER_ID

CONTRACT = Path(__file__).parent.parent / "contract"
REQUEST_ID = "01KE67HV2G0000000000000009"
ACCOUNT = Account(tenant_id=TENANT_ID, user_id=USER_ID)
RESTORE_ID = "WyJBQUsiLCAiaW5ib3giXQ=="


NOT_SENT_FINDINGS = (
    Finding(
        source=Source.MAILBOX,
        state="clean",
        sign=Sign.NONE,
        text="No message with this ID in Sent Items, Deleted Items or Recoverable Items.",
    ),
    Finding(
        source=Source.ORIGIN,
        state="foreign",
        sign=Sign.AGAINST,
        text="It entered the mail system at 203.0.113.9, which may not send for contoso.com.",
    ),
)


def not_sent_check() -> Check:
    sender = Address("postmaster@mx.example.net")
    returned = a_returned_message(
        message_ids=(found_id("spam-9@192.0.2.7.example.org"),),
        sent_at=datetime(2026, 1, 5, 8, 17, tzinfo=UTC),
    )
    return Check(
        id="chk_01KE67HV2G0000000000000001",
        checked_at=NOW,
        account=ACCOUNT,
        mailbox=MY_ADDRESS,
        message=a_message(
            id="AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0AAAEC",
            internet_message_id=MessageId("notice-17@mx.example.net"),
            subject="Undeliverable: Replica watches",
            sender=sender,
            received_at=NOW - timedelta(seconds=108),
            web_link="https://outlook.office365.com/owa/?ItemID=AAEC",
        ),
        bounce=a_bounce(returned=returned),
        evidence=some_evidence(),
        verdict=Verdict(answer=Answer.NOT_SENT, reason=Reason.HIGH),
        findings=NOT_SENT_FINDINGS,
        sent=None,
        origin=OriginAnswer(
            origin=Origin.FOREIGN, ip="203.0.113.9", host=None, domain="contoso.com"
        ),
        traits=(),
    )


def sent_check() -> Check:
    return replace(
        not_sent_check(),
        id="chk_01KE67HV2G0000000000000002",
        checked_at=NOW + timedelta(seconds=1),
        message=a_message(
            id="AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0AAAED",
            internet_message_id=None,
            subject=None,
            sender=None,
            received_at=NOW - timedelta(minutes=1),
            folder=Folder.JUNK,
        ),
        bounce=a_bounce(
            reporting_mta=None,
            recipients=(a_failed_recipient(status=None, diagnostic=None, remote_mta=None),),
            returned=a_returned_message(message_ids=(), sender=None, subject=None, sent_at=None),
        ),
        evidence=some_evidence(search=Search.SENT_COPY, origin=Origin.UNKNOWN),
        verdict=Verdict(answer=Answer.SENT, reason=Reason.COPY),
        findings=(
            Finding(
                source=Source.MAILBOX,
                state="sent_copy",
                sign=Sign.FOR,
                text="Your Sent Items hold this message.",
            ),
        ),
        sent=a_copy(
            provider_id="AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0AAAEB",
            subject="Invoice 7",
            sent_at=NOW - timedelta(minutes=5),
            recipients=frozenset({FAILED_ADDRESS}),
            web_link="https://outlook.office365.com/owa/?ItemID=AAEB",
        ),
    )


def compromised_check() -> Check:
    check = sent_check()
    return replace(
        check,
        id="chk_01KE67HV2G0000000000000003",
        evidence=some_evidence(search=Search.SENT_COPY, alarm=Alarm.STRONG),
        verdict=Verdict(answer=Answer.SENT_MAYBE_COMPROMISED, reason=Reason.ALARM),
        sent=None,
    )


def checking_again_check() -> Check:
    return replace(
        not_sent_check(),
        id="chk_01KE67HV2G0000000000000004",
        evidence=some_evidence(trace=Trace.UNSETTLED),
        verdict=Verdict(answer=Answer.UNSURE, reason=Reason.CHECKING_AGAIN),
        recheck_at=NOW + timedelta(minutes=58, seconds=12),
    )


SWEEP: tuple[SweepEvent, ...] = (
    Progress(found=2, judged=0),
    Judged(check=not_sent_check()),
    Progress(found=2, judged=1),
    Judged(check=sent_check()),
    Progress(found=2, judged=2),
    Done(counts={Answer.NOT_SENT: 1, Answer.SENT: 1}, complete=True),
)


def deletions() -> Deletions:
    message = not_sent_check().message
    kept = sent_check()
    assert message is not None
    assert kept.message is not None
    return Deletions(
        deleted=(Deleted(id=message.id, restore_id=RESTORE_ID),),
        kept=(
            Kept(id=kept.message.id, reason="verdict", check=kept),
            Kept(id="AAkGONE", reason="message_not_found", check=None),
        ),
    )


def restorations() -> Restorations:
    message = not_sent_check().message
    assert message is not None
    return Restorations(
        restored=(Restored(id=message.id, restore_id=RESTORE_ID),),
        failed=(NotRestored(restore_id="WyJHT05FIiwgImluYm94Il0=", reason="message_not_found"),),
    )


def reported() -> Reported:
    return Reported(id="rep_5f0c1d2e3b4a59687786a5b4", delivered_at=NOW)


def me() -> Me:
    return Me(
        address=MY_ADDRESS,
        addresses=(Address("v@contoso.com"), MY_ADDRESS),
        level=1,
        sources={
            Source.INDEX: "not_configured",
            Source.MAIL_LOG: "not_configured",
            Source.MAILBOX: "ok",
            Source.ORIGIN: "ok",
        },
    )
