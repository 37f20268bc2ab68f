"""The form by which a spreadsheet is uploaded."""

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from chm_portal.directory.owners import Owner
from chm_portal.sheets.reading import ENCODINGS, FORMATS, Unreadable, format_of


def upload_hint() -> str:
    """Return what can be uploaded, to be told beforehand."""
    return _("CSV or XLSX, up to %(rows)d rows and %(size)s.") % {
        "rows": settings.IMPORT_MAX_ROWS,
        "size": filesizeformat(settings.IMPORT_MAX_BYTES),
    }


class UploadForm(forms.Form):
    """Which file, for whom, and its encoding where no program can tell; the key makes a second press the same."""

    owner = forms.ChoiceField(
        label=_("On whose behalf?"),
        widget=forms.RadioSelect,
        help_text=_("The owner of the records edits them and answers for them."),
    )
    file = forms.FileField(label=_("File"))
    encoding = forms.ChoiceField(
        label=_("Encoding of a CSV file"),
        required=False,
        choices=[("", _("Unicode (UTF-8 or UTF-16): find out")), *ENCODINGS.items()],
        help_text=_("Only if your program cannot save “CSV UTF-8”."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, owners: list[Owner], **kwargs):
        super().__init__(*args, **kwargs)
        self._owners = {owner.key: owner for owner in owners}
        self.fields["owner"].choices = [(key, owner.label) for key, owner in self._owners.items()]
        self.fields["file"].help_text = upload_hint()
        self.fields["file"].widget.attrs["accept"] = ",".join(f".{one}" for one in FORMATS)

    @property
    def chosen_owner(self) -> Owner:
        """The chosen owner."""
        return self._owners[self.cleaned_data["owner"]]

    def clean_file(self):
        file = self.cleaned_data["file"]
        format_of(file.name)
        if file.size > settings.IMPORT_MAX_BYTES:
            raise Unreadable("size", filesizeformat(settings.IMPORT_MAX_BYTES))
        return file
