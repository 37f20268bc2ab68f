"""The first page of the collaboration tools, and its boards."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from chm_portal.common.paging import page_or_404
from chm_portal.common.topics import look_up
from chm_portal.directory.models import Designation, Organisation
from collaboration import authority
from collaboration.models import Board, Thread

ROWS = 25
OPEN_SHOWN = 6


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the boards, what is open and closes first, and how people talk here."""
    closing = Thread.objects.open_now().select_related("board", "moderator")
    context = {
        "boards": Board.objects.in_order().with_numbers(),
        "threads": closing.order_by(F("closes_at").asc(nulls_last=True), "-active_at", "-pk")[:OPEN_SHOWN],
        "members": Designation.objects.current().values("user").distinct().count(),
        "partners": Organisation.objects.approved().count(),
    }
    return render(request, "collaboration/home.html", context)


@login_not_required
@require_safe
def board_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one board: what it is for, who moderates it, its discussions."""
    board = get_object_or_404(Board.objects.all(), slug=slug)
    threads = Thread.objects.filter(board=board).public().for_list()
    context = {
        "board": board,
        "topics": look_up(board.topics).values(),
        "moderators": board.moderators.order_by("name", "pk"),
        "page_obj": page_or_404(threads, ROWS, request.GET.get("page")),
        "may_start": authority.may_start(request.user, board),
        "asks_to_sign_in": board.is_open and not request.user.is_authenticated,
    }
    return render(request, "collaboration/board_detail.html", context)
