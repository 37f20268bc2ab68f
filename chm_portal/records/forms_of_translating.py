"""The form of a translation: one box for each text that the owner has not written in the language."""

from django import forms

from chm_portal.common.languages import html_lang, suffix
from chm_portal.records.models import Record, Translation
from chm_portal.records.payload import digest
from chm_portal.records.translating import open_fields

LONG = 200  # characters of an original from which on the box is a large one


class TranslationForm(forms.Form):
    """What is said in the language, beside the original; `seen` is a mark of what stood there when it was shown."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, record: Record, language: str, translation: Translation | None, **kwargs):
        texts = translation.texts if translation else {}
        super().__init__(*args, initial=texts | {"seen": digest(texts)}, **kwargs)
        self.meanwhile: dict[str, str] = {}  # what somebody else has stored since the page was shown
        kind_form = record.kind_of.form
        self.originals = {name: record.current.text(name) for name in open_fields(record, language)}
        for name, (text, _language) in self.originals.items():
            column = kind_form.base_fields[f"{name}_{suffix(language)}"]
            rows = 8 if len(text) > LONG else 2
            widget = forms.Textarea(attrs={"rows": rows, "dir": "auto", "lang": html_lang(language)})
            self.fields[name] = forms.CharField(
                label=kind_form.translated[name], required=False, widget=widget, max_length=column.max_length
            )

    @property
    def texts(self) -> dict[str, str]:
        """What was typed, by field."""
        return {name: self.cleaned_data[name] for name in self.originals}

    def show_beside(self, texts: dict[str, str]) -> None:
        """Show what stands there now beside what was typed, which can then be sent again."""
        self.meanwhile = texts
        self.data = self.data.copy()
        self.data["seen"] = digest(texts)

    def beside_originals(self) -> list[tuple[forms.BoundField, str, str, str]]:
        """Return (field, original, its language, what somebody else has stored meanwhile) for the page."""
        return [
            (self[name], text, language, self.meanwhile.get(name, ""))
            for name, (text, language) in self.originals.items()
        ]
