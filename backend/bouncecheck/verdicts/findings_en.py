"""One plain sentence for each state of each source, in English: a line of the evidence."""

from enum import StrEnum

from bouncecheck.bounces.model import Kind
from bouncecheck.verdicts.evidence import (
    About,
    Alarm,
    Auto,
    Comparable,
    Control,
    Fake,
    Index,
    Keeps,
    Key,
    Mismatch,
    Origin,
    Route,
    Search,
    Signature,
    Trace,
    Window,
)

# Two kinds may share a word ("error", "yes"), so the outer key is the kind of state.
FINDINGS: dict[type[StrEnum], dict[StrEnum, str]] = {
    Kind: {
        Kind.FAILURE: "It says that a message could not be delivered.",
        Kind.DELAY: "It says that a message is still being tried.",
        Kind.AUTO_REPLY: "It is an automatic reply.",
        Kind.CHALLENGE: "It asks the sender to confirm a message.",
        Kind.VIRUS_NOTICE: "A scanner says that it found something in a message.",
        Kind.SUCCESS: "It confirms that a message was delivered.",
        Kind.MDN: "It is a read receipt.",
        Kind.FEEDBACK_REPORT: "It is a report about spam.",
        Kind.NOT_A_BOUNCE: "It is a normal message.",
    },
    Fake: {
        Fake.NO: "It has the form of a real delivery notice.",
        Fake.YES: "It only looks like a delivery notice.",
    },
    About: {
        About.ME: "The message it is about names this mailbox as its sender.",
        About.ORG: "The message it is about names another address of this organisation.",
        About.OTHER: "The message it is about names a sender outside this organisation.",
    },
    Key: {
        Key.ID: "It gives the ID of the message.",
        Key.DESCRIBED: "It gives no ID, but the subject and whom it was for.",
        Key.NONE: "It names no message.",
    },
    Comparable: {
        Comparable.YES: "It names enough to compare it with sent mail.",
        Comparable.NO: "It names neither subject nor address to compare with sent mail.",
    },
    Mismatch: {
        Mismatch.NO: "What came back fits our copy.",
        Mismatch.YES: "What came back does not fit our copy under the same ID.",
    },
    Keeps: {
        Keeps.YES: "This mailbox keeps copies of what it sends.",
        Keeps.NO: "This mailbox kept no copy of anything in the last 30 days.",
        Keeps.UNKNOWN: "We could not tell whether this mailbox keeps copies of what it sends.",
    },
    Search: {
        Search.SENT_COPY: "The message is in {folder}, as sent.",
        Search.INTERNAL_COPY: "A copy that our own server stamped as sent from inside is here.",
        Search.DRAFT: "A draft with this ID is in the mailbox.",
        Search.NEAR_MATCH: "A similar message was sent from this mailbox at that time.",
        Search.FORGED_COPY: "A copy is here, but it came in from outside and failed the checks.",
        Search.CLEAN: (
            "No message with this ID and none like it in any folder of the mailbox, "
            "Sent Items and Deleted Items included, or in Recoverable Items."
        ),
        Search.ERROR: "The mailbox could not be searched to the end.",
    },
    Index: {
        Index.SENT: "Our record of sent mail has it{when}.",
        Index.SENT_DELETED: "Our record of sent mail has it{when}; its copy was removed at once.",
        Index.NEAR_MATCH: "Our record of sent mail has a similar message.",
        Index.SILENT: "Our record of sent mail, complete for that time, does not have it.",
        Index.GAP: "Our record of sent mail has a gap at that time: it may have missed it.",
        Index.NOT_CONFIGURED: "There is no record of sent mail for that time.",
    },
    Trace: {
        Trace.OUTBOUND: "The organisation's mail log shows that it left{when}.",
        Trace.NEAR_MATCH: "The organisation's mail log shows a similar message.",
        Trace.SILENT: "The organisation's mail log does not have it.",
        Trace.UNSETTLED: "It is too fresh for the organisation's mail log.",
        Trace.ERROR: "{hint}",
        Trace.NOT_CONFIGURED: "{not_asked}",
    },
    Origin: {
        Origin.OWN_INTERNAL: "It carries the stamps of our own mail servers.",
        Origin.OWN_RELAYED: "It came in from outside and our mail servers passed it on.",
        Origin.OWN_SPF: "It entered the mail system{at}{host}, which may send for {domain}.",
        Origin.FOREIGN: "It entered the mail system{at}{host}, which may not send for {domain}.",
        Origin.UNKNOWN: "Nothing shows where it entered the mail system.",
    },
    Signature: {
        Signature.OWN_VALID: "It carries a valid signature of {signer}.",
        Signature.OWN_UNVERIFIED: "It carries a signature of {signer} that could not be checked.",
        Signature.OWN_INVALID: "It carries a signature of {signer} that does not fit.",
        Signature.NONE: "It carries no signature of {signer}.",
    },
    Auto: {
        Auto.YES: "It carries the marks of a message that a machine sent.",
        Auto.NO: "It carries no marks of a machine.",
    },
    Route: {
        Route.CLOSED: "All mail of {domain} leaves through known servers.",
        Route.OPEN: (
            "Other systems, such as a web shop, may send mail for {domain}: neither the mailbox "
            "nor the mail log sees theirs."
        ),
    },
    Control: {
        Control.PASSED: "IDs of messages from this mailbox are known to come back unchanged.",
        Control.NONE: "It is not known yet whether IDs from this mailbox come back unchanged.",
    },
    Alarm: {
        Alarm.NONE: "We saw no signs that somebody else uses this account.",
        Alarm.WEAK: "There are weak signs that somebody else may use this account.",
        Alarm.STRONG: "There are strong signs that somebody else may use this account.",
    },
    Window: {
        Window.OK: "The time that matters could be searched.",
        Window.OUTSIDE: "It is older than what can be searched.",
    },
}

UNREAD = " Not searched: {places}."
PLACES = {
    "archive": "the online archive",
    "purges": "purged items",
    "versions": "older versions",
}
ASKS_BY_LINK = "This one asks you to do something by a link to a strange site."
"""What its trait says after "real reports do not ask" would make no sense alone."""

OUR_DOMAIN = "our domain"
AT_IP = " at {ip}"
AT_STRANGE = " at a server"
CALLED = " (it called itself {host})"
KEY_OF = " (key {selector})"
LEFT_AT = ", at {moment}"

LOG_OFF = "The organisation's mail log is not set up."
LOG_NOT_ASKED = "The organisation's mail log was not asked: the bounce names no message."
LOG_PARTIAL = "The organisation's mail log did not give a full answer."
HINTS = {
    "no_service_principal": (
        "The organisation's mail log could not be asked. For administrators: the service "
        "principal of Microsoft's tracing app (8bd644d1-64a1-4d4b-ae52-2e0cbf64e373) is missing "
        "in Microsoft Entra."
    ),
    "no_permission": (
        "The organisation's mail log could not be asked. For administrators: Bounce Check lacks "
        "the permission ExchangeMessageTrace.Read.All."
    ),
    "quota": "The organisation's mail log was asked too often in these minutes; ask again later.",
    "unavailable": "The organisation's mail log did not answer.",
}
"""Why the mail log did not answer in full, under the names of `LogHint`."""
