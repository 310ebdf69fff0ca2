"""The ordinary mail around the bounces: what people wrote each other, and what answers came."""

from dataclasses import replace
from datetime import datetime, timedelta

from bouncecheck.demo.graph_emulator import User
from bouncecheck.demo.story_mail import (
    Host,
    Letter,
    StoryMessage,
    arrived,
    arrived_inside,
    sent_copy,
)
from bouncecheck.demo.story_people import IDA, INFO, LEA, MARA, NOOR, TOM, VERA, VINCE

OUTSIDE = Host(name="out.example.com", ip="203.0.113.30")

_VINCES_SUBJECTS = (
    "Delivery date for order 4711",
    "Lunch on Tuesday?",
    "Light plan for the gallery",
    "Question about your price list",
    "Thanks for the visit",
    "Holiday cover in August",
    "New prices from January",
    "Photos of the showroom",
    "Missing invoice for March",
    "Samples for the library",
    "Train to the conference",
    "Update on the school project",
    "Broken spotlight in hall 2",
    "Who has the ladder?",
    "Warranty of the garden lamps",
    "Agenda for Monday",
    "Two quotes to compare",
    "Old catalogue pages",
    "Meeting room for eight",
    "Address of the electrician",
    "Drawings, third version",
    "Return of the test lamps",
    "Contact at the city office",
    "Happy birthday!",
    "Cable lengths for the stage",
    "Notes from the call",
    "Discount for the museum",
    "Energy label of the panels",
    "Feedback on the leaflet",
    "Ride to the airport",
    "Who waters the plants?",
    "Plan for next week",
)
_FRIENDS = (
    '"Anna Berg" <anna@example.com>',
    '"Omar Diaz" <omar@example.org>',
    '"Mara Lind" <mara@contoso.com>',
    '"Jun Park" <jun@example.net>',
)
_SUBJECTS_OF_OTHERS = ("Weekly figures", "Coffee machine", "Keys for the archive")


def ordinary_mail(now: datetime) -> tuple[StoryMessage, ...]:
    """Return sent mail, the answers to some of it, and mail from colleagues."""
    clock = now.replace(microsecond=0)
    vinces = [
        _letter(VINCE, subject, _FRIENDS[number % len(_FRIENDS)], clock, number)
        for number, subject in enumerate(_VINCES_SUBJECTS)
    ]
    # Paul's scanner keeps no copies; everybody else does.
    others = [
        (owner, _letter(owner, subject, _FRIENDS[0], clock, number))
        for owner in (MARA, LEA, TOM, IDA, NOOR, INFO, VERA)
        for number, subject in enumerate(_SUBJECTS_OF_OTHERS)
    ]
    return (
        *(sent_copy(f"vince/sent-{n}", VINCE, letter) for n, letter in enumerate(vinces)),
        *(_answer(letter, number) for number, letter in enumerate(vinces[:12])),
        *(
            sent_copy(f"{owner.upn.partition('@')[0]}/sent-{n}", owner, letter)
            for n, (owner, letter) in enumerate(others)
        ),
        *(_from_colleague(owner, clock) for owner in (VINCE, LEA, TOM, IDA, NOOR, INFO)),
        _draft(clock),
    )


def _letter(owner: User, subject: str, to: str, now: datetime, number: int) -> Letter:
    at = now - timedelta(hours=10 + 19 * number, minutes=7 * number % 60)
    return Letter(
        sender=f'"{owner.name}" <{owner.upn}>',
        to=(to,),
        subject=subject,
        sent_at=at,
        message_id=f"<{owner.upn.partition('@')[0]}.{number:04d}.{int(at.timestamp()):X}"
        "@prod.protection.example>",
    )


def _answer(letter: Letter, number: int) -> StoryMessage:
    """A friend answers: the identifier of the sent copy came back from outside."""
    at = letter.sent_at + timedelta(hours=3)
    answer = replace(
        letter,
        sender=letter.to[0],
        to=(letter.sender,),
        subject=f"Re: {letter.subject}",
        sent_at=at,
        message_id=f"<answer.{letter.message_id.strip('<')}",
        body="Hi Vince,\n\nthat suits me well, thank you.\n",
        extra=(("In-Reply-To", letter.message_id), ("References", letter.message_id)),
    )
    is_colleague = "@contoso.com" in letter.to[0]
    path = letter.to[0].rpartition("<")[2].strip(">")
    mime = (
        arrived_inside(answer.text(), at)
        if is_colleague
        else arrived(answer.text(), OUTSIDE, at, return_path=path)
    )
    return StoryMessage(
        key=f"vince/answer-{number}", owner=VINCE, mime=mime, received_at=at, is_read=True
    )


def _from_colleague(owner: User, now: datetime) -> StoryMessage:
    at = now - timedelta(hours=5)
    letter = Letter(
        sender=f'"{MARA.name}" <{MARA.upn}>',
        to=(f'"{owner.name}" <{owner.upn}>',),
        subject="Canteen closed on Friday",
        sent_at=at,
        message_id=f"<canteen.{owner.id[-4:]}.{int(at.timestamp()):x}@prod.protection.example>",
        body="Hello,\n\nthe canteen is closed on Friday. Bring something along.\n\nMara\n",
    )
    return StoryMessage(
        key=f"{owner.upn.partition('@')[0]}/canteen",
        owner=owner,
        mime=arrived_inside(letter.text(), at),
        received_at=at,
        is_read=True,
    )


def _draft(now: datetime) -> StoryMessage:
    letter = replace(
        _letter(VINCE, "Idea for the summer party", _FRIENDS[1], now, 1),
        message_id="<draft.0001@prod.protection.example>",
    )
    return StoryMessage(
        key="vince/draft",
        owner=VINCE,
        mime=letter.mime(),
        received_at=letter.sent_at,
        folder="drafts",
        from_me=True,
        is_draft=True,
    )
