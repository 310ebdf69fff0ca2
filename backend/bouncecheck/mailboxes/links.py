"""BaseAddress: the one place to which tokens go, and the check of every link against it."""

from urllib.parse import unquote, urlsplit

from bouncecheck.errors import MailboxUnavailableError, SettingsError

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_PORTS = {"https": 443, "http": 80}


class BaseAddress:
    """The configured address of Graph, such as "https://graph.microsoft.com/v1.0"."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        parts = urlsplit(self.url)
        local = parts.scheme == "http" and parts.hostname in _LOOPBACK
        if not parts.hostname or not (parts.scheme == "https" or local):
            raise SettingsError("the address of Graph must be https (http only on this machine)")
        self.host = parts.hostname
        self._origin = (parts.scheme, self.host, parts.port or _PORTS[parts.scheme])
        self._prefix = parts.path + "/"

    def holds(self, url: str) -> bool:
        """Tell whether `url` lies at this scheme, host and port and below this path."""
        try:
            parts = urlsplit(url)
            origin = (parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme))
        except ValueError:
            return False
        if origin != self._origin or parts.username is not None or parts.password is not None:
            return False
        plain = unquote(parts.path)
        return (
            parts.path.startswith(self._prefix)
            and ".." not in plain.split("/")
            and "\\" not in plain
        )

    def path_of(self, link: str) -> str:
        """Return what of a link stands after this address, for a request of our own.

        Raises:
            MailboxUnavailableError: the link leads elsewhere; nothing was sent there.
        """
        if not self.holds(link):
            raise MailboxUnavailableError("Graph answered with a link that leads elsewhere")
        parts = urlsplit(link)
        path = parts.path[len(self._prefix) - 1 :]
        return f"{path}?{parts.query}" if parts.query else path
