"""POST /api/checks: one message in, one check out."""

from http import HTTPStatus

from flask import Response
from flask_openapi3.blueprint import APIBlueprint

from bouncecheck.bounces.identifiers import Address, address_from, message_id_from
from bouncecheck.errors import BadRequestError
from bouncecheck.usecases.ports import Check, MessageRef
from bouncecheck.web.callers import Caller
from bouncecheck.web.checks_json import check_json
from bouncecheck.web.documents import POST_PROBLEMS, SECURITY, problems
from bouncecheck.web.guard import caller
from bouncecheck.web.loop import LoopThread
from bouncecheck.web.questions import CheckRequest, MessageQuestion
from bouncecheck.web.schemas import CheckJson, json_response
from bouncecheck.web.services import Services

CHECK_TIMEOUT_S = 60.0


def checks_api(services: Services, loop: LoopThread) -> APIBlueprint:
    """Return the call that judges one message."""
    api = APIBlueprint("checks", __name__, abp_security=SECURITY)

    @api.post(
        "/api/checks",
        responses={
            HTTPStatus.OK: CheckJson,
            **problems(HTTPStatus.NOT_FOUND, *POST_PROBLEMS),
        },
    )
    def create_check(body: CheckRequest) -> Response:
        """Judge one message of the caller's mailbox, or of a shared one the caller may read."""
        asked = _asked_message(body.message)
        mailbox = shared_mailbox(body.mailbox)
        check = loop.run(_check(services, caller(), asked, mailbox), CHECK_TIMEOUT_S)
        return json_response(check_json(check))

    return api


def shared_mailbox(text: str | None) -> Address | None:
    """Return the shared mailbox that a request names; None for the caller's own.

    Raises:
        BadRequestError: it is no address.
    """
    if text is None:
        return None
    address = address_from(text)
    if address is None:
        raise BadRequestError("`mailbox` is not an address.")
    return address


def _asked_message(question: MessageQuestion) -> MessageRef:
    if (question.id is None) == (question.internet_message_id is None):
        raise BadRequestError("`message` needs exactly one of `id` and `internetMessageId`.")
    if question.internet_message_id is None:
        return MessageRef(id=question.id)
    message_id = message_id_from(question.internet_message_id)
    if message_id is None:
        raise BadRequestError("`message.internetMessageId` is not a Message-ID.")
    return MessageRef(internet_message_id=message_id)


async def _check(
    services: Services, asker: Caller, asked: MessageRef, mailbox: Address | None
) -> Check:
    return await services.check(asker.account, asker.token, asked, mailbox)
