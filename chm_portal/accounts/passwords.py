"""What makes a password too easy to guess on this portal in particular."""

import itertools
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: Words anybody would try first here; a password made of these, figures and signs alone is refused.
PORTAL_WORDS = (
    "clearinghouse", "clearing", "house", "mechanism", "chm", "cbd", "biodiversity", "biological", "diversity",
    "convention", "biodiversidad", "diversidad", "biodiversite", "diversite", "secretariat", "focalpoint", "focal",
    "point", "nature", "portal", "password", "passwort", "contrasena", "motdepasse", "welcome", "admin", "curator",
    "demo", "the", "and", "of", "my",
)  # fmt: skip
_ONLY_PORTAL_WORDS = re.compile(f"(?:{'|'.join(sorted(PORTAL_WORDS, key=len, reverse=True))})+")
LONGEST = 1000  # characters; hashing reads them all, so there has to be an end


class PortalWordsValidator:
    """Refuses passwords of the portal's own words, counting and absurdly long ones (ASVS 6.2); asks for no mixture."""

    def validate(self, password: str, user=None) -> None:
        """Raise ValidationError when the password is refused."""
        if len(password) > LONGEST:
            raise ValidationError(_("Use at most %(limit)d characters.") % {"limit": LONGEST}, code="password_too_long")
        if _only_counts(password):
            raise ValidationError(
                _("This password repeats one sign or counts. Take words that have nothing to do with each other."),
                code="password_counts",
            )
        letters = re.sub(r"[\W\d_]+", "", password.lower())
        if letters and _ONLY_PORTAL_WORDS.fullmatch(letters):
            raise ValidationError(
                _("This password is made of words that people would try first on this site. Add some of your own."),
                code="password_of_portal_words",
            )

    def get_help_text(self) -> str:
        """Return nothing: the other rules already tell what a good password is."""
        return ""


def _only_counts(password: str) -> bool:
    """Whether each sign is the one before, or the next or last in line: 1234567890, aaaaaaaaaaaa, fedcba."""
    steps = {ord(after) - ord(before) for before, after in itertools.pairwise(password)} - {-9, 9}
    return bool(password) and any(steps <= {step} for step in (0, 1, -1))
