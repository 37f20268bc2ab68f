"""Why a step in a discussion is not taken: each a sentence that the person can act on."""

from django.utils.translation import gettext_lazy as _

from chm_portal.records.refusals import NotYours, Refusal

__all__ = ["AlreadyDecided", "Closed", "NotYours", "Refusal", "Stale", "TooMany"]


class AlreadyDecided(Refusal):
    """Somebody else's decision came first; `decided` is the thread, post, edit or report."""

    def __init__(self, decided):
        sentences = {
            "accepted": _("%(name)s has accepted this already."),
            "approved": _("%(name)s has approved this already."),
            "declined": _("%(name)s has declined this already."),
            "hidden": _("%(name)s has hidden this post already."),
            "kept": _("%(name)s has decided already that the post stays."),
            "refused": _("%(name)s has refused this already."),
            "visible": _("%(name)s has approved this already."),
            "waiting": _("This still waits for approval."),
        }
        super().__init__(sentences[decided.state], code="already", params={"name": str(decided.decided_by or "")})


class Closed(Refusal):
    """The discussion takes no posts now."""

    def __init__(self):
        super().__init__(
            _("This discussion is not open now. Copy your text and ask its moderator what to do with it."),
            code="closed",
        )


class Stale(Refusal):
    """Somebody has changed it since the person opened the page, which shows what stands now beside what was typed."""

    def __init__(self):
        super().__init__(
            _(
                "This was changed after you had opened the page. Below stands what it is now, and what you have typed: "
                "bring both together, and save again."
            ),
            code="stale",
        )


class TooMany(Refusal):
    """The person has written as much as one person may in an hour."""

    def __init__(self, limit: int):
        super().__init__(
            _("You have posted %(limit)d times within an hour, which is the limit. Send it again later."),
            code="too_many",
            params={"limit": limit},
        )
