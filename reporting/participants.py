"""Who leads an initiative, takes part in it or pays: organisations of the directory, or anybody by name."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chm_portal.directory.models import Organisation
from reporting.models import Initiative, Participant

NOT_LISTED = _("Choose an organization of the list, or leave it and write a name.")


class _Organisations:
    """The approved organisations, read from the directory each time they are shown."""

    def __iter__(self):
        yield "", _("Not in this list")
        for found in Organisation.objects.approved().in_name_order():
            yield found.code, found.label


class OrganisationField(forms.ChoiceField):
    """An organisation of the directory by its code, which never changes; or "" for none of them."""

    def __init__(self, **kwargs):
        super().__init__(choices=_Organisations, required=False, **kwargs)

    def prepare_value(self, value):
        """Show the organisation that stays where the one named was merged into it."""
        return Organisation.objects.current_code(value) if value else value

    def to_python(self, value) -> str:
        return self.prepare_value(super().to_python(value))

    def validate(self, value) -> None:
        forms.Field.validate(self, value)
        if value and not Organisation.objects.approved().filter(code=value).exists():
            raise ValidationError(NOT_LISTED, code="invalid")


class PartnerRow(forms.Form):
    """One partner."""

    tells_a_row, called = ("organisation", "name"), _("Partner")
    organisation = OrganisationField(label=_("Organization of the directory"))
    name = forms.CharField(label=_("Name, if it is not in the list"), max_length=300, required=False)

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("organisation"):
            cleaned["name"] = ""
        elif not cleaned.get("name") and not self.errors:
            self.add_error("name", ValidationError(_("Choose the partner, or write its name."), code="required"))
        return cleaned


class FunderRow(forms.Form):
    """One of those who pay."""

    tells_a_row, called = ("name",), _("Funder")
    name = forms.CharField(label=_("Name"), max_length=300)


def fill_lead(live: Initiative, code: str) -> None:
    """Write who leads: the organisation of this code instead of a name."""
    live.lead_organisation = Organisation.objects.approved().get(code=code) if code else None
    if code:
        live.lead_name = ""


def write_participants(live: Initiative, partners: list[dict], funders: list[dict]) -> None:
    """Write partners and funders anew, in their order."""
    codes = [row["organisation"] for row in partners if row["organisation"]]
    organisations = {found.code: found for found in Organisation.objects.filter(code__in=codes)}
    found = [
        Participant(
            initiative=live,
            role=Participant.Role.PARTNER,
            organisation=organisations.get(row["organisation"]),
            name=row["name"],
            position=place,
        )
        for place, row in enumerate(partners)
    ]
    found += [
        Participant(initiative=live, role=Participant.Role.FUNDER, name=row["name"], position=place)
        for place, row in enumerate(funders)
    ]
    live.participants.all().delete()
    Participant.objects.bulk_create(found)
