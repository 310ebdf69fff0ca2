"""How the administrators are told what people report, by the settings."""

import secrets

from bouncecheck.delivery import Couriers, MailCourier, MailServer, WebhookCourier
from bouncecheck.settings import Settings
from bouncecheck.store.reports import PostgresReports
from bouncecheck.usecases.report import Courier, ReportDesk

_ID_BYTES = 12


def new_report_id() -> str:
    """Return an id such as "rep_4f2a...": it tells nothing, and nobody can guess one."""
    return f"rep_{secrets.token_hex(_ID_BYTES)}"


def report_desk(settings: Settings, database_url: str) -> ReportDesk:
    """Return where reports are kept, and who brings them to the administrators."""
    couriers = _couriers(settings)
    return ReportDesk(
        reports=PostgresReports(database_url),
        courier=Couriers(couriers) if couriers else None,
        new_id=new_report_id,
    )


def _couriers(settings: Settings) -> tuple[Courier, ...]:
    found: list[Courier] = []
    if settings.report_webhook is not None:
        found.append(WebhookCourier(settings.report_webhook, settings.ssl_cert_file))
    if settings.smtp_url is not None:
        to = settings.report_mail_to
        found.append(
            MailCourier(
                MailServer.from_url(settings.smtp_url),
                sender=settings.report_mail_from or to[0],
                to=to,
                ca_file=settings.ssl_cert_file,
            )
        )
    return tuple(found)
