"""Every sentence about a verdict, in English. Another language is another module like this one.

Templates name their placeholders in braces; titles have none, so that nothing from mail gets there.
"""

from typing import NamedTuple

from bouncecheck.bounces.model import Kind
from bouncecheck.verdicts.answers import Answer, AutoKind, CopyPlace, Reason
from bouncecheck.verdicts.fake import Trait
from bouncecheck.verdicts.missing import Missing


class Text(NamedTuple):
    """The words of one verdict, before they are filled."""

    title: str
    body: str
    steps: tuple[str, ...]


_NOT_SENT = "You didn't send this - safe to delete"
_NOT_SENT_STEPS = (
    "Delete it: it goes to Deleted Items.",
    "No password change is needed because of this bounce.",
)
_SENT = "You sent this, and it did not arrive"
_BY_ITSELF = Text(
    "Your mailbox sent this by itself",
    "It was {machine}. The target does not work.",
    ("Look at your rules and automatic replies.",),
)

TEXTS: dict[tuple[Answer, Reason], Text] = {
    (Answer.NOT_SENT, Reason.CERTAIN): Text(
        _NOT_SENT,
        "Someone put your address on their own message. Your organisation's mail log and your "
        "mailbox show that it never left your account.",
        _NOT_SENT_STEPS,
    ),
    (Answer.NOT_SENT, Reason.HIGH): Text(
        _NOT_SENT,
        "Someone put your address on their own message. Two separate checks agree that it did not "
        "leave your account.",
        _NOT_SENT_STEPS,
    ),
    (Answer.SENT, Reason.COPY): Text(_SENT, "{message} to {failed} failed: {cause}.", ("{fix}",)),
    (Answer.SENT, Reason.COPY_DELETED): Text(_SENT, "We found your copy in {folder}.", ("{fix}",)),
    (Answer.SENT, Reason.NO_COPY): Text(
        "This left your account, but you kept no copy",
        "{left} Some phones, apps and settings keep no copy.",
        ("Do you recognise it? If not, tell IT.",),
    ),
    (Answer.SENT, Reason.DELEGATE): Text(
        "A colleague sent this for you",
        "It left through {delegate} with your name.",
        ("Ask the colleague.", "{fix}"),
    ),
    **{(Answer.SENT_AUTOMATICALLY, Reason(kind.value)): _BY_ITSELF for kind in AutoKind},
    (Answer.SENT_MAYBE_COMPROMISED, Reason.ALARM): Text(
        "Someone may be using your account",
        "Messages left your account in a way that is not normal for you.",
        ("Tell IT now.", "Change your password.", "Do not click links in these bounces."),
    ),
    (Answer.SENT_MAYBE_COMPROMISED, Reason.LEFT_NO_COPY): Text(
        "Did you send this?",
        "It left your account and its copy was removed or never kept.",
        ("If it was not you, tell IT.",),
    ),
    (Answer.SUSPICIOUS_BOUNCE, Reason.FAKE_TRAITS): Text(
        "This may be a fake bounce",
        "Real delivery reports do not ask you to sign in, release or resend. {trait}",
        ("Don't click anything in it.", "Report it as phishing with Outlook's own button."),
    ),
    (Answer.UNSURE, Reason.CHECKING_AGAIN): Text(
        "Checking your mail log...",
        "A fresh message needs up to an hour to show up in the log. We look again by ourselves.",
        ("Wait, or delete it only if you don't need it.",),
    ),
    (Answer.UNSURE, Reason.PROBABLY_NOT): Text(
        "You probably didn't send this",
        "Nothing in your mailbox matches it, but one check is not enough to be sure: {missing}.",
        ("Delete it (it stays in Deleted Items, and you can undo that), or ask IT.",),
    ),
    (Answer.UNSURE, Reason.NO_COVERAGE): Text(
        "We can't tell", "{Missing}.", ("Check Sent Items.", "Ask IT.")
    ),
    (Answer.UNSURE, Reason.LOOKS_SENT): Text(
        "This looks like it left your organisation",
        "It carries your organisation's signature or stamps, but {unseen}.",
        ("Keep it.", "Ask IT."),
    ),
    (Answer.UNSURE, Reason.OTHER_SYSTEM): Text(
        "Another system may have sent this in your name",
        "It came from a server your organisation allows{host}.",
        ("Ask IT which app uses your address.",),
    ),
    (Answer.UNSURE, Reason.MAYBE_YOURS): Text(
        "You wrote something similar",
        "{similar}",
        ("Compare the two.",),
    ),
    (Answer.UNSURE, Reason.ID_REUSED): Text(
        "This bounce mixes things up",
        "It names one of your messages, but the content differs.",
        ("Keep it.", "If it looks odd, report it as phishing with Outlook's own button."),
    ),
    (Answer.UNSURE, Reason.ABOUT_SOMEONE_ELSE): Text(
        "This is about another sender",
        "The message was from {sender}, not from this mailbox.",
        ("Forward it to IT if you did not expect it.",),
    ),
    (Answer.NOT_A_BOUNCE, Reason.NOT_A_BOUNCE): Text("Not a bounce", "A normal message.", ()),
    (Answer.NOT_A_BOUNCE, Reason.MDN): Text("Not a bounce", "A read receipt.", ()),
    (Answer.NOT_A_BOUNCE, Reason.SUCCESS): Text("Not a bounce", "A delivery confirmation.", ()),
    (Answer.NOT_A_BOUNCE, Reason.FEEDBACK_REPORT): Text("Not a bounce", "A report about spam.", ()),
}

FURTHER_ON = Text(
    "You sent this; it failed further on",
    "You wrote to {recipients}. Their system passed it on to {failed}, which failed.",
    ("Tell the person you wrote to.",),
)
NO_RULE_VISIBLE = Text(
    "Your mailbox is forwarding mail",
    "We see forwarded mail but no rule that you can see.",
    ("Tell IT today.",),
)
MAILBOX_UNREAD = "One check is not enough to be sure: {missing}."
"""The body of probably_not where the mailbox itself did not answer."""

SENT_KINDS: dict[Kind, Text] = {
    Kind.DELAY: Text(
        "You sent this, and it is still being tried",
        "{message} to {failed} is still being tried: {cause}.",
        ("Wait: another notice follows if it fails for good.",),
    ),
    Kind.AUTO_REPLY: Text(
        "You sent this, and an automatic reply came back",
        "It is an automatic reply to a message you sent.",
        (),
    ),
    Kind.CHALLENGE: Text(
        "You sent this, and the other side asks you to confirm",
        "It asks you to confirm a message you sent.",
        (),
    ),
    Kind.VIRUS_NOTICE: Text(
        "You sent this, and a virus scanner stopped it",
        "A scanner says that it found something in a message you sent.",
        ("Ask IT to look at the attachment.",),
    ),
}
"""Where the mailbox sent the original, other kinds say something else than "did not arrive"."""

NOT_SENT_KINDS: dict[Kind, str] = {
    Kind.DELAY: "The message is still being tried.",
    Kind.AUTO_REPLY: "This is an automatic reply to a message you didn't send.",
    Kind.CHALLENGE: "It asks you to confirm a message you didn't send: do not confirm.",
    Kind.VIRUS_NOTICE: "It blames you for a message you didn't send.",
}
"""What stands before the body where it was not sent."""

OTHER_KINDS: dict[Kind, str] = {
    Kind.DELAY: "The message is still being tried.",
    Kind.AUTO_REPLY: "This is an automatic reply.",
    Kind.CHALLENGE: "It asks you to confirm a message: do not confirm unless you know it.",
    Kind.VIRUS_NOTICE: "It says that a scanner found something in a message.",
}
"""What stands before the body everywhere else."""

MACHINES: dict[AutoKind, str] = {
    AutoKind.RULE: "a forward by a rule",
    AutoKind.FORWARD: "a forwarded message",
    AutoKind.OOF: "an automatic reply",
    AutoKind.CALENDAR: "a meeting answer",
    AutoKind.RECEIPT: "a read receipt",
    AutoKind.APP: "an app message",
}

FOLDERS: dict[CopyPlace, str] = {
    CopyPlace.SENT: "Sent Items",
    CopyPlace.DELETED: "Deleted Items",
    CopyPlace.RECOVERABLE: "Recoverable Items",
    CopyPlace.OTHER: "another folder",
    CopyPlace.NONE: "the mailbox",
}

MISSING: dict[Missing, str] = {
    Missing.MAILBOX: "your mailbox could not be searched to the end",
    Missing.MAIL_LOG: "the mail log did not give a full answer",
    Missing.INDEX: "our record of sent mail has a gap at that time",
    Missing.TOO_OLD: "it is older than our records",
    Missing.NO_MESSAGE: "the bounce names no message",
    Missing.ONLY_AN_ID: "the bounce names no subject and no address, only an ID",
    Missing.ACCOUNT: "there are unusual signs around your account",
    Missing.COPIES: "your mailbox does not seem to keep copies of what it sends",
    Missing.ORIGIN: "the bounce does not show where the message came from",
    Missing.MAIL_LOG_OFF: "the mail log is not set up",
    Missing.ROUTE: "other systems may be sending in your name",
}
NOTHING_MISSING = "the checks do not give a clear answer"

TRAITS: dict[Trait, str] = {
    Trait.ASKS_BY_LINK: "This one does, by a link to a strange site.",
    Trait.UNPROVEN_NAME: "This one uses a name that it could not prove.",
    Trait.HARMFUL_ATTACHMENT: "This one brings an attachment that opens as a web page or code.",
    Trait.RETURN_PATH: "This one came from a place that has nothing to do with it.",
    Trait.SENDER: "This one comes from an address that only looks like a system.",
    Trait.PENDING_COUNT: "This one counts messages that are said to wait for you.",
    Trait.NO_FAILED_ADDRESS: "This one does not say whom it could not reach.",
    Trait.THREAT: "This one sets a deadline or threatens.",
    Trait.REPLY_TO: "Answers to this one would go somewhere else.",
    Trait.LIST_UNSUBSCRIBE: "This one was sent like a newsletter.",
}

SHARED = (
    ("You didn't send", "This mailbox didn't send"),
    ("You probably didn't send", "This mailbox probably didn't send"),
    ("You sent", "This mailbox sent"),
    ("You wrote", "This mailbox wrote"),
    ("Did you send this?", "Did this mailbox send this?"),
    ("a message you didn't send", "a message this mailbox didn't send"),
    ("a message you sent", "a message this mailbox sent"),
    ("one of your messages", "one of this mailbox's messages"),
    ("but you kept no copy", "but no copy was kept"),
    ("asks you to confirm", "asks for confirmation of"),
    ("blames you for", "blames this mailbox for"),
    ("sent this for you", "sent this for this mailbox"),
    ("not normal for you", "not normal for it"),
    ("with your name", "with its name"),
    ("in your name", "in its name"),
    ("your copy", "the copy"),
    ("your address", "this mailbox's address"),
    ("your account", "this mailbox"),
    ("your mailbox", "this mailbox"),
    ("Your mailbox", "This mailbox"),
    ("your rules", "its rules"),
    ("Change your password.", "Change the passwords of its members."),
    ("that you can see", "that can be seen"),
    ("If it was not you, tell IT.", "If nobody here sent it, tell IT."),
    ("the person you wrote to", "the person it was written to"),
)
"""For a shared mailbox: what to say instead, in this order."""
