"""What a merge of organisations means for imports: a file brought in again finds its records under the other owner."""

from chm_portal.directory.merging import before_merge
from chm_portal.directory.models import Organisation
from chm_portal.directory.owners import Owner
from chm_portal.imports.models import ImportedKey, scope_of


@before_merge
def keys_kept(gone: Organisation, stays: Organisation) -> list[str]:
    """Move the keys of rows; one that both have stays that of the one that stays."""
    there = ImportedKey.objects.filter(scope=scope_of(Owner.organisation(stays)))
    moving = ImportedKey.objects.filter(scope=scope_of(Owner.organisation(gone)))
    for kind in moving.order_by().values_list("kind", flat=True).distinct():
        keys = moving.filter(kind=kind).exclude(key__in=there.filter(kind=kind).values("key"))
        keys.update(scope=scope_of(Owner.organisation(stays)))
    return []
