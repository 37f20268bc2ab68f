"""A mark of the moment at which a form was shown: signed, in a hidden field; neither cookie nor script is needed.

Programs send a form the moment they have it, or a copy of it weeks later; people do neither.
"""

from uuid import UUID, uuid4

from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LEAST = 3  # seconds that a person needs at least
MOST = 24 * 3600  # seconds for which a form may lie open
_SALT = "form stamp"


def new() -> str:
    """Return a mark of now; no two are the same."""
    return signing.dumps(uuid4().hex, salt=_SALT)


def key_of(stamp: str) -> UUID:
    """Return the key of a form that was open neither too briefly nor too long: whoever sends it twice sends one thing.

    Raises ValidationError with code "early" or "late"; what is no mark at all counts as too late.
    """
    try:
        key = signing.loads(stamp, salt=_SALT, max_age=MOST)
    except signing.BadSignature:
        raise ValidationError(
            _("This page has been open for long. Your text is still here: look through it and send it again."),
            code="late",
        ) from None
    if _is_younger(stamp, LEAST):
        raise ValidationError(
            _("That was faster than people write. Your text is still here: wait a few seconds and send it again."),
            code="early",
        )
    return UUID(key)


def _is_younger(stamp: str, seconds: int) -> bool:
    try:
        signing.loads(stamp, salt=_SALT, max_age=seconds)
    except signing.SignatureExpired:
        return False
    return True
