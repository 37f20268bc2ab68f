"""What a merge of organisations means for who follows one of them: they follow the other."""

from chm_portal.directory.merging import before_merge
from chm_portal.directory.models import Organisation
from chm_portal.notifications import following


@before_merge
def followers(gone: Organisation, stays: Organisation) -> list[str]:
    """Let followers follow the one that stays; nothing is to be read again by search."""
    following.lead_on(f"organisation:{gone.code}", f"organisation:{stays.code}")
    return []
