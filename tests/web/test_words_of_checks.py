"""From a check of a whole scene to what a person reads of it."""

from dataclasses import replace
from datetime import timedelta

from scene import NOW, Scene

from bouncecheck.usecases.witnesses import LogHint, SignatureAnswer
from bouncecheck.verdicts.evidence import Origin, Signature
from bouncecheck.verdicts.facts import Identity, InboxRule, LogRecord
from bouncecheck.web.checks_json import check_json
from bouncecheck.web.schemas import CheckJson
from builders import FAILED_ADDRESS, MY_ADDRESS, ORIGINAL_ID, RECEIVED_AT, SENT_AT, a_copy
from fakes import UNKNOWN_ORIGIN, FixedOrigins, FixedSignatures, MemoryMailLog

ROW = LogRecord(
    message_id=ORIGINAL_ID,
    sender=MY_ADDRESS,
    recipient=FAILED_ADDRESS,
    subject="Replica watches",
    from_ip=None,
    received_at=SENT_AT,
    status="failed",
)
FORWARDING = InboxRule(is_enabled=True, forwards_outside=True, removes_bounces=False, hides=False)
RELAYED = FixedOrigins(answer=replace(UNKNOWN_ORIGIN, origin=Origin.OWN_RELAYED))


def told(scene: Scene) -> CheckJson:
    return check_json(scene.check())


def of_another(owner: Identity) -> Identity:
    return replace(owner, user_id="99999999-9999-4999-8999-999999999999")


def lines(check: CheckJson, source: str) -> dict[str, str]:
    return {found.state: found.text for found in check.evidence if found.source == source}


def test_a_shared_mailbox_is_called_this_mailbox() -> None:
    scene = Scene().keeps_copies()
    own = told(scene)
    scene.mailbox.who = of_another(scene.mailbox.who)

    shared = told(scene)

    assert own.title == "You didn't send this - safe to delete"
    assert shared.title == "This mailbox didn't send this - safe to delete"


def test_what_left_without_a_copy_says_when() -> None:
    scene = Scene(mail_log=MemoryMailLog(rows=(ROW,))).keeps_copies()

    check = told(scene)

    assert (check.verdict, check.reason) == ("sent", "no_copy")
    assert check.body.startswith("The mail log shows it left at 5 January 2026, 08:00 UTC.")
    assert lines(check, "mail_log") == {
        "outbound": "The organisation's mail log shows that it left, at 5 January 2026, 08:00 UTC."
    }


def test_case_43_forwarding_that_no_visible_rule_explains_is_named() -> None:
    scene = Scene(mail_log=MemoryMailLog(rows=(ROW,)), origins=RELAYED).keeps_copies()
    scene.mailbox.inbox_rules = ()
    hidden = told(scene)
    scene.mailbox.inbox_rules = None
    unread = told(scene)

    assert hidden.title == "Your mailbox is forwarding mail"
    assert hidden.steps == ["Tell IT today."]
    assert unread.title != hidden.title


def test_a_rule_that_leads_away_what_left_no_copy_is_an_alarm_with_guidance() -> None:
    scene = Scene(mail_log=MemoryMailLog(rows=(ROW,)), origins=FixedOrigins()).keeps_copies()
    scene.mailbox.inbox_rules = (FORWARDING,)

    check = told(scene)

    assert (check.verdict, check.reason) == ("sent_maybe_compromised", "alarm")
    assert check.guidance[0].text.startswith("Change your password")
    scene.mailbox.who = of_another(scene.mailbox.who)
    assert told(scene).guidance[0].text.startswith("Let its members")


def test_a_log_that_is_asked_too_early_says_when_to_ask_again() -> None:
    def asked_after(age: timedelta) -> CheckJson:
        now = RECEIVED_AT + age
        log = MemoryMailLog(asked_at=now)
        return told(Scene(mail_log=log, now=now).keeps_copies())

    early, later, late = (asked_after(timedelta(minutes=wait)) for wait in (5, 90, 300))

    assert early.reason == later.reason == "checking_again"
    assert early.recheck_at == RECEIVED_AT + timedelta(hours=1)
    assert later.recheck_at == RECEIVED_AT + timedelta(hours=4)
    assert (late.verdict, late.recheck_at) == ("not_sent", None)


def test_what_was_not_looked_at_is_said_with_its_reason() -> None:
    log = MemoryMailLog(complete=False, hint=LogHint.NO_PERMISSION)
    scene = Scene(mail_log=log, origins=FixedOrigins()).keeps_copies()
    scene.mailbox.notes = ("purges",)

    check = told(scene)

    assert "Not searched: the online archive, purged items." in lines(check, "mailbox")["clean"]
    assert "lacks the permission" in lines(check, "mail_log")["error"]
    assert lines(check, "index") == {
        "not_configured": "There is no record of sent mail for that time."
    }
    assert "web shop" in lines(check, "origin")["open"]
    unseen = {found.state for found in check.evidence if found.sign == "unknown"}
    assert {"error", "not_configured", "open"} <= unseen


def test_a_bounce_that_names_only_an_id_says_what_is_missing_to_compare() -> None:
    scene = Scene(now=NOW).keeps_copies()
    lean = [b"To: h@example.net\n", b"Subject: Replica watches\n", b"Final-Recipient"]
    mime = scene.mime
    for part in lean:
        head, _, rest = mime.rpartition(part)
        mime = head + (b"X-Nobody" if part.startswith(b"Final") else b"") + rest
    scene.add("AAk-lean", mime)

    check = check_json(scene.check("AAk-lean"))

    assert check.reason == "probably_not"
    assert "not known yet whether IDs" in lines(check, "mailbox")["none"]
    assert "neither subject nor address" in lines(check, "bounce")["no"]


def test_administrators_read_which_key_signed() -> None:
    signed = SignatureAnswer(
        signature=Signature.OWN_VALID, domain="contoso.com", selector="selector1"
    )
    scene = Scene(signatures=FixedSignatures(answer=signed)).keeps_copies()

    assert lines(told(scene), "signature") == {
        "own_valid": "It carries a valid signature of contoso.com (key selector1)."
    }


def test_a_colleague_who_sent_it_is_named() -> None:
    scene = Scene(mail_log=MemoryMailLog(rows=(ROW,)))
    scene.add("AAk-sender", scene.mime.replace(b"To: h@", b"Sender: anna@contoso.com\nTo: h@"))

    check = check_json(scene.check("AAk-sender"))

    assert (check.verdict, check.reason) == ("sent", "delegate")
    assert check.body == "It left through anna@contoso.com with your name."


def test_a_copy_is_still_shown_with_its_words() -> None:
    scene = Scene().keeps_copies()
    scene.mailbox.copies.append(a_copy())

    check = told(scene)

    assert check.body.startswith('Your message "Replica watches" to h@example.net failed')
    assert check.guidance == []
