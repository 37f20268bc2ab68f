"""What a merge of organisations means for records: theirs are found under the other name."""

from chm_portal.directory.merging import before_merge
from chm_portal.directory.models import Organisation
from chm_portal.records.models import Record


@before_merge
def records_owned(gone: Organisation, stays: Organisation) -> list[str]:
    """Return the topics of the records that change their owner; identifiers stay."""
    return [record.topic for record in Record.objects.readable().filter(owner_organisation=gone).only("pk")]
