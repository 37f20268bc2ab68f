"""The filter of the desk's lists; the address is the filter."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chm_portal.common.address_filter import AddressFilter
from chm_portal.directory.models import Organisation
from chm_portal.directory.owners import PARTY, Owner
from chm_portal.records import kinds
from chm_portal.records.models import Record
from chm_portal.records.models.record import RecordQuerySet
from chm_portal.vocabularies.memory import vocabulary


class DeskFilter(AddressFilter):
    """Whose records, and of which kind."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    owner = forms.ChoiceField(label=_("Owner"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("all")), *((kind.slug, kind.label) for kind in kinds.every())]
        self.fields["owner"].choices = [("", _("all")), *_owners()]

    def narrowed(self, records: RecordQuerySet) -> RecordQuerySet:
        """Keep the records that fit."""
        if kind := self.chosen.get("kind"):
            records = records.filter(kind=kind)
        if owner := self.chosen.get("owner"):
            records = records.owned_by([Owner.parse(owner)])
        return records


def _owners() -> list[tuple[str, str]]:
    """Return (key, name) of whoever owns a record, by name; two queries."""
    columns = ("owner_kind", "owner_country", "owner_organisation")
    rows = Record.objects.offered().order_by().values_list(*columns).distinct()
    organisations = Organisation.objects.in_bulk([pk for _kind, _country, pk in rows if pk])
    found = []
    for kind, country, organisation in rows:
        if kind == PARTY:
            owner = Owner.party(vocabulary("country").by_pk(country))
        else:
            owner = Owner.organisation(organisations[organisation]) if organisation else Owner.secretariat()
        found.append((owner.key, str(owner)))
    return sorted(found, key=lambda pair: pair[1])
