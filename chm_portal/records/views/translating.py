"""Translating published records: the queue of a language, and one record in one language."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from chm_portal.accounts import carried
from chm_portal.accounts.carried import carries_fields
from chm_portal.common.languages import LANGUAGE_NAMES, current
from chm_portal.common.paging import page_or_404
from chm_portal.directory import access
from chm_portal.records import translating
from chm_portal.records.forms_of_translating import TranslationForm
from chm_portal.records.models import Record
from chm_portal.records.refusals import ChangedMeanwhile

ROWS = 50


@require_safe
def translation_list(request: HttpRequest) -> HttpResponse:
    """List for the secretariat what cannot be read in a language, or only in an older state (`?which=older`)."""
    access.require(access.is_curator(request.user))
    language = request.GET.get("language") or current()
    if language not in LANGUAGE_NAMES:
        raise Http404
    is_older = request.GET.get("which") == "older"
    found = translating.outdated(language) if is_older else translating.untranslated(language)
    page = page_or_404(found.select_related("owner_organisation"), ROWS, request.GET.get("page"))
    context = {"page_obj": page, "language": language, "languages": LANGUAGE_NAMES, "is_older": is_older}
    return render(request, "records/translation_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@carries_fields
def record_translate(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """Show the texts of a published record beside boxes for one language, and store what is typed at once."""
    records = Record.objects.published().select_related("current", "owner_country", "owner_organisation")
    record = get_object_or_404(records, pk=pk)
    record.current.record = record
    if language not in LANGUAGE_NAMES:
        raise Http404
    access.require(translating.may_translate(request.user, record))
    there = translating.standing(record, language)
    typed = request.POST if request.method == "POST" else carried.pop(request)
    form = TranslationForm(typed, record=record, language=language, translation=there)
    status = 200
    if request.method == "POST":
        if form.is_valid() and _is_stored(request, record, language, form):
            return redirect("records:record_history", record.identifier)
        status = 422
    context = {"record": record, "language": language, "form": form, "translation": there}
    return render(request, "records/record_translate.html", context, status=status)


def _is_stored(request: HttpRequest, record: Record, language: str, form: TranslationForm) -> bool:
    try:
        made = translating.translate(record, language, request.user, form.texts, form.cleaned_data["seen"] or None)
    except ChangedMeanwhile as refusal:
        form.add_error(None, refusal)
        there = translating.standing(record, language)
        form.show_beside(there.texts if there else {})
        return False
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    said = _("The translation is published.") if made else _("The translation is taken away.")
    messages.success(request, said)
    return True
