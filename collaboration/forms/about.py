"""What a discussion is about, as forms ask for it: titles to tick, terms to choose, records and topics by name."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from chm_portal.common.clean_text import clean_text
from chm_portal.common.offer import is_offered
from chm_portal.common.topics import LONGEST, SHAPE, look_up
from chm_portal.records.models import Record
from chm_portal.vocabularies import groups
from chm_portal.vocabularies.memory import vocabulary

IDENTIFIER = r"CHM(?:-[A-Z0-9]+)+"
_RECORD_PATH = re.compile(rf"(?:/[a-z-]+)?/records/({IDENTIFIER})(?:/.*)?", re.IGNORECASE)
MOST_SHOWN = 80  # characters of a wrong name that its message repeats


class AboutField(forms.MultipleChoiceField):
    """Things a discussion is about, offered by their titles; what means nothing to the public is not offered."""

    def __init__(self, **kwargs):
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple(attrs={"dir": "auto"}), **kwargs)

    def offer(self, names: Iterable[str]) -> None:
        """Offer the topics of these names."""
        self.choices = [(name, topic.title) for name, topic in look_up(names).items()]


class NamesField(forms.CharField):
    """Several names in one line, with commas or spaces between; `named` says which topic each of them means."""

    def __init__(self, **kwargs):
        super().__init__(required=False, max_length=2000, **kwargs)

    def clean(self, value) -> list[str]:
        """Return the topics that are named, each once; raises ValidationError with a message for each wrong name."""
        typed = clean_text(super().clean(value))
        names = list(dict.fromkeys(name for name in re.split(r"[\s,;]+", typed) if name))
        named = self.named(names)
        if wrong := [name for name in names if name not in named]:
            raise forms.ValidationError([self.refusal(name) for name in wrong])
        return list(dict.fromkeys(named[name] for name in names))

    def named(self, names: list[str]) -> dict[str, str]:
        """Return {name: topic} of the names that mean something public."""
        raise NotImplementedError

    def refusal(self, name: str) -> forms.ValidationError:
        """Return what is wrong with a name."""
        raise NotImplementedError


class RecordsField(NamesField):
    """Published records, by their identifiers or by their addresses on this portal."""

    widget = forms.TextInput(attrs={"dir": "ltr"})

    def named(self, names: list[str]) -> dict[str, str]:
        """Return {name: topic} of the records among these; one query."""
        identifiers = {name: identifier for name in names if (identifier := identifier_in(name))}
        records = Record.objects.published().filter(identifier__in=identifiers.values())
        found = {record.identifier: record.topic for record in records}
        return {name: found[identifier] for name, identifier in identifiers.items() if identifier in found}

    def refusal(self, name: str) -> forms.ValidationError:
        """Return that no published record has this identifier, or that it is no identifier at all."""
        if identifier := identifier_in(name):
            message = _("No published record has the identifier %(name)s.")
            return forms.ValidationError(message, code="missing", params={"name": identifier})
        message = _(
            "“%(name)s” is neither the identifier of a record, such as CHM-RES-BE-12, nor its address on this portal."
        )
        return forms.ValidationError(message, code="record", params={"name": name[:MOST_SHOWN]})


def identifier_in(name: str) -> str:
    """Return the identifier that a text is, or that is in an address of this portal; empty where there is none."""
    if re.fullmatch(IDENTIFIER, name, re.IGNORECASE):
        return name.upper()
    try:
        parts = urlsplit(name)
    except ValueError:
        return ""
    if parts.netloc and parts.netloc.lower() != urlsplit(settings.PORTAL_ADDRESS).netloc.lower():
        return ""
    match = _RECORD_PATH.fullmatch(parts.path)
    return match[1].upper() if match else ""


class TopicsField(NamesField):
    """Topics by their own names, as the secretariat writes them in the admin."""

    def prepare_value(self, value) -> str:
        """Return the names as one line."""
        return ", ".join(value) if isinstance(value, list) else value

    def has_changed(self, initial, data) -> bool:
        """Whether the line names other topics than those that stand."""
        return super().has_changed(self.prepare_value(initial), data)

    def named(self, names: list[str]) -> dict[str, str]:
        """Return {name: name} of those that mean something public."""
        return {name: name for name in look_up(names)}

    def refusal(self, name: str) -> forms.ValidationError:
        """Return that nothing public has this name, or that it does not look like one."""
        if len(name) <= LONGEST and re.match(SHAPE, name):
            message = _("Nothing public is called “%(name)s”. Look at the address of its page for its code.")
        else:
            message = _(
                "“%(name)s” is not a topic. A topic is a kind, a colon and a code, such as “theme:forest-biodiversity”."
            )
        return forms.ValidationError(message, code="topic", params={"name": name[:MOST_SHOWN]})


def terms() -> list:
    """Return the choices of one more topic: terms under their headings, and countries."""
    themes = [(label, [(f"theme:{code}", name) for code, name in terms]) for label, terms in groups.themes()]
    articles = [(label, [(f"article:{code}", name) for code, name in terms]) for label, terms in groups.articles()]
    decisions = [(label, [(f"decision:{code}", name) for code, name in terms]) for label, terms in groups.decisions()]
    countries = [(label, [(f"country:{code}", name) for code, name in terms]) for label, terms in groups.countries()]
    cycles = [(f"cycle:{code}", label) for code, label in vocabulary("cycle").choices()]
    cycle_group = [(_("Reporting cycles"), cycles)] if is_offered("reporting") else []
    countries = countries if is_offered("country_profiles") else []
    return [("", _("Choose…")), *themes, *articles, *decisions, *cycle_group, *countries]
