"""finding_text: one plain sentence for one state of one source."""

from enum import StrEnum

from bouncecheck.verdicts.evidence import Search
from bouncecheck.verdicts.findings_en import (
    AT_IP,
    AT_STRANGE,
    FINDINGS,
    OUR_DOMAIN,
    PLACES,
    UNREAD,
)
from bouncecheck.verdicts.phrases_en import shown
from bouncecheck.verdicts.word_facts import FindingFacts
from bouncecheck.verdicts.words_en import FOLDERS


def finding_text(state: StrEnum, facts: FindingFacts) -> str:
    """Return the sentence for a value of the evidence, such as `Search.CLEAN`.

    Args:
        state: A value of any item of evidence; its type says which source it is of.
        facts: Our own domain, the address where mail came in, and our own places; no mail text.
    """
    places = ", ".join(PLACES[place] for place in facts.unread if place in PLACES)
    # Whatever a search found, one reads where it did not look.
    unread = UNREAD.format(places=places) if places and isinstance(state, Search) else ""
    text = FINDINGS[type(state)][state].format_map(
        {
            "folder": FOLDERS[facts.copy_place],
            "domain": facts.domain or OUR_DOMAIN,
            "at": AT_IP.format(ip=shown(facts.ip)) if facts.ip else AT_STRANGE,
        }
    )
    return text + unread
