"""News for administrators, as the tests of delivery need it: plain, and as hostile as it gets."""

from dataclasses import replace
from datetime import timedelta

from bouncecheck.bounces.identifiers import MessageId
from bouncecheck.usecases.ports import Account
from bouncecheck.usecases.report import Marks, News, Report, ReportKind
from bouncecheck.verdicts.answers import Answer, Reason
from builders import NOW

REPORT = Report(
    id="rep_1",
    at=NOW,
    account=Account(
        tenant_id="11111111-1111-4111-8111-111111111111",
        user_id="22222222-2222-4222-8222-222222222222",
    ),
    check_id="chk_1",
    kind=ReportKind.NOT_ME,
    verdict=Answer.SENT,
    reason=Reason.NO_COPY,
    evidence={"kind": "failure", "trace": "outbound"},
    note="I was on holiday.",
)
MARKS = Marks(
    notice_id=MessageId("notice-1@mx.example.net"),
    received_at=NOW - timedelta(minutes=90),
    original_ids=(MessageId("original-1@contoso.com"),),
    left_at=NOW - timedelta(hours=2),
    ip="203.0.113.9",
    host="spam.example",
    signed_by="contoso.com",
    selector="s1",
)
NEWS = News(report=REPORT, marks=MARKS)

NASTY = '=HYPERLINK("https://evil.example")<a href=x>|[y](https://evil.example)`www.evil.example'
HOSTILE = News(
    report=replace(REPORT, note=f"{NASTY}\r\nBcc: everybody@contoso.com"),
    marks=replace(
        MARKS,
        notice_id=MessageId("https://evil.example/=x@y"),
        original_ids=(MessageId("+<script>@y"),),
        host=f"@SUM(A1)\r\nSubject: {NASTY}",
        selector="-1\n\n.",
    ),
)
