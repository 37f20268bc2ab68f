"""Readers of environment variables: every one names the variable when its value cannot be used."""

import os
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """Return the variable's text, or the default when it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    """Return the variable as yes or no; anything but 1/0, true/false, yes/no raises ImproperlyConfigured."""
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={value!r}: say 1 or 0.")


def number(name: str, default: int) -> int:
    """Return the variable as a whole number; raises ImproperlyConfigured otherwise."""
    value = text(name)
    try:
        return int(value) if value else default
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={value!r}: say a whole number.") from error


def words(name: str, default: str = "") -> list[str]:
    """Return the variable's comma-separated words."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def choice(name: str, among: tuple[str, ...]) -> str:
    """Return the variable as one of these words, the first one when it is unset; raises ImproperlyConfigured."""
    value = text(name, among[0]).lower()
    if value not in among:
        raise ImproperlyConfigured(f"{name}={value!r}: say one of {', '.join(among)}.")
    return value


def choices(name: str, accepted: tuple[str, ...]) -> tuple[str, ...]:
    """Return which of these the variable names, in their order; all of them when it is unset or empty.

    Raises ImproperlyConfigured for a word that is none of them.
    """
    chosen = words(name, ",".join(accepted))
    if unknown := [word for word in chosen if word not in accepted]:
        raise ImproperlyConfigured(f"{name}={', '.join(unknown)!r}: name some of {', '.join(accepted)}.")
    return tuple(word for word in accepted if word in chosen)


def database(name: str) -> dict:
    """Return Django's database settings from a postgresql:// address; `?host=/folder` names a socket folder."""
    address = text(name)
    parts = urlsplit(address)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name}: say postgresql://user:password@host:port/database.")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    try:
        port = str(parts.port or "")
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: the port is not a number.") from error
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": port,
        "OPTIONS": query,
    }
