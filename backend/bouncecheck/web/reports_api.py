"""POST /api/reports: a person tells the administrators about a message."""

from http import HTTPStatus

from flask import Response
from flask_openapi3.blueprint import APIBlueprint

from bouncecheck.bounces.identifiers import Address
from bouncecheck.usecases.report import Complaint, Reported
from bouncecheck.web.callers import Caller
from bouncecheck.web.checks_api import shared_mailbox
from bouncecheck.web.checks_json import reported_json
from bouncecheck.web.documents import POST_PROBLEMS, SECURITY, problems
from bouncecheck.web.guard import caller
from bouncecheck.web.loop import LoopThread
from bouncecheck.web.questions import ReportRequest
from bouncecheck.web.schemas import ReportedJson, json_response
from bouncecheck.web.services import Services

REPORT_TIMEOUT_S = 120.0
"""One check, and then letters to several places, each of which may hang for a while."""


def reports_api(services: Services, loop: LoopThread) -> APIBlueprint:
    """Return the call that tells the administrators."""
    api = APIBlueprint("reports", __name__, abp_security=SECURITY)

    @api.post(
        "/api/reports",
        responses={
            HTTPStatus.OK: ReportedJson,
            **problems(HTTPStatus.NOT_FOUND, *POST_PROBLEMS),
        },
    )
    def create_report(body: ReportRequest) -> Response:
        """Judge a message again and tell the administrators; never the text of a mail."""
        complaint = Complaint(message_id=body.id, kind=body.kind, note=body.note)
        mailbox = shared_mailbox(body.mailbox)
        reported = loop.run(_report(services, caller(), complaint, mailbox), REPORT_TIMEOUT_S)
        return json_response(reported_json(reported))

    return api


async def _report(
    services: Services, asker: Caller, complaint: Complaint, mailbox: Address | None
) -> Reported:
    return await services.report(asker.account, asker.token, complaint, mailbox)
