"""What a deployment may set, and what it is told when it set it wrongly."""

from pathlib import Path

import pytest

from bouncecheck.errors import SettingsError
from bouncecheck.origins import Resolver
from bouncecheck.settings import load_settings
from builders import NOW

TENANT = "11111111-1111-4111-8111-111111111111"
CLIENT = "22222222-2222-4222-8222-222222222222"


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOUNCECHECK_TENANT_IDS", TENANT)
    monkeypatch.setenv("BOUNCECHECK_CLIENT_ID", CLIENT)
    monkeypatch.setenv("BOUNCECHECK_CLIENT_SECRET", "not-a-secret")
    return monkeypatch


def test_the_defaults_are_those_of_the_contract(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("SSL_CERT_FILE", raising=False)

    settings = load_settings()

    assert settings.public_url == "https://localhost:8443"
    assert settings.listen == "127.0.0.1:8080"
    assert settings.authority_url == "https://login.microsoftonline.com"
    assert settings.graph_url == "https://graph.microsoft.com/v1.0"
    assert (settings.index, settings.mail_log, settings.stamp) == ("off", "off", "off")
    assert (settings.mail_log_fresh_minutes, settings.mail_log_sure_minutes) == (60, 240)
    assert settings.route_closed == "no"
    assert settings.other_senders == ()
    assert settings.database_url is None
    assert settings.ssl_cert_file is None


def test_the_mail_log_may_be_switched_on(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("BOUNCECHECK_MAIL_LOG", "on")
    environment.setenv("BOUNCECHECK_MAIL_LOG_FRESH_MINUTES", "30")

    settings = load_settings()

    assert (settings.mail_log, settings.mail_log_fresh_minutes) == ("on", 30)


def test_several_tenants_are_given_with_commas(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("BOUNCECHECK_TENANT_IDS", f"{TENANT}, {CLIENT}")

    assert [str(tenant) for tenant in load_settings().tenant_ids] == [TENANT, CLIENT]


def test_other_senders_are_networks_or_addresses(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("BOUNCECHECK_OTHER_SENDERS", "192.0.2.0/24, 203.0.113.9,2001:db8::/32,")

    networks = load_settings().other_senders

    assert [str(network) for network in networks] == [
        "192.0.2.0/24",
        "203.0.113.9/32",
        "2001:db8::/32",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOUNCECHECK_OTHER_SENDERS", "crm.example.com"),
        ("BOUNCECHECK_OTHER_SENDERS", "192.0.2.1, 192.0.2.300"),
        ("BOUNCECHECK_OTHER_SENDERS", "192.0.2.1/24"),
        ("BOUNCECHECK_PUBLIC_URL", "http://bounces.example.com"),
        ("BOUNCECHECK_PUBLIC_URL", "https://bounces.example.com/path"),
        ("BOUNCECHECK_PUBLIC_URL", "bounces.example.com"),
        ("BOUNCECHECK_GRAPH_URL", "http://graph.example.com/v1.0"),
        ("BOUNCECHECK_GRAPH_URL", "https://user:word@graph.example.com/v1.0"),
        ("BOUNCECHECK_AUTHORITY_URL", "https://login.example.com/?x=1"),
        ("BOUNCECHECK_LISTEN", "8080"),
        ("BOUNCECHECK_LISTEN", "127.0.0.1:99999"),
        ("BOUNCECHECK_DNS", "resolver.example.com"),
        ("BOUNCECHECK_DNS", "resolver.example.com:53"),
        ("BOUNCECHECK_DNS", "192.0.2.53"),
        ("BOUNCECHECK_DNS", "::1:53"),
        ("BOUNCECHECK_DNS", "192.0.2.53:99999"),
        ("BOUNCECHECK_TENANT_IDS", "contoso.com"),
        ("BOUNCECHECK_TENANT_IDS", ""),
        ("BOUNCECHECK_CLIENT_ID", "bounce-check"),
        ("BOUNCECHECK_CLIENT_CERTIFICATE", "/nowhere/app.pem"),
        ("BOUNCECHECK_DATABASE_URL", "mysql://db.example.com/x"),
        ("BOUNCECHECK_INDEX", "on"),
        ("BOUNCECHECK_STAMP", "on"),
        ("BOUNCECHECK_MAIL_LOG", "perhaps"),
        ("BOUNCECHECK_MAIL_LOG_FRESH_MINUTES", "9"),
        ("BOUNCECHECK_MAIL_LOG_SURE_MINUTES", "soon"),
        ("BOUNCECHECK_MAIL_LOG_SURE_MINUTES", "59"),
        ("BOUNCECHECK_ROUTE_CLOSED", "true"),
        ("BOUNCECHECK_REPORT_WEBHOOK", "http://hooks.example.com/in"),
        ("BOUNCECHECK_REPORT_WEBHOOK", "https://user:word@hooks.example.com/in"),
        ("BOUNCECHECK_REPORT_MAIL_TO", "IT <it@example.com>"),
        ("BOUNCECHECK_REPORT_MAIL_TO", "it@example.com"),
        ("BOUNCECHECK_REPORT_MAIL_FROM", "it@example.com\r\nBcc: all@example.com"),
        ("BOUNCECHECK_SMTP_URL", "https://mail.example.com"),
        ("BOUNCECHECK_SMTP_URL", "smtps://user:word@/path"),
        ("SSL_CERT_FILE", "/nowhere/ca.pem"),
    ],
)
def test_an_impossible_setting_is_named_in_one_line_without_its_value(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environment.setenv(name, value)

    with pytest.raises(SettingsError) as refused:
        load_settings()

    message = str(refused.value)
    assert message.startswith(name)
    assert "\n" not in message
    assert "user:word" not in message


@pytest.mark.parametrize("server", ["192.0.2.53:53", "[2001:db8::53]:53", "localhost:5353"])
def test_what_names_a_resolver_is_taken_by_the_resolver_too(
    environment: pytest.MonkeyPatch, server: str
) -> None:
    environment.setenv("BOUNCECHECK_DNS", server)

    settings = load_settings()

    assert settings.dns == server
    Resolver(server=settings.dns, now=lambda: NOW)


def test_a_file_in_the_current_folder_is_read(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment.delenv("BOUNCECHECK_CLIENT_ID")
    (tmp_path / ".env").write_text(f"BOUNCECHECK_CLIENT_ID={TENANT}\n")

    assert str(load_settings().client_id) == TENANT


@pytest.mark.parametrize("name", ["BOUNCECHECK_TENANT_IDS", "BOUNCECHECK_CLIENT_ID"])
def test_a_missing_setting_is_named(environment: pytest.MonkeyPatch, name: str) -> None:
    environment.delenv(name)

    with pytest.raises(SettingsError, match=f"{name}: is not set"):
        load_settings()


def test_a_certificate_or_a_secret_is_needed(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("BOUNCECHECK_CLIENT_SECRET")

    with pytest.raises(SettingsError, match="BOUNCECHECK_CLIENT_CERTIFICATE"):
        load_settings()


def test_a_tls_certificate_needs_its_key(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    certificate = tmp_path / "tls.pem"
    certificate.write_text("pem")
    environment.setenv("BOUNCECHECK_TLS_CERTIFICATE", str(certificate))

    with pytest.raises(SettingsError, match="BOUNCECHECK_TLS_KEY"):
        load_settings()


def test_administrators_are_told_by_a_webhook_and_by_mail(
    environment: pytest.MonkeyPatch,
) -> None:
    environment.setenv("BOUNCECHECK_REPORT_WEBHOOK", "https://hooks.example.com/in?sig=hush")
    environment.setenv("BOUNCECHECK_REPORT_MAIL_TO", "it@example.com, soc@example.com")
    environment.setenv("BOUNCECHECK_SMTP_URL", "smtps://u:word@mail.example.com")

    settings = load_settings()

    assert settings.report_webhook == "https://hooks.example.com/in?sig=hush"
    assert settings.report_mail_to == ("it@example.com", "soc@example.com")
    assert "hush" not in repr(settings)


def test_secrets_are_not_shown(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("BOUNCECHECK_DATABASE_URL", "postgresql://u:word@db.example.com/x")
    environment.setenv("BOUNCECHECK_REPORT_MAIL_TO", "it@example.com")
    environment.setenv("BOUNCECHECK_SMTP_URL", "smtps://u:word@mail.example.com")

    shown = repr(load_settings())

    assert "not-a-secret" not in shown
    assert "word@" not in shown
