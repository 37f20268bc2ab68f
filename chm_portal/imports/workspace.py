"""What waits for a person among imports."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from chm_portal.common.workspace_entries import Entry, workspace_entries
from chm_portal.directory import access
from chm_portal.imports.models import Import, owned_by


@workspace_entries
def of_imports(request: HttpRequest) -> list[Entry]:
    """Return the checked files of this person's owners that nobody has confirmed yet."""
    owners = access.owners_of(request.user)
    if not owners:
        return []
    waiting = Import.objects.visible_to(request.user).filter(owned_by(owners), state=Import.State.CHECKED)
    hint = _("Your file is checked: look at what would come in, then confirm.")
    return [Entry(of.name, of.get_absolute_url(), hint=hint) for of in waiting.order_by("-pk")[:5]]
