"""What a merge of organisations means for initiatives: they name the other as lead or partner."""

from django.db.models import Q

from chm_portal.directory.merging import before_merge
from chm_portal.directory.models import Organisation
from reporting.models import Initiative


@before_merge
def initiatives_taken_part_in(gone: Organisation, stays: Organisation) -> list[str]:
    """Return the topics of the initiatives that the organisation leads or takes part in.

    Where both are partners of one, the one that goes is taken out.
    """
    taking_part = Initiative.objects.filter(Q(lead_organisation=gone) | Q(participants__organisation=gone)).distinct()
    for initiative in taking_part.filter(participants__organisation=stays):
        initiative.participants.filter(organisation=gone).delete()
    return [initiative.topic for initiative in taking_part.only("pk")]
