"""Discord's answers that are a no: a status, a JSON error code and, for forms, errors nested by field."""

from typing import Any

Json = dict[str, Any]
Path = tuple[str | int, ...]

INVALID_FORM = 50035


class DiscordError(Exception):
    """A refusal as Discord words it (docs: topics/opcodes-and-status-codes, JSON error codes)."""

    def __init__(
        self, status: int, code: int, message: str, extra: Json | None = None, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.extra = extra or {}
        self.headers = headers or {}

    def body(self) -> Json:
        return {"message": self.message, "code": self.code, **self.extra}


class CloudflareBanError(DiscordError):
    """What stands before Discord turns an address away: plain text, and no Via header (docs: topics/rate-limits)."""

    def __init__(self) -> None:
        super().__init__(429, 0, "error code: 1015")


def blocked() -> DiscordError:
    """Answer as what stands before Discord does when it takes a request for a browser's or an attack."""
    return DiscordError(403, 40333, "internal network error")


def rate_limited(seconds: float, scope: str = "user") -> DiscordError:
    """Ask to wait; the scope is user, shared (by all at this resource) or global (docs: topics/rate-limits)."""
    headers = {"Retry-After": str(seconds), "X-RateLimit-Scope": scope}
    if scope == "global":
        headers["X-RateLimit-Global"] = "true"
    extra = {"retry_after": seconds, "global": scope == "global"}
    return DiscordError(429, 0, "You are being rate limited.", extra, headers)


def unauthorized() -> DiscordError:
    return DiscordError(401, 0, "401: Unauthorized")


def missing_access() -> DiscordError:
    return DiscordError(403, 50001, "Missing Access")


def missing_permissions() -> DiscordError:
    return DiscordError(403, 50013, "Missing Permissions")


def unknown_channel() -> DiscordError:
    return DiscordError(404, 10003, "Unknown Channel")


def unknown_message() -> DiscordError:
    return DiscordError(404, 10008, "Unknown Message")


def unknown_webhook() -> DiscordError:
    return DiscordError(404, 10015, "Unknown Webhook")


def unknown_interaction() -> DiscordError:
    return DiscordError(404, 10062, "Unknown interaction")


def unknown_command() -> DiscordError:
    return DiscordError(404, 10063, "Unknown application command")


def already_acknowledged() -> DiscordError:
    return DiscordError(400, 40060, "Interaction has already been acknowledged.")


def invalid_webhook_token() -> DiscordError:
    return DiscordError(401, 50027, "Invalid Webhook Token")


def not_messageable() -> DiscordError:
    return DiscordError(400, 50008, "Cannot send messages in a non-text channel")


def direct_messages_closed() -> DiscordError:
    return DiscordError(403, 50007, "Cannot send messages to this user")


def thread_archived() -> DiscordError:
    return DiscordError(400, 50083, "Thread is archived")


def thread_locked() -> DiscordError:
    return DiscordError(403, 160005, "This thread is locked")


def too_large() -> DiscordError:
    return DiscordError(413, 40005, "Request entity too large")


class Form:
    """The faults found in one request body, in Discord's nested form (docs: reference, error messages)."""

    def __init__(self) -> None:
        self.errors: Json = {}

    def add(self, path: Path, code: str, message: str) -> None:
        node = self.errors
        for part in path:
            node = node.setdefault(str(part), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def required(self, path: Path) -> None:
        self.add(path, "BASE_TYPE_REQUIRED", "This field is required")

    def choice(self, path: Path, allowed: object) -> None:
        self.add(path, "BASE_TYPE_CHOICES", f"Value must be one of {allowed}.")

    def text(self, path: Path, value: object, most: int, *, least: int = 0, needed: bool = False) -> bool:
        """Check a string of `least` to `most` characters; `needed` refuses null as well. True when it passed."""
        if value is None:
            if needed:
                self.required(path)
            return not needed
        if not isinstance(value, str):
            self.add(path, "BASE_TYPE_BAD_TYPE", "Must be a string.")
            return False
        if not value and least and needed:
            self.required(path)
            return False
        if not least <= len(value) <= most:
            if least:
                self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
            else:
                self.add(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
            return False
        return True

    def items(self, path: Path, value: object, most: int, *, least: int = 0) -> list[Any]:
        """Check an array's length; an absent one counts as empty, an overlong one is still returned whole."""
        if value is None:
            value = []
        if not isinstance(value, list):
            self.add(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return []
        if not least <= len(value) <= most:
            if least:
                wanted = f"Must be between {least} and {most} in length."
            else:
                wanted = f"Must be {most} or fewer in length."
            self.add(path, "BASE_TYPE_BAD_LENGTH", wanted)
        return value

    def objects(self, path: Path, value: object, most: int, *, least: int = 0) -> list[Json]:
        """Check an array of objects; gives an empty list when something else is among them."""
        listed = self.items(path, value, most, least=least)
        for index, item in enumerate(listed):
            if not isinstance(item, dict):
                self.add((*path, index), "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
                return []
        return listed

    def refuse(self) -> None:
        """Raise DiscordError 50035 if anything was added."""
        if self.errors:
            raise DiscordError(400, INVALID_FORM, "Invalid Form Body", {"errors": self.errors})
