"""E-mail to the administrators, handed in at a real socket."""

import asyncio
from email import message_from_string, policy
from pathlib import Path

import pytest
from typing_extensions import override

from bouncecheck.delivery.mail import MailCourier, MailServer
from bouncecheck.errors import DeliveryError
from bouncecheck.usecases.report import News
from delivery.post_office import PostOffice, open_post_office
from delivery.values import HOSTILE, NEWS

TO = ("it@contoso.com", "security@contoso.com")


def deliver(office: PostOffice, url: str, news: News = NEWS) -> None:
    server = MailServer.from_url(url.format(port=office.port))
    courier = MailCourier(server, sender="bounces@contoso.com", to=TO, ca_file=office.ca_file)
    asyncio.run(courier.deliver(news))


def test_a_letter_is_handed_in_over_tls_with_name_and_password(tmp_path: Path) -> None:
    with open_post_office(PostOffice(), tmp_path, is_tls=True) as office:
        deliver(office, "smtps://user%40contoso.com:p%2Fw@localhost:{port}")

    (letter,) = office.letters
    message = message_from_string(letter, policy=policy.default)
    assert message["From"] == "bounces@contoso.com"
    assert message["To"] == "it@contoso.com, security@contoso.com"
    assert message["Subject"] == "Bounce Check: I did not send this. (sent/no_copy)"
    assert message["Message-ID"] == "<rep_1@contoso.com>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    assert "Message-ID of the bounce: notice-1@mx.example.net" in message.get_content()
    assert [line for line in office.commands if line.startswith("AUTH PLAIN")]


def test_on_this_machine_a_relay_needs_no_tls(tmp_path: Path) -> None:
    with open_post_office(PostOffice(), tmp_path, is_tls=False) as office:
        deliver(office, "smtp://localhost:{port}")

    assert len(office.letters) == 1
    assert not [line for line in office.commands if line.startswith("AUTH")]


def test_hostile_text_makes_no_header_and_no_second_letter(tmp_path: Path) -> None:
    with open_post_office(PostOffice(), tmp_path, is_tls=False) as office:
        deliver(office, "smtp://localhost:{port}", HOSTILE)

    (letter,) = office.letters
    message = message_from_string(letter, policy=policy.default)
    assert message["Bcc"] is None
    assert message["Subject"] == "Bounce Check: I did not send this. (sent/no_copy)"
    assert len([line for line in office.commands if line.upper().startswith("RCPT")]) == len(TO)


@pytest.mark.parametrize("refuses", ["MAIL", "RCPT", "DATA", "AUTH"])
def test_a_server_that_refuses_has_not_delivered(tmp_path: Path, refuses: str) -> None:
    office = PostOffice(refuses=refuses)
    with open_post_office(office, tmp_path, is_tls=True), pytest.raises(DeliveryError) as failure:
        deliver(office, "smtps://user:word@localhost:{port}")

    assert "contoso" not in str(failure.value)
    assert office.letters == []


def test_one_administrator_who_is_refused_is_no_delivery(tmp_path: Path) -> None:
    class Picky(PostOffice):
        @override
        def answer(self, line: str) -> str:
            return "550 no" if "security@" in line else super().answer(line)

    with open_post_office(Picky(), tmp_path, is_tls=False) as office, pytest.raises(DeliveryError):
        deliver(office, "smtp://localhost:{port}")


def test_a_server_elsewhere_without_tls_gets_nothing(tmp_path: Path) -> None:
    # 127.1 is this machine, too, but not by a name that says so.
    office = PostOffice()
    with open_post_office(office, tmp_path, is_tls=False), pytest.raises(DeliveryError):
        deliver(office, "smtp://127.1:{port}")

    assert office.letters == []


def test_a_certificate_that_nobody_vouches_for_gets_nothing(tmp_path: Path) -> None:
    with open_post_office(PostOffice(), tmp_path, is_tls=True) as office:
        office.ca_file = None
        with pytest.raises(DeliveryError):
            deliver(office, "smtps://localhost:{port}")

    assert office.letters == []


def test_ports_are_those_of_submission_unless_named() -> None:
    assert MailServer.from_url("smtps://mail.example.com").port == 465
    assert MailServer.from_url("smtp://mail.example.com").port == 587
    assert "word" not in repr(MailServer.from_url("smtps://u:word@mail.example.com"))
