"""Key and Comparable: what the original can be looked up by, and whether it could be seen near."""

from bouncecheck.bounces.identifiers import Address, MessageId, message_id_from
from bouncecheck.bounces.model import Bounce
from bouncecheck.verdicts.evidence import Comparable, Key
from bouncecheck.verdicts.subjects import normal_subject


def key_of(bounce: Bounce) -> Key:
    """Return what the original can be looked up by."""
    own = None if bounce.message_id is None else same_id(bounce.message_id)
    # A notice that names itself as its original names none.
    if any(same_id(candidate) != own for candidate in candidate_ids(bounce)):
        return Key.ID
    described = failed_addresses(bounce) and normal_subject(bounce.returned.subject)
    return Key.DESCRIBED if described else Key.NONE


def comparable_of(bounce: Bounce) -> Comparable:
    """Return whether the notice names anything by which a near match could be seen.

    The failed address alone is none: behind a list or a forwarder it is not the one that the user
    wrote to, and that one the copy names.
    """
    named = normal_subject(bounce.returned.subject) or bounce.returned.recipients
    return Comparable.YES if named else Comparable.NO


def candidate_ids(bounce: Bounce) -> tuple[MessageId, ...]:
    """Return every well-formed identifier that the notice offers, the most trusted first."""
    found = (message_id_from(entry.message_id) for entry in bounce.returned.message_ids)
    return tuple(dict.fromkeys(candidate for candidate in found if candidate is not None))


def same_id(message_id: MessageId) -> str:
    """Return the form in which identifiers are compared when they do not agree exactly."""
    return message_id.strip().strip("<>").strip().casefold()


def failed_addresses(bounce: Bounce) -> frozenset[Address]:
    """Return every address that the notice says was not reached, first and final forms."""
    named = (
        address
        for recipient in bounce.recipients
        for address in (recipient.address, recipient.final_address)
    )
    return frozenset(address for address in named if address is not None)
