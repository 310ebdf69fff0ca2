"""The inbox rules of a mailbox, reduced to what may speak of an abused account."""

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import NamedTuple

from bouncecheck.bounces.identifiers import address_from, domain_of
from bouncecheck.errors import (
    ConsentRequiredError,
    MailboxAccessDeniedError,
    MailboxUnavailableError,
    MessageNotFoundError,
)
from bouncecheck.mailboxes.answers import (
    FolderPage,
    MessageRule,
    Recipient,
    RuleActions,
    RulePage,
    decode,
)
from bouncecheck.mailboxes.limits import Deadline
from bouncecheck.mailboxes.questions import GraphQuestions
from bouncecheck.mailboxes.transport import GraphSession
from bouncecheck.verdicts.facts import InboxRule

RULES_KEPT_FOR = timedelta(minutes=10)

_TEXTS = (
    "subjectContains",
    "bodyContains",
    "bodyOrSubjectContains",
    "senderContains",
    "headerContains",
)

# Exact words as well, for "delivery" and "failure" alone also sort parcels and builds.
_BOUNCE_WORDS = re.compile(
    r"undeliver|non-?deliver|not (?:be )?delivered|delivery[ -](?:status|fail|has|report|notif|inc)"
    r"|returned (?:mail|to sender|message)|failure notice|(?:mail|message|delivery) failure"
    r"|mailer|daemon|postmaster|microsoftexchange|mail ?delivery|unzustellbar|zugestellt|zustellung"
    r"|non (?:remis|distribu)|échec|no (?:se )?(?:pudo |puede )?(?:ha )?(?:podido )?entreg"
    r"|devuelto|não (?:entreg|pôde)|devolvid|non recapitat|impossibile recapitare|mancat\w recapit"
    r"|onbestelbaar|niet bezorgd|olevererbar|kunde inte|kan ikke lever|ikke lever|ei voitu toimitt"
    r"|niedostarcz|nie dostarcz|nedoruč|kézbesít|teslim edilem|недостав|не доставлен|не удалось"
    r"|配信不能|配信できません|無法傳遞|无法送达|未送达|退信|배달|تعذر|לא נמסר"
)
_BOUNCE_WORD = re.compile(r"failures?|deliver\w{0,8}|bounces?|bounced|returned|ndr")

_ANYTHING = re.compile(r"\W{0,2}")
"""A text such as "@" or "." stands in every message."""

_HIDING_PLACE = re.compile(
    r".*\brss\b.*|archives?|archiv|archivo|archivio|archief|arquivo(?: morto)?|arkiv|arkisto"
    r"|archiwum|архив|アーカイブ|存档|封存|보관|conversation history|aufgezeichnete unterhaltungen"
    r"|unterhaltungsverlauf|historique des conversations|historial de conversaci(?:ones|ón)"
    r"|cronologia conversazioni|gespreksgeschiedenis|histórico de conversas?|会話の履歴"
    r"|对话历史记录"
)


class RulesRead(NamedTuple):
    """What reading the rules brought."""

    rules: tuple[InboxRule, ...] | None
    """None where they may not be read."""

    is_settled: bool
    """Whether asking again would bring the same; not so where a person may still consent."""


async def read_rules(
    session: GraphSession, questions: GraphQuestions, domains: frozenset[str], deadline: Deadline
) -> RulesRead:
    """Return the inbox rules: one request, and one for the names of folders if any rule moves.

    Args:
        session: With the rights of whoever asks.
        questions: About the mailbox.
        domains: Our own.
        deadline: When nobody waits any more.

    Raises:
        MailboxUnavailableError: they could not be read now, or not all of them.
    """
    try:
        answer = await session.send(questions.rules(), deadline)
        page = decode(answer.body, RulePage)
        names = await _folder_names(page.value, session, questions, deadline)
    except (MailboxAccessDeniedError, MessageNotFoundError):
        return RulesRead(None, is_settled=True)
    except ConsentRequiredError:
        return RulesRead(None, is_settled=False)
    if page.next_link is not None:
        # Graph lists all rules at once; half of them would look like all.
        raise MailboxUnavailableError("Graph did not list all rules")
    return RulesRead(tuple(rule_from(r, domains, names) for r in page.value), is_settled=True)


def rule_from(
    rule: MessageRule, domains: frozenset[str], folder_names: Mapping[str, str]
) -> InboxRule:
    """Return a rule as far as it matters; in doubt, it does what it might.

    Args:
        rule: As Graph shows it.
        domains: Our own.
        folder_names: Names of folders by their ids.
    """
    actions = rule.actions or RuleActions()
    deletes = bool(actions.delete or actions.permanent_delete)
    catches_all = not any(_restricts(value) for value in (rule.conditions or {}).values())
    takes_away = deletes or actions.move_to_folder is not None
    told = (
        *(actions.forward_to or ()),
        *(actions.redirect_to or ()),
        *(actions.forward_as_attachment_to or ()),
    )
    place = folder_names.get(actions.move_to_folder or "", "")
    return InboxRule(
        is_enabled=rule.is_enabled is not False,
        forwards_outside=any(_is_outside(recipient, domains) for recipient in told),
        removes_bounces=(deletes and catches_all) or (takes_away and _names_bounces(rule)),
        hides=_HIDING_PLACE.fullmatch(place.casefold()) is not None,
    )


async def _folder_names(
    rules: Iterable[MessageRule],
    session: GraphSession,
    questions: GraphQuestions,
    deadline: Deadline,
) -> dict[str, str]:
    if not any(rule.actions and rule.actions.move_to_folder for rule in rules):
        return {}
    answer = await session.send(questions.folders(), deadline)
    return {folder.id: folder.display_name for folder in decode(answer.body, FolderPage).value}


def _restricts(condition: object) -> bool:
    """Tell whether a condition leaves any message out."""
    if isinstance(condition, list):
        return bool(condition) and not any(
            isinstance(text, str) and _ANYTHING.fullmatch(text) for text in condition
        )
    return condition is not None and condition is not False


def _names_bounces(rule: MessageRule) -> bool:
    conditions = rule.conditions or {}
    if conditions.get("isNonDeliveryReport") is True:
        return True
    texts = [text for name in _TEXTS for text in _texts(conditions.get(name))]
    texts += [str(sender).casefold() for sender in _listed(conditions.get("fromAddresses"))]
    return any(_BOUNCE_WORDS.search(t) or _BOUNCE_WORD.fullmatch(t.strip(" *:")) for t in texts)


def _texts(condition: object) -> list[str]:
    return [text.casefold() for text in _listed(condition) if isinstance(text, str)]


def _listed(condition: object) -> list[object]:
    return condition if isinstance(condition, list) else []


def _is_outside(recipient: Recipient, domains: frozenset[str]) -> bool:
    """Tell whether mail goes out of our domains; what cannot be read may well."""
    text = (recipient.email_address.address if recipient.email_address else None) or ""
    if text.lower().startswith("/o="):
        return False  # an entry of our own directory (legacyExchangeDN)
    address = address_from(text)
    return address is None or domain_of(address) not in domains
