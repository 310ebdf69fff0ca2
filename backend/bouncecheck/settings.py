"""Everything that is set from outside, read and checked once."""

import re
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from uuid import UUID

import platformdirs
from pydantic import (
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bouncecheck.errors import SettingsError

PREFIX = "BOUNCECHECK_"

Switch = Literal["on", "off"]

_HOST_AND_PORT = re.compile(r"(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.\-]+):\d{1,5}")
_ADDRESS = re.compile(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9.\-]+\.[A-Za-z]{2,}")
MAX_PORT = 65_535
LOG_LAG_MINUTES = 10
"""Microsoft's mail log shows a message 5 to 10 minutes late; sooner its silence says nothing."""

MAX_LOG_MINUTES = 7 * 24 * 60
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class PublicAddress(BaseSettings):
    """Where users reach a deployment: all that its manifest needs to know."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True, populate_by_name=True
    )

    public_url: str = "https://localhost:8443"

    @field_validator("public_url")
    @classmethod
    def _origin(cls, value: str) -> str:
        if urlsplit(_https_address(value)).path.strip("/"):
            raise ValueError("give an origin without a path, such as https://bounces.example.com")
        return value.rstrip("/")


class ReportSettings(PublicAddress):
    """How the administrators are told what people report."""

    report_webhook: str | None = Field(default=None, repr=False)
    report_mail_to: Annotated[tuple[str, ...], NoDecode] = ()
    report_mail_from: str | None = None
    smtp_url: str | None = Field(default=None, repr=False)

    @field_validator("report_webhook")
    @classmethod
    def _webhook(cls, value: str | None) -> str | None:
        parts = urlsplit(value or "https://none")
        local = parts.scheme == "http" and parts.hostname in _LOOPBACK
        if not parts.hostname or not (parts.scheme == "https" or local) or parts.username:
            raise ValueError("give an https address such as https://hooks.example.com/...")
        return value

    @field_validator("report_mail_to", mode="before")
    @classmethod
    def _split_addresses(cls, value: object) -> object:
        return _parts(value)

    @field_validator("report_mail_to", "report_mail_from")
    @classmethod
    def _addresses(cls, value: tuple[str, ...] | str | None) -> tuple[str, ...] | str | None:
        for address in (value,) if isinstance(value, str) else value or ():
            if not _ADDRESS.fullmatch(address):
                raise ValueError("give plain addresses such as it@example.com")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, value: str | None) -> str | None:
        parts = urlsplit(value or "smtps://none")
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or parts.path.strip("/"):
            raise ValueError("give smtps://user:password@host:465 or smtp://host:587")
        return value

    @model_validator(mode="after")
    def _mail_is_whole(self) -> Self:
        if bool(self.report_mail_to) != (self.smtp_url is not None):
            raise ValueError("BOUNCECHECK_REPORT_MAIL_TO and BOUNCECHECK_SMTP_URL go together")
        return self


class Settings(ReportSettings):
    """The settings of one deployment; docs/settings.md explains each."""

    listen: str = "127.0.0.1:8080"
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    tenant_ids: Annotated[tuple[UUID, ...], NoDecode]
    client_id: UUID
    client_certificate: Path | None = None
    client_secret: str | None = Field(default=None, repr=False)
    authority_url: str = "https://login.microsoftonline.com"
    graph_url: str = "https://graph.microsoft.com/v1.0"
    database_url: str | None = Field(default=None, repr=False)
    data: Path = Field(default_factory=lambda: platformdirs.user_data_path("bouncecheck"))
    index: Switch = "off"
    mail_log: Switch = "off"
    mail_log_fresh_minutes: Annotated[int, Field(ge=LOG_LAG_MINUTES, le=MAX_LOG_MINUTES)] = 60
    mail_log_sure_minutes: Annotated[int, Field(ge=LOG_LAG_MINUTES, le=MAX_LOG_MINUTES)] = 240
    stamp: Switch = "off"
    route_closed: Literal["yes", "no"] = "no"
    other_senders: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = ()
    dns: str | None = None
    ssl_cert_file: Path | None = Field(default=None, validation_alias="SSL_CERT_FILE")

    @field_validator("tenant_ids", "other_senders", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return _parts(value)

    @field_validator("other_senders", mode="wrap")
    @classmethod
    def _networks(cls, value: object, parse: ValidatorFunctionWrapHandler) -> object:
        try:
            return parse(value)
        except ValidationError:
            raise ValueError(
                "give addresses or networks such as 192.0.2.9, 198.51.100.0/24"
            ) from None

    @field_validator("tenant_ids")
    @classmethod
    def _not_empty(cls, value: tuple[UUID, ...]) -> tuple[UUID, ...]:
        if not value:
            raise ValueError("name at least one tenant GUID")
        return value

    @field_validator("authority_url", "graph_url")
    @classmethod
    def _https(cls, value: str) -> str:
        return _https_address(value).rstrip("/")

    @field_validator("listen")
    @classmethod
    def _host_and_port(cls, value: str) -> str:
        if not _HOST_AND_PORT.fullmatch(value) or int(value.rpartition(":")[2]) > MAX_PORT:
            raise ValueError("give host:port, such as 127.0.0.1:8080")
        return value

    @field_validator("dns")
    @classmethod
    def _address_and_port(cls, value: str | None) -> str | None:
        if value is None:
            return None
        host, _, port = value.rpartition(":")
        host = host.removeprefix("[").removesuffix("]")
        try:
            is_address = host == "localhost" or bool(ip_address(host))
        except ValueError:
            is_address = False
        if not is_address or not _HOST_AND_PORT.fullmatch(value) or int(port) > MAX_PORT:
            raise ValueError("give an IP address and a port, such as 192.0.2.53:53 or [::1]:53")
        return value

    @field_validator("tls_certificate", "tls_key", "client_certificate", "ssl_cert_file")
    @classmethod
    def _file(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_file():
            raise ValueError("there is no such file")
        return value

    @field_validator("database_url")
    @classmethod
    def _postgres(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("postgresql://", "postgres://")):
            raise ValueError("give postgresql://user:password@host/database")
        return value

    @field_validator("index", "stamp")
    @classmethod
    def _not_yet(cls, value: Switch) -> Switch:
        if value == "on":
            raise ValueError("this release has no such level yet; leave it off")
        return value

    @model_validator(mode="after")
    def _belong_together(self) -> Self:
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise ValueError("BOUNCECHECK_TLS_CERTIFICATE and BOUNCECHECK_TLS_KEY go together")
        if self.mail_log_sure_minutes < self.mail_log_fresh_minutes:
            raise ValueError(
                "BOUNCECHECK_MAIL_LOG_SURE_MINUTES must not be less than "
                "BOUNCECHECK_MAIL_LOG_FRESH_MINUTES"
            )
        if self.client_certificate is None and not self.client_secret:
            raise ValueError(
                "set BOUNCECHECK_CLIENT_CERTIFICATE (preferred) or BOUNCECHECK_CLIENT_SECRET"
            )
        return self


def load_settings() -> Settings:
    """Read the environment, and a `.env` file in the current folder.

    Raises:
        SettingsError: something is missing or impossible; one line that says how to mend it.
    """
    try:
        return Settings()  # type: ignore[call-arg]  # the values come from the environment
    except ValidationError as error:
        raise SettingsError(_one_line(error)) from error


def load_public_url() -> str:
    """Read the one setting that a manifest needs. Raises SettingsError as `load_settings` does."""
    try:
        return PublicAddress().public_url
    except ValidationError as error:
        raise SettingsError(_one_line(error)) from error


def _parts(value: object) -> object:
    """Return what a comma separates, where it is text."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _https_address(value: str) -> str:
    parts = urlsplit(value)
    local = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if not parts.hostname or not (parts.scheme == "https" or local):
        raise ValueError("give an https address such as https://bounces.example.com")
    if parts.query or parts.fragment or parts.username or parts.password:
        raise ValueError("give an address without user, query or fragment")
    return value


def _one_line(error: ValidationError) -> str:
    """Return the first problem as one line that names the setting and never shows its value."""
    problem = error.errors(include_input=False, include_url=False)[0]
    name = str(problem["loc"][0]) if problem["loc"] else ""
    setting = name if name.isupper() else PREFIX + name.upper()
    what = "is not set" if problem["type"] == "missing" else problem["msg"]
    what = what.removeprefix("Value error, ")
    return f"{setting}: {what}" if name else what
