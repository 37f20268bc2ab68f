"""Pages of imports: upload a spreadsheet, read what it would do and what is wrong, confirm, hand in."""

from collections.abc import Callable, Iterator
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chm_portal.common.csv_export import csv_response
from chm_portal.common.paging import page_or_404
from chm_portal.directory import access
from chm_portal.directory.owners import Owner
from chm_portal.imports import keeping
from chm_portal.imports.columns import ERRORS, FormTable
from chm_portal.imports.forms import UploadForm
from chm_portal.imports.models import KEPT, Import, ImportRow
from chm_portal.records import kinds
from chm_portal.records.refusals import NotYours, Refusal
from chm_portal.sheets import writing

IMPORTS_ON_A_PAGE, ROWS_ON_A_PAGE = 20, 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: The outcomes in the order in which a page shows them, with what look and word they have (common/states.py).
LOOKS = {"refused": "wrong_row", "new": "new_row", "changed": "changed_row", "unchanged": "unchanged_row"}
STATES = {
    "waiting": "checking",
    "unreadable": "unreadable",
    "checked": "to_confirm",
    "confirmed": "bringing_in",
    "done": "brought_in",
    "cancelled": "cancelled",
}


def _kind_or_404(slug: str) -> kinds.Kind:
    kind = kinds.get_or_404(slug)
    if not kind.import_label:
        raise Http404
    return kind


def _owners(request: HttpRequest, kind: kinds.Kind) -> list[Owner]:
    return [owner for owner in access.owners_of(request.user) if owner.kind in kind.owner_kinds]


@require_safe
def import_list(request: HttpRequest) -> HttpResponse:
    """List the imports of this person's owners, a curator's of everybody, newest first."""
    page = page_or_404(Import.objects.visible_to(request.user).for_list(), IMPORTS_ON_A_PAGE, request.GET.get("page"))
    offered = [kind for kind in kinds.every() if kind.import_label and _owners(request, kind)]
    rows = [(of, STATES[of.state]) for of in page.object_list]
    return render(request, "imports/import_list.html", {"page_obj": page, "rows": rows, "kinds": offered})


@require_http_methods(["GET", "POST"])
def import_new(request: HttpRequest, kind: str) -> HttpResponse:
    """Offer the templates and take a filled one; it is stored once, however often the button is pressed."""
    kind_of = _kind_or_404(kind)
    owners = _owners(request, kind_of)
    access.require(bool(owners))
    initial = {"key": uuid4(), "owner": owners[0].key}
    form = UploadForm(request.POST or None, request.FILES or None, owners=owners, initial=initial)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        upload = keeping.Upload(kind_of, form.chosen_owner, chosen["file"], chosen["encoding"], chosen["key"])
        try:
            return redirect("imports:import_detail", keeping.take(upload, request.user).pk)
        except Refusal as refusal:
            form.add_error(None, refusal)
    context = {"form": form, "kind": kind_of, "kept_days": KEPT.days, "most_rows": settings.IMPORT_MAX_ROWS}
    return render(
        request, "imports/import_new.html", context | {"most_size": filesizeformat(settings.IMPORT_MAX_BYTES)}
    )


def _table(request: HttpRequest, kind: str) -> FormTable:
    kind_of = _kind_or_404(kind)
    access.require(bool(_owners(request, kind_of)))
    return FormTable(kind_of)


@require_safe
def template_csv(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the headings of a kind's table, with what each asks, as CSV."""
    return csv_response(writing.explained(_table(request, kind).columns), f"{kind}-template")


@require_safe
def template_xlsx(request: HttpRequest, kind: str) -> HttpResponse:
    """Give the table of a kind as a workbook: headings, what each asks, and a sheet of codes."""
    table = _table(request, kind)
    content = writing.workbook(table.columns, str(table.kind.label_plural), get_language_bidi())
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{kind}-template.xlsx"'
    return response


def _visible(request: HttpRequest, pk: int) -> Import:
    imports = Import.objects.visible_to(request.user)
    return get_object_or_404(imports.select_related("country", "organisation", "created_by", "confirmed_by"), pk=pk)


def _kept(request: HttpRequest, pk: int) -> Import:
    """Return an import whose rows this person may read and act on: of an owner it works for; 403 to a curator."""
    of = _visible(request, pk)
    access.require(access.keeps(request.user, of.owner))
    return of


@require_safe
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where an import stands: the report of the dry run, then what came of it. Its rows are its team's alone."""
    of = _visible(request, pk)
    context = {"of": of, "state": STATES[of.state], "kept_until": of.created_at + KEPT}
    context["is_kept"] = access.keeps(request.user, of.owner)
    if context["is_kept"]:
        context |= _rows(request, of)
        context["drafts"] = keeping.drafts_of(of).count() if of.state == Import.State.DONE else 0
    return render(request, "imports/import_detail.html", context)


def _rows(request: HttpRequest, of: Import) -> dict:
    """Return what a page shows of the rows: those of one outcome, the ones with errors first of all."""
    counts = [(outcome, ImportRow.Outcome(outcome).label, getattr(of, outcome), LOOKS[outcome]) for outcome in LOOKS]
    filled = [outcome for outcome, _label, number, _look in counts if number]
    shown = request.GET.get("show") or next(iter(filled), "new")
    if shown not in LOOKS:
        raise Http404
    page = page_or_404(of.rows.filter(outcome=shown).order_by("place"), ROWS_ON_A_PAGE, request.GET.get("page"))
    return {"counts": counts, "shown": shown, "page_obj": page, "look": LOOKS[shown]}


@require_safe
def import_rows_csv(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the rows back as they were, each with what is wrong with it: to mend in a spreadsheet and upload again."""
    of = _kept(request, pk)
    rows = of.rows.order_by("place")
    if request.GET.get("only") == "errors":
        rows = rows.filter(outcome=ImportRow.Outcome.REFUSED)
    order = [column.name for column in FormTable(kinds.get(of.kind)).columns]
    return csv_response(_mendable(rows, order), f"import-{of.pk}-errors")


def _mendable(rows, order: list[str]) -> Iterator[list[str]]:
    """Yield the lines of the report: the columns in the order of the template, then the errors."""
    filled = {name for cells in rows.values_list("cells", flat=True).iterator() for name in cells}
    names = [name for name in order if name in filled] + sorted(filled.difference(order))
    yield [*names, ERRORS]
    for row in rows.iterator():
        errors = " | ".join(f"{problem.place} {problem.sentence}" for problem in row.told_problems)
        yield [*(row.cells.get(name, "") for name in names), errors]


def _step(request: HttpRequest, pk: int, step: Callable[[Import], object], done: str) -> HttpResponse:
    """Take a step with an import and go back to its page, with the refusal where it cannot be taken."""
    of = _kept(request, pk)
    try:
        step(of)
    except NotYours:
        raise PermissionDenied from None
    except Refusal as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, done)
    return redirect("imports:import_detail", pk)


@require_POST
def import_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the rows brought in, without the wrong ones if the person chose that."""
    skips_wrong = request.POST.get("wrong") == "skip"
    return _step(
        request, pk, lambda of: keeping.confirm(of, request.user, skips_wrong), _("The drafts are being made.")
    )


@require_POST
def import_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up an import that is not confirmed."""
    return _step(request, pk, lambda of: keeping.cancel(of, request.user), _("Cancelled: nothing was brought in."))


@require_POST
def import_hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Submit all drafts of an import."""
    return _step(request, pk, lambda of: keeping.ask_to_hand_in(of, request.user), _("The drafts are being submitted."))
