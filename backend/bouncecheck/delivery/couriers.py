"""Several ways at once: delivered is what every one of them took."""

import logging

from bouncecheck.errors import DeliveryError
from bouncecheck.usecases.report import Courier, News

log = logging.getLogger("bouncecheck.delivery")


class Couriers:
    """Implements Courier by others, all of which are asked."""

    def __init__(self, couriers: tuple[Courier, ...]) -> None:
        """Take those who bring the news, one for each way that the settings name."""
        self._couriers = couriers

    async def deliver(self, news: News) -> None:
        """Let each deliver, also after one has failed.

        Raises:
            DeliveryError: one of them failed.
        """
        failed: DeliveryError | None = None
        for courier in self._couriers:
            try:
                await courier.deliver(news)
            except DeliveryError as error:
                failed = error
                fields = {"report": news.report.id, "why": str(error)}
                log.warning("report not delivered", extra=fields)
        if failed is not None:
            raise failed
        log.info("report delivered", extra={"report": news.report.id})
