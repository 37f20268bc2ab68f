"""Why a step of a team's work is not taken: each a sentence that the person can act on."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class Stale(ValidationError):
    """Somebody has changed it since the person opened the page, which shows what stands now beside what was typed."""

    def __init__(self):
        super().__init__(
            _(
                "This was changed after you had opened the page. Below stands what it is now, and what you have typed: "
                "bring both together, and save again."
            ),
            code="stale",
        )


class TakenAlready(ValidationError):
    """Somebody else does it."""

    def __init__(self, who):
        super().__init__(_("%(name)s does it already."), code="taken", params={"name": str(who)})
