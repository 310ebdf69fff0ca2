"""Words for a verdict: title, body and next steps; and the actions that it allows."""

from dataclasses import dataclass
from enum import StrEnum, unique
from itertools import zip_longest

from bouncecheck.verdicts.about import same_form
from bouncecheck.verdicts.answers import Answer, Reason, Verdict
from bouncecheck.verdicts.guidance_en import GUIDES, SHARED_GUIDES, Guide
from bouncecheck.verdicts.missing import Missing
from bouncecheck.verdicts.phrases_en import phrases
from bouncecheck.verdicts.word_facts import WordFacts
from bouncecheck.verdicts.words_en import (
    FURTHER_ON,
    MAILBOX_UNREAD,
    NO_RULE_VISIBLE,
    NOT_SENT_KINDS,
    OTHER_KINDS,
    SENT_KINDS,
    SHARED,
    TEXTS,
    Text,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a person reads. Plain text; the title holds nothing that came by mail."""

    title: str
    body: str
    steps: tuple[str, ...]


@unique
class Action(StrEnum):
    """What a person may do about it, as named to the pane."""

    DELETE = "delete"
    DELETE_LIKE_THIS = "delete_like_this"
    REPORT_NOT_ME = "report_not_me"
    ASK_IT = "ask_it"
    PHISHING = "phishing"
    OPEN_SENT = "open_sent"


def words_for(verdict: Verdict, facts: WordFacts) -> Words:
    """Return title, body and next steps for a verdict.

    Args:
        verdict: What was decided.
        facts: What the sentences may name; hostile text in it is shortened to one plain line.
    """
    text = _with_kind(_text_for(verdict, facts), verdict, facts)
    filled = phrases(facts, verdict.reason)
    if facts.shared:
        text = Text(_shared(text.title), _shared(text.body), tuple(map(_shared, text.steps)))
        filled |= {name: _shared(filled[name]) for name in ("missing", "Missing")}
        filled["message"] = "The" + filled["message"].removeprefix("Your")
    steps = (step.format_map(filled) for step in text.steps)
    return Words(
        title=text.title,
        body=text.body.format_map(filled).strip(),
        steps=tuple(step for step in steps if step),
    )


def actions_for(verdict: Verdict, *, has_copy: bool) -> tuple[Action, ...]:
    """Return what a person may do, the most fitting first.

    Args:
        verdict: What was decided.
        has_copy: Whether there is a message of our own to open.
    """
    allowed = _ACTIONS_BY_REASON.get((verdict.answer, verdict.reason), _ACTIONS[verdict.answer])
    return tuple(action for action in allowed if has_copy or action is not Action.OPEN_SENT)


def guidance_for(verdict: Verdict, *, shared: bool) -> tuple[Guide, ...]:
    """Return the steps that secure an account, where it may be abused; else nothing."""
    if verdict.answer is not Answer.SENT_MAYBE_COMPROMISED:
        return ()
    if not shared:
        return GUIDES
    said = zip_longest(GUIDES, SHARED_GUIDES)
    return tuple(guide._replace(text=text or guide.text) for guide, text in said)


def _text_for(verdict: Verdict, facts: WordFacts) -> Text:
    text = TEXTS[verdict.answer, verdict.reason]
    if verdict.reason is Reason.COPY and _failed_further_on(facts):
        return FURTHER_ON
    if facts.no_rule_visible and _leads_away(verdict, facts):
        return NO_RULE_VISIBLE
    if verdict.reason is Reason.PROBABLY_NOT and facts.missing is Missing.MAILBOX:
        return text._replace(body=MAILBOX_UNREAD)
    return text


def _with_kind(text: Text, verdict: Verdict, facts: WordFacts) -> Text:
    """Say it with another noun where the notice is not about a failure."""
    match verdict.answer:
        case Answer.SENT if verdict.reason in {Reason.COPY, Reason.COPY_DELETED}:
            return SENT_KINDS.get(facts.kind, text)
        case Answer.NOT_SENT:
            noun = NOT_SENT_KINDS.get(facts.kind, "")
        case Answer.NOT_A_BOUNCE | Answer.SUSPICIOUS_BOUNCE:
            noun = ""
        case _:
            noun = OTHER_KINDS.get(facts.kind, "")
    return text._replace(body=f"{noun} {text.body}".strip())


def _failed_further_on(facts: WordFacts) -> bool:
    ours = {same_form(address) for address in facts.recipients}
    return bool(ours and facts.failed) and ours.isdisjoint(map(same_form, facts.failed))


def _leads_away(verdict: Verdict, facts: WordFacts) -> bool:
    """Tell whether mail is passed on by something that a person ought to be able to see."""
    left_no_copy = verdict.reason is Reason.LEFT_NO_COPY and facts.is_forwarded
    return left_no_copy or verdict.reason is Reason.FORWARD


def _shared(template: str) -> str:
    for yours, its in SHARED:
        template = template.replace(yours, its)
    return template


_ACTIONS = {
    Answer.NOT_SENT: (Action.DELETE, Action.DELETE_LIKE_THIS, Action.REPORT_NOT_ME),
    Answer.SENT: (Action.OPEN_SENT, Action.DELETE),
    Answer.SENT_AUTOMATICALLY: (Action.OPEN_SENT, Action.ASK_IT, Action.DELETE),
    Answer.SENT_MAYBE_COMPROMISED: (Action.REPORT_NOT_ME, Action.ASK_IT, Action.DELETE),
    Answer.SUSPICIOUS_BOUNCE: (Action.PHISHING, Action.DELETE),
    Answer.UNSURE: (Action.OPEN_SENT, Action.ASK_IT, Action.DELETE),
    Answer.NOT_A_BOUNCE: (),
}
_ACTIONS_BY_REASON = {
    (Answer.SENT, Reason.NO_COPY): (Action.REPORT_NOT_ME, Action.ASK_IT, Action.DELETE),
    (Answer.SENT, Reason.DELEGATE): (Action.ASK_IT, Action.DELETE),
    (Answer.UNSURE, Reason.ID_REUSED): (
        Action.OPEN_SENT,
        Action.ASK_IT,
        Action.PHISHING,
        Action.DELETE,
    ),
    (Answer.UNSURE, Reason.PROBABLY_NOT): (Action.DELETE, Action.ASK_IT),
    (Answer.UNSURE, Reason.CHECKING_AGAIN): (Action.DELETE,),
}
