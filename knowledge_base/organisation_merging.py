"""What a merge of organisations means for resources: they name the other provider."""

from chm_portal.directory.merging import before_merge
from chm_portal.directory.models import Organisation


@before_merge
def resources_provided(gone: Organisation, stays: Organisation) -> list[str]:
    """Return the topics of the resources that name the organisation as their provider."""
    return [resource.topic for resource in gone.provided_resources.only("pk")]
