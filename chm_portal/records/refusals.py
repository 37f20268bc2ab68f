"""Why a step is not taken: each a sentence that the person can act on."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class Refusal(ValidationError):
    """A step that cannot be taken as things stand; its message says why and what to do."""


class AlreadyDecided(Refusal):
    """Somebody else's decision came first."""

    def __init__(self, revision):
        name = str(revision.decided_by or revision.submitted_by or "")
        sentences = {
            "published": _("%(name)s has published this revision already."),
            "returned": _("%(name)s has returned this revision already."),
            "cancelled": _("This revision was cancelled."),
            "draft": _("This revision is not submitted: its authors are still writing."),
            "submitted": _("This revision is submitted already; it can be changed again when it comes back."),
            "endorsed": _("This revision is endorsed already and waits for the secretariat."),
        }
        super().__init__(sentences[revision.state], code="already", params={"name": name})


class AlreadyRegistered(Refusal):
    """There is one such record only, and somebody else keeps it; `record` is that one.

    Of what is not published yet nothing is told, not even that it was begun.
    """

    def __init__(self, record):
        self.record = record
        super().__init__(
            _("This is registered already, and %(owner)s keeps it.")
            if record.identifier
            else _("%(owner)s keeps this itself. Ask there before you enter it."),
            code="registered",
            params={"owner": record.owner.label},
        )


class ChangedMeanwhile(Refusal):
    """What the reviewer read is not what stands there now."""

    def __init__(self):
        super().__init__(
            _("The text has changed since you opened this page. Read it again, then decide."), code="changed"
        )


class NotYours(Refusal):
    """The person has no right to the step; pages answer 403 before it comes to this."""

    def __init__(self):
        super().__init__(_("You do not hold the role that this step needs."), code="not_yours")


class Incomplete(Refusal):
    """The form has errors; `form` is bound and says which."""

    def __init__(self, form):
        self.form = form
        super().__init__(_("Some answers are missing or cannot be used yet."), code="incomplete")
