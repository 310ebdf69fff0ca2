"""The one way in which Graph says no: a status, a code and a sentence."""


class GraphError(Exception):
    """An answer of Graph that is not a success."""

    def __init__(
        self, status: int, code: str, message: str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers or {}


def bad_filter(message: str = "The query filter contains one or more invalid nodes.") -> GraphError:
    """Return the refusal of a filter that Exchange cannot run."""
    return GraphError(400, "ErrorInvalidUrlQueryFilter", message)


def bad_request(message: str) -> GraphError:
    """Return the refusal of a query that cannot be parsed."""
    return GraphError(400, "BadRequest", message)


def inefficient() -> GraphError:
    """Return the refusal of a filter and sort order that do not go together."""
    message = "The restriction or sort order is too complex for this operation."
    return GraphError(400, "InefficientFilter", message)


def not_found() -> GraphError:
    """Return the answer for an id that names nothing in this mailbox."""
    message = "The specified object was not found in the store."
    return GraphError(404, "ErrorItemNotFound", message)


def access_denied() -> GraphError:
    """Return the refusal of a mailbox that the caller may not open."""
    message = "Access is denied. Check credentials and try again."
    return GraphError(403, "ErrorAccessDenied", message)


def throttled(retry_after_s: int) -> GraphError:
    """Return the refusal of a mailbox that is asked too many things at once."""
    message = "Application is over its MailboxConcurrency limit."
    headers = {"Retry-After": str(retry_after_s)}
    return GraphError(429, "ApplicationThrottled", message, headers)
