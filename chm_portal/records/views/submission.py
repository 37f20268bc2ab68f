"""Writing a record: task list, sections, check-your-answers, confirmation (R65). Every Continue saves on the server."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from chm_portal.accounts import carried
from chm_portal.accounts.carried import carries_fields
from chm_portal.records import authority, near_duplicates, publication, reading, submission
from chm_portal.records.fields import FilesField
from chm_portal.records.models import Revision
from chm_portal.records.payload import payload_digest
from chm_portal.records.refusals import Incomplete, Refusal
from chm_portal.records.review import reasons_of
from chm_portal.records.sections import UPLOAD, SectionPage, read_answers, read_digests, store_uploads, task_list
from chm_portal.records.views.finding import kept_revision
from chm_portal.teamwork import holds, reviews
from chm_portal.teamwork.models import SectionHold


def may_publish_at_once(user, revision: Revision) -> bool:
    """Whether handing it in and publishing it are one act: a focal point's national record."""
    return revision.record.is_national and authority.may_approve(user, revision)


@require_safe
def revision_tasks(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the sections with their states; a revision that is no longer editable leads to its record."""
    revision = kept_revision(request, pk)
    if not revision.is_editable:
        return redirect("records:record_kept", revision.record_id)
    tasks = task_list(revision)
    writing = {hold.section: hold for hold in holds.live_of([pk]).get(pk, [])}
    for task in tasks:
        task["url"] = reverse("records:revision_section", args=[pk, task["slug"]])
        if hold := writing.get(task["slug"]):
            task["hint"] = _hint_of(hold, request.user)
    context = {
        "revision": revision,
        "tasks": tasks,
        "reasons": reasons_of(revision),
        "reviews": reviews.of_draft(revision),
    }
    return render(request, "records/revision_tasks.html", context)


def _hint_of(hold: SectionHold, user) -> str:
    """Return what a person is told beside a section that is being written, by somebody else or by themselves."""
    if hold.user_id != user.pk:
        return _("%(name)s is writing here.") % {"name": hold.user}
    return _("%(name)s has asked for this section.") % {"name": hold.asked_by} if hold.asked_by else ""


@require_http_methods(["GET", "POST"])
@carries_fields
def revision_section(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """Show one section, or save it and go on; what was typed before the session ended comes back unsaved."""
    revision = kept_revision(request, pk)
    if section not in {slug for slug, _label, _names in revision.kind_of.form.sections}:
        raise Http404
    if request.method == "POST":
        return _save_section(request, revision, section)
    if not revision.is_editable:
        return redirect("records:record_kept", revision.record_id)
    posted = carried.pop(request)
    names = revision.kind_of.form.section_fields(section)
    unsaved = read_answers(revision.kind_of.form, names, posted) if posted else {}
    writes = bool(posted) or "write" in request.GET
    return _show_section(request, SectionPage(revision, section, unsaved=unsaved), writes=writes)


def _show_section(request: HttpRequest, page: SectionPage, *, writes: bool = True, status: int = 200) -> HttpResponse:
    """Show a section to be written in; where somebody else is writing, to be read, unless one `writes` all the same."""
    is_seen_only = request.method == "HEAD" or not page.revision.is_editable
    found = holds.of_somebody_else if is_seen_only else holds.begin
    stands = found(page.revision, page.slug, request.user)
    is_mine = bool(stands) and stands.user_id == request.user.pk
    hold, asked_by = (None, stands.asked_by) if is_mine else (stands, None)
    context = {"page": page, "form": page.form, "revision": page.revision, "hold": hold, "asked_by": asked_by}
    if hold and not writes:
        context["takes_over"] = authority.speaks_for_owner(request.user, page.revision.record)
        return render(request, "records/section_held.html", context, status=status)
    return render(request, "records/revision_section.html", context, status=status)


def _save_section(request: HttpRequest, revision: Revision, slug: str) -> HttpResponse:
    form = revision.kind_of.form
    names = form.section_fields(slug)
    answers = read_answers(form, names, request.POST)
    uploads, refused = (
        store_uploads(revision, request.user, request.FILES.getlist(UPLOAD)) if request.FILES else ([], [])
    )
    for name in names:
        if isinstance(form.base_fields[name], FilesField) and uploads:
            answers[name] = [*(answers.get(name) or []), *uploads]
    try:
        saved = submission.save(revision, request.user, answers, read_digests(names, request.POST))
    except Refusal as refusal:
        messages.error(request, refusal.messages[0])
        return _show_section(request, SectionPage(revision, slug, unsaved=answers), status=409)
    labels = {answer.name: answer.label for answer in reading.answers(saved.revision)}
    problems = [f"{labels.get(problem.field, problem.field)}: {problem.message}" for problem in saved.problems]
    return _after_saving(request, saved, slug, answers, [*problems, *refused])


def _after_saving(request, saved: submission.Saved, slug: str, answers: dict, problems: list) -> HttpResponse:
    mine = {name: answers[name] for name in saved.conflicts}
    page = SectionPage(saved.revision, slug, conflicts=saved.conflicts, unsaved=mine, is_checked=True)
    for problem in problems:
        messages.error(request, problem)
    if saved.conflicts or problems or page.form.errors:
        return _show_section(request, page)
    _say_whose_turn(request, saved.revision, slug)
    if request.POST.get("next") == "stay" or request.FILES:
        messages.success(request, _("Saved."))
        return redirect("records:revision_section", saved.revision.pk, slug)
    if request.POST.get("next") == "tasks":
        return redirect("records:revision_tasks", saved.revision.pk)
    if request.GET.get("from") == "check" or page.next_slug is None:
        return redirect("records:revision_check", saved.revision.pk)
    return redirect("records:revision_section", saved.revision.pk, page.next_slug)


def _say_whose_turn(request: HttpRequest, revision: Revision, slug: str) -> None:
    """Give the section free after a save, and say who has it if somebody does."""
    labels = {slug: label for slug, label, _names in revision.kind_of.form.sections}
    if successor := holds.release(revision, slug, labels[slug], request.user):
        messages.info(request, _("%(name)s had asked for this section and has it now.") % {"name": successor})
    elif hold := holds.of_somebody_else(revision, slug, request.user):
        sentence = _("%(name)s is writing in this section too: both texts are kept apart, field by field.")
        messages.info(request, sentence % {"name": hold.user})


@require_http_methods(["GET", "POST"])
@carries_fields
def revision_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Show all answers with what is missing; on POST hand in what was read, and publish it if that is one's right."""
    revision = kept_revision(request, pk)
    if request.method == "POST":
        return _submit(request, revision)
    if not revision.is_editable:
        return redirect("records:record_kept", revision.record_id)
    carried_on = carried.pop(request) or {}
    return _show_check(request, revision, submission.checked_form(revision), note=carried_on.get("change_note"))


def _show_check(
    request: HttpRequest, revision: Revision, form, status: int = 200, note: str | None = None
) -> HttpResponse:
    """Show the answers; `note` is what was typed of what changed, otherwise it is what the revision came back with."""
    shown = {answer.name for answer in reading.shown_answers(revision)} | set(form.errors)
    answers = [answer for answer in reading.answers(revision) if answer.name in shown]
    sections = []
    for slug, label, _names in form.sections:
        url = reverse("records:revision_section", args=[revision.pk, slug]) + "?from=check"
        rows = [
            {
                "label": answer.label,
                "value": reading.in_words(answer),
                "language": answer.language,
                "error": " ".join(form.errors.get(answer.name, [])),
                "change_url": f"{url}#id_{answer.name}",
            }
            for answer in answers
            if form.section_of(answer.name) == slug
        ]
        sections.append({"label": label, "rows": rows})
    context = {
        "revision": revision,
        "form": form,
        "sections": sections,
        "links": _error_links(form, revision.pk, {answer.name: answer.label for answer in answers}),
        "seen": payload_digest(revision.upgraded_payload()),
        "publishes": may_publish_at_once(request.user, revision),
        "reviews": reviews.of_draft(revision),
        "near_duplicates": near_duplicates.of_revision(revision, request.user),
        "change_note": revision.change_note if note is None else note,
    }
    return render(request, "records/revision_check.html", context, status=status)


def _error_links(form, pk: int, labels: dict) -> list[tuple[str, str]]:
    """Return (address of the field in its section, the field's name and what is wrong with it) of every error."""
    return [
        (
            reverse("records:revision_section", args=[pk, form.section_of(name)]) + f"?from=check#id_{name}",
            f"{labels[name]}: {message}" if name in labels else message,
        )
        for name, found in form.errors.items()
        for message in found
    ]


def _submit(request: HttpRequest, revision: Revision) -> HttpResponse:
    note = request.POST.get("change_note", "")
    try:
        submitted = submission.submit(revision, request.user, request.POST.get("seen"), note)
        if may_publish_at_once(request.user, submitted):
            publication.publish(submitted, request.user)
    except Incomplete as refusal:
        return _show_check(request, revision, refusal.form, status=422, note=note)
    except Refusal as refusal:
        messages.error(request, refusal.messages[0])
        stands = kept_revision(request, revision.pk)
        if not stands.is_editable:
            return redirect("records:revision_check", revision.pk)
        status = 422 if refusal.code == "change_note" else 409
        return _show_check(request, stands, submission.checked_form(stands), status=status, note=note)
    return redirect("records:revision_submitted", revision.pk)


@require_safe
def revision_submitted(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm: what was handed in, under which number, and what happens next."""
    revision = kept_revision(request, pk)
    if revision.is_editable:
        return redirect("records:revision_tasks", pk)
    return render(request, "records/revision_submitted.html", {"revision": revision, "record": revision.record})


@require_http_methods(["GET", "POST"])
def revision_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then give up an open revision."""
    revision = kept_revision(request, pk)
    if request.method == "POST":
        try:
            submission.cancel(revision, request.user)
        except Refusal as refusal:
            messages.error(request, refusal.messages[0])
        else:
            messages.success(request, _("The draft is cancelled."))
        return redirect("records:workspace_home")
    return render(request, "records/revision_cancel.html", {"revision": revision})
