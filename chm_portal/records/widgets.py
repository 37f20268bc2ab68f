"""Widgets of record forms; each answers to its plain name first, so that a payload is read like a posted page."""

from django import forms

from chm_portal.records.attachments import accepted_extensions, upload_hint
from chm_portal.vocabularies.memory import vocabulary

MOST_ROWS = 100
LONGEST_NUMBER = 19  # digits that a key of the database can have


class TermsWidget(forms.CheckboxSelectMultiple):
    """Check boxes of a vocabulary, in groups where the vocabulary has a tree or regions."""

    template_name = "records/widgets/terms.html"
    option_template_name = "records/widgets/term.html"

    def __init__(self, *args, folded: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.folded = folded

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["folded"] = self.folded
        context["widget"]["groups"] = [
            {
                "label": label,
                "options": options,
                "chosen": sum(option["selected"] for option in options),
            }
            for label, options, _index in context["widget"]["optgroups"]
        ]
        return context


class ExplainedWidget(forms.RadioSelect):
    """Choices of a vocabulary whose terms explain themselves: licences."""

    template_name = "records/widgets/explained.html"

    def __init__(self, vocabulary_name: str, attrs=None):
        super().__init__(attrs)
        self.vocabulary_name = vocabulary_name

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        option["term"] = vocabulary(self.vocabulary_name).get(str(value))
        return option


class RowsWidget(forms.Widget):
    """A repeated group as one field: rows of a small form, one more empty row than there are answers."""

    template_name = "records/widgets/rows.html"
    use_fieldset = True

    def __init__(self, row_form: type[forms.Form], spare_rows: int = 1, attrs=None, *, folded: bool = False):
        super().__init__(attrs)
        self.row_form, self.spare_rows, self.folded = row_form, spare_rows, folded

    def value_from_datadict(self, data, files, name):
        if name in data:
            return data[name]
        rows = []
        for index in range(self._posted_rows(data, name)):
            prefix = f"{name}-{index}"
            if data.get(f"{prefix}-remove"):
                continue
            row = {
                column: field.widget.value_from_datadict(data, files, f"{prefix}-{column}")
                for column, field in self.row_form.base_fields.items()
            }
            row = {column: "" if value is None else value for column, value in row.items()}
            if any(row.get(column) not in ("", False) for column in self.row_form.tells_a_row):
                rows.append(row)
        return rows

    def value_omitted_from_data(self, data, files, name):
        return name not in data and f"{name}-rows" not in data

    def _posted_rows(self, data, name) -> int:
        posted = data.get(f"{name}-rows")
        return min(int(posted), MOST_ROWS) if str(posted).isascii() and str(posted).isdigit() else 0

    def get_context(self, name, value, attrs):
        context = super().get_context(name, None, attrs)
        rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
        forms_of_rows = [
            self.row_form(prefix=f"{name}-{index}", initial=row, auto_id="id_%s")
            for index, row in enumerate([*rows, *({} for _ in range(self.spare_rows))])
        ]
        context["widget"] |= {"rows": forms_of_rows, "filled": len(rows), "count": len(forms_of_rows)}
        context["widget"] |= {"folded": self.folded or bool(rows), "called": self.row_form.called}
        return context


def _number(posted: str) -> int | str:
    return int(posted) if posted.isascii() and posted.isdigit() and len(posted) < LONGEST_NUMBER else posted


class FilesWidget(RowsWidget):
    """The files of a record: those stored already as rows, and a place to choose more."""

    template_name = "records/widgets/files.html"

    def __init__(self, row_form: type[forms.Form], attrs=None):
        super().__init__(row_form, spare_rows=0, attrs=attrs)
        self.attachments: dict[int, object] = {}

    def value_from_datadict(self, data, files, name):
        """Return the rows with the number of their file as a number, as uploading stores it, not as a page posts it."""
        rows = super().value_from_datadict(data, files, name)
        if name in data:
            return rows
        return [row | {"file": _number(row["file"])} for row in rows]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"upload_hint": upload_hint(), "accept": accepted_extensions()}
        for row in context["widget"]["rows"]:
            row.attachment = self.attachments.get(row.initial.get("file"))
        return context
