"""finding_text: one plain sentence for one state of one source."""

from enum import StrEnum

from bouncecheck.verdicts.evidence import Search
from bouncecheck.verdicts.fake import Trait
from bouncecheck.verdicts.findings_en import (
    ASKS_BY_LINK,
    AT_IP,
    AT_STRANGE,
    CALLED,
    FINDINGS,
    HINTS,
    KEY_OF,
    LEFT_AT,
    LOG_NOT_ASKED,
    LOG_OFF,
    LOG_PARTIAL,
    OUR_DOMAIN,
    PLACES,
    UNREAD,
)
from bouncecheck.verdicts.phrases_en import moment_text, shown
from bouncecheck.verdicts.word_facts import FindingFacts
from bouncecheck.verdicts.words_en import FOLDERS, TRAITS


def finding_text(state: StrEnum, facts: FindingFacts) -> str:
    """Return the sentence for a value of the evidence, such as `Search.CLEAN`.

    Args:
        state: A value of any item of evidence, or a trait; its type says which source it is of.
        facts: Our own domain and places, and what servers called themselves; no text of a mail.
    """
    if isinstance(state, Trait):
        return ASKS_BY_LINK if state is Trait.ASKS_BY_LINK else TRAITS[state]
    places = ", ".join(PLACES[place] for place in facts.unread if place in PLACES)
    # Whatever a search found, one reads where it did not look.
    unread = UNREAD.format(places=places) if places and isinstance(state, Search) else ""
    text = FINDINGS[type(state)][state].format_map(
        {
            "folder": FOLDERS[facts.copy_place],
            "domain": facts.domain or OUR_DOMAIN,
            "at": AT_IP.format(ip=shown(facts.ip)) if facts.ip else AT_STRANGE,
            "host": CALLED.format(host=shown(facts.host)) if facts.host else "",
            "signer": _signer(facts),
            "when": LEFT_AT.format(moment=moment_text(facts.left_at)) if facts.left_at else "",
            "hint": HINTS.get(facts.log_hint or "", LOG_PARTIAL),
            "not_asked": LOG_NOT_ASKED if facts.log_is_set_up else LOG_OFF,
        }
    )
    return text + unread


def _signer(facts: FindingFacts) -> str:
    selector = shown(facts.selector)
    key = KEY_OF.format(selector=selector) if selector else ""
    return f"{facts.signed_by or OUR_DOMAIN}{key}"
