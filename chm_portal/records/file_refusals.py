"""Why a file is not taken: sentences that say what to do about it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

BROKEN = _("The file is damaged or incomplete: open it, save it again and upload the new one.")
PROTECTED = _("The file is protected by a password, so readers could not open it: save it without one.")
BOMB = _("The file unpacks to much more than a document needs, so it is not taken.")
UNSAFE_PARTS = _("The file holds parts that can run or lead elsewhere, so it is not taken: save it without them.")
MACROS = _("The file holds macros, or its format is made for them: save it as .docx, .xlsx, .pptx, .odt, .ods or .odp.")
HARMFUL = _("The file holds a known harmful program, so it is not taken.")


def refuse(message, code: str) -> ValidationError:
    """Return the error of a file that is not taken."""
    return ValidationError(message, code=code)
