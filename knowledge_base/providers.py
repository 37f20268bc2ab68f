"""The field that says who provides a resource: one of the directory, a Party, the secretariat, or a name."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chm_portal.directory.models import Organisation
from chm_portal.directory.owners import ORGANISATION, PARTY, Owner
from chm_portal.vocabularies.memory import vocabulary
from knowledge_base.models import ProviderKind, Resource


class _Providers:
    """The choices, read from the directory each time they are shown."""

    def __iter__(self):
        yield "", _("Another provider, named below")
        yield "secretariat", Owner.secretariat().label
        organisations = Organisation.objects.approved().in_name_order()
        yield _("Organizations"), [(f"organisation:{found.code}", found.label) for found in organisations]
        parties = [(f"party:{code}", label) for code, label in vocabulary("country").choices()]
        yield _("Parties and other governments"), parties


class ProviderField(forms.ChoiceField):
    """An owner's key ("organisation:iucn", "party:be", "secretariat") or "" for a provider given by name."""

    def __init__(self, **kwargs):
        super().__init__(choices=_Providers, **kwargs)

    def prepare_value(self, value):
        """Show the organisation that stays where the one named was merged into it."""
        return current_key(value)

    def to_python(self, value) -> str:
        return current_key(super().to_python(value))

    def validate(self, value) -> None:
        forms.Field.validate(self, value)
        if value:
            try:
                Owner.parse(value)
            except ValueError:
                raise ValidationError(
                    _("Choose a provider of the list, or leave it and write a name."), code="invalid"
                ) from None


def current_key(key: str) -> str:
    """Return the key of an organisation that stays for one that was merged into it; any other as it is."""
    kind, _colon, code = str(key or "").partition(":")
    return f"{ORGANISATION}:{Organisation.objects.current_code(code)}" if kind == ORGANISATION else key


def fill_provider(resource: Resource, key: str) -> None:
    """Write the provider's columns; the kind follows from a Party, an organisation or the secretariat."""
    owner = Owner.parse(key) if key else None
    resource.provider_country_id = owner.country_id if owner else None
    resource.provider_organisation_id = owner.organisation_id if owner else None
    if owner:
        resource.provider_name = ""
        resource.provider_kind = provider_kind_of(owner)


def provider_kind_of(owner: Owner) -> str:
    """Return the kind of provider that an owner is."""
    if owner.kind == ORGANISATION:
        return owner.partner.kind
    return ProviderKind.PARTY if owner.kind == PARTY else ProviderKind.SECRETARIAT
