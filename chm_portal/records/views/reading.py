"""The internal review round of a draft: its team reads it, asks one another, answers (R40). Private to the team."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from chm_portal.accounts import carried
from chm_portal.accounts.carried import carries_fields
from chm_portal.directory import access
from chm_portal.records.forms_of_reading import AnswerReviewForm, AskForm
from chm_portal.records.models import Revision
from chm_portal.records.reading import sections_in_words
from chm_portal.records.views.finding import kept_revision
from chm_portal.teamwork import reviews
from chm_portal.teamwork.people import team_of


def _show(request: HttpRequest, revision: Revision, *, form=None, status: int = 200) -> HttpResponse:
    asked = reviews.of_draft(revision)
    mine = reviews.asked_of(asked, request.user)
    if mine and revision.is_open and form is None:
        typed = carried.pop(request)
        form = AnswerReviewForm(typed, initial={"verdict": mine.answer, "text": mine.answer_text})
    context = {
        "revision": revision,
        "record": revision.record,
        "sections": sections_in_words(revision),
        "reviews": asked,
        "mine": mine,
        "form": form if mine and revision.is_open else None,
    }
    return render(request, "records/revision_read.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@carries_fields
def revision_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a draft to its team as it would be read, with what colleagues say; take the answer of who was asked."""
    revision = kept_revision(request, pk)
    return _take_answer(request, revision) if request.method == "POST" else _show(request, revision)


def _take_answer(request: HttpRequest, revision: Revision) -> HttpResponse:
    mine = reviews.asked_of(reviews.of_draft(revision), request.user)
    access.require(mine is not None)
    form = AnswerReviewForm(request.POST)
    if not form.is_valid():
        return _show(request, revision, form=form, status=422)
    try:
        reviews.answer(mine.pk, request.user, form.cleaned_data["verdict"], form.cleaned_data["text"])
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("Your answer stands at the draft. Thank you."))
    return redirect("records:revision_read", revision.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@carries_fields
def revision_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask people of the team to read the draft; they hear of it by letter."""
    revision = kept_revision(request, pk)
    if not revision.is_open:
        messages.info(request, _("It is decided already: there is no draft to read."))
        return redirect("records:record_kept", revision.record_id)
    people = [person for person in team_of(revision.record.owner) if person != request.user]
    typed = request.POST if request.method == "POST" else carried.pop(request)
    form = AskForm(typed, people=people)
    context = {"revision": revision, "form": form, "people": people}
    if request.method != "POST":
        return render(request, "records/revision_ask.html", context)
    if form.is_valid():
        answers = form.cleaned_data
        try:
            asked = reviews.ask(revision, request.user, form.chosen, answers["note"], answers["due"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            _say_who_was_asked(request, len(asked), len(form.chosen))
            return redirect("records:revision_read", pk)
    return render(request, "records/revision_ask.html", context, status=422)


def _say_who_was_asked(request: HttpRequest, asked: int, chosen: int) -> None:
    if asked:
        sentence = ngettext("%(number)d person is asked.", "%(number)d people are asked.", asked)
        messages.success(request, sentence % {"number": asked})
    if asked < chosen:
        messages.info(request, _("Who was asked already and has not answered was not asked again."))
