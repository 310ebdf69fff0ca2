"""The Graph, sign-in and DNS endpoints that the product calls, kept in memory."""

from bouncecheck.demo.graph_emulator.dns_server import DnsServer
from bouncecheck.demo.graph_emulator.entra_app import create_entra_app
from bouncecheck.demo.graph_emulator.entra_tokens import issue_api_tokens, issue_graph_token
from bouncecheck.demo.graph_emulator.faults import FaultBoard, Faults
from bouncecheck.demo.graph_emulator.graph_app import create_graph_app
from bouncecheck.demo.graph_emulator.mail_log import TraceRow
from bouncecheck.demo.graph_emulator.mailbox import Folder, Mailbox, MailItem
from bouncecheck.demo.graph_emulator.tenants import App, Tenant, User
from bouncecheck.demo.graph_emulator.world import LoggedRequest, World, clock_from

__all__ = [
    "App",
    "DnsServer",
    "FaultBoard",
    "Faults",
    "Folder",
    "LoggedRequest",
    "MailItem",
    "Mailbox",
    "Tenant",
    "TraceRow",
    "User",
    "World",
    "clock_from",
    "create_entra_app",
    "create_graph_app",
    "issue_api_tokens",
    "issue_graph_token",
]
