"""Inbox rules of a case, as Graph shows them."""

from collections.abc import Mapping
from typing import Final

from cases.mail import Person

MALLORY = "mallory@evil.example"
_TO_MALLORY: Final = [{"emailAddress": {"name": "M", "address": MALLORY}}]

Rule = Mapping[str, object]

FORWARDING: Rule = {"actions": {"forwardTo": _TO_MALLORY}}
REDIRECTING: Rule = {"actions": {"redirectTo": _TO_MALLORY}}
REMOVING: Rule = {"conditions": {"subjectContains": ["undeliver"]}, "actions": {"delete": True}}
SORTING: Rule = {"conditions": {"senderContains": ["boss"]}, "actions": {"markAsRead": True}}


def let_rules_be(me: Person, *rules: Rule) -> None:
    """Let these be the rules that somebody's mailbox shows, switched on unless they say so."""
    with me.product.world.lock:
        me.product.world.mailboxes[me.user.id].rules = [
            {"id": f"R{number}", "displayName": ".", "isEnabled": True, **rule}
            for number, rule in enumerate(rules)
        ]
