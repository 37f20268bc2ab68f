"""From an address to a thread or post that this person may open; not visible is 404, not allowed 403."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from chm_portal.directory import access
from collaboration import authority
from collaboration.models import Post, Thread
from collaboration.models.posts import QUESTION

OF_THREAD = ("board", "moderator", "started_by", "decided_by")


def visible_thread(request: HttpRequest, pk: int) -> Thread:
    """Return a thread that this person may read, or raise Http404."""
    return get_object_or_404(Thread.objects.visible_to(request.user).select_related(*OF_THREAD), pk=pk)


def public_thread(request: HttpRequest, pk: int) -> Thread:
    """Return a thread that everybody may read, or raise Http404."""
    return get_object_or_404(Thread.objects.public().select_related(*OF_THREAD), pk=pk)


def led_thread(request: HttpRequest, pk: int) -> Thread:
    """Return a public thread that this person moderates; Http404, PermissionDenied."""
    thread = public_thread(request, pk)
    access.require(authority.moderates(request.user, thread))
    return thread


def numbered_post(request: HttpRequest, pk: int, number: int) -> Post:
    """Return a post of a thread's transcript; one that is hidden only for who moderates it, or Http404.

    No. 0, the question, can be had of a proposal too, by who may read the proposal.
    """
    thread = visible_thread(request, pk) if number == QUESTION else public_thread(request, pk)
    posts = thread.posts.select_related("author", "edited_by", "decided_by")
    post = get_object_or_404(posts, number=number)
    post.thread = thread
    if post.is_hidden and not authority.moderates(request.user, post.thread):
        raise Http404
    return post
