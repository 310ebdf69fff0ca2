"""How news reaches the administrators: a webhook, e-mail, or both."""

from bouncecheck.delivery.couriers import Couriers
from bouncecheck.delivery.mail import MailCourier, MailServer
from bouncecheck.delivery.webhook import WebhookCourier

__all__ = ["Couriers", "MailCourier", "MailServer", "WebhookCourier"]
