"""The webhook: one HTTPS request to an address that the administrators chose."""

import json
import logging
from http import HTTPStatus
from pathlib import Path
from ssl import create_default_context

import httpx

from bouncecheck.delivery.letter import fields_of, subject_of, text_of
from bouncecheck.errors import DeliveryError
from bouncecheck.usecases.report import News

TIMEOUT_S = 10.0

# httpx writes every URL into the log, and a webhook's address is a secret.
logging.getLogger("httpx").setLevel(logging.WARNING)


class WebhookCourier:
    """Implements Courier by POST with JSON; `text` and `title` suit common chat programs."""

    def __init__(
        self, url: str, ca_file: Path | None, network: httpx.AsyncBaseTransport | None = None
    ) -> None:
        """Take where to send to.

        Args:
            url: An https address; part of it is often a secret.
            ca_file: Certificates to trust, PEM; None for the system's.
            network: What carries the requests; None for the real network.
        """
        self._url = url
        self._ca_file = ca_file
        self._network = network

    async def deliver(self, news: News) -> None:
        """Send it. Redirects are not followed: they would lead to an address nobody chose.

        Raises:
            DeliveryError: no answer in time, or one that is no success.
        """
        body = {**fields_of(news), "title": subject_of(news), "text": text_of(news)}
        try:
            async with self._client() as client:
                answer = await client.post(
                    self._url,
                    content=json.dumps(body),
                    headers={"Content-Type": "application/json", "X-Report-Id": news.report.id},
                )
        except (httpx.HTTPError, OSError) as error:
            raise DeliveryError(f"The webhook failed: {type(error).__name__}.") from error
        if not answer.is_success:
            status = HTTPStatus(answer.status_code).value
            raise DeliveryError(f"The webhook answered {status}.")

    def _client(self) -> httpx.AsyncClient:
        trusted = create_default_context(cafile=None if self._ca_file is None else self._ca_file)
        return httpx.AsyncClient(
            transport=self._network or httpx.AsyncHTTPTransport(verify=trusted),
            follow_redirects=False,
            trust_env=False,
            timeout=TIMEOUT_S,
        )
