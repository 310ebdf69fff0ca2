"""Profiles: who each mailbox is and which folders it has, remembered for an hour."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bouncecheck.mailboxes.graph_rules import RULES_KEPT_FOR, RulesRead
from bouncecheck.mailboxes.remembered import Remembered
from bouncecheck.verdicts.facts import Folder, Identity

KEPT_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Who a mailbox is."""

    identity: Identity
    folders: Mapping[str, Folder]
    """Which of our folders each of Graph's folder ids is; those that answered."""

    knows_aliases: bool = True
    """Whether Graph named the addresses beside the primary one; every mailbox has some entry."""

    is_whole: bool
    """False if a folder did not answer for now; such a profile is not remembered."""


class Profiles(Remembered[Profile]):
    """What is known of mailboxes, by mailbox and whoever asks; bounded, for one event loop."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__(now, KEPT_FOR, lambda profile: profile.is_whole)
        self.rules: Remembered[RulesRead] = Remembered(
            now, RULES_KEPT_FOR, lambda read: read.is_settled
        )
