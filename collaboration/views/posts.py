"""Posts: writing, editing and reporting one, its permanent address and its history."""

from itertools import pairwise

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from chm_portal.accounts import carried
from chm_portal.accounts.carried import carries_fields
from chm_portal.directory import access
from chm_portal.records.text_differences import fold, text_difference
from collaboration import authority, moderation, posting
from collaboration.forms.posts import EditForm, PostForm, ReasonForm
from collaboration.models import Post, PostEdit
from collaboration.page import address_of, thread_page
from collaboration.refusals import Refusal, Stale
from collaboration.views.finding import numbered_post, public_thread


@login_not_required
@require_safe
def post_permalink(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Lead to the place of a post on the page where it stands, for good: numbers never change."""
    thread = public_thread(request, pk)
    post = get_object_or_404(thread.posts.all(), number=number)
    post.thread = thread
    return redirect(address_of(post))


@require_http_methods(["GET", "HEAD", "POST"])
@carries_fields
def post_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a post; what cannot be taken comes back on the discussion's page with what was typed."""
    thread = public_thread(request, pk)
    typed = request.POST if request.method == "POST" else carried.pop(request)
    if typed is None:
        query = request.GET.urlencode()
        return redirect(f"{thread.get_absolute_url()}{f'?{query}' if query else ''}#reply")
    access.require(authority.may_post(request.user, thread) or not thread.is_open)
    form = PostForm(typed, thread=thread, is_moderator=authority.moderates(request.user, thread))
    if request.method == "POST" and form.is_valid() and (post := _written(request, thread, form)):
        return redirect(address_of(post) if post.number else f"{thread.get_absolute_url()}#{post.anchor}")
    context = thread_page(request, thread, form) | {"form": form, "lost": not thread.is_open}
    return render(request, "collaboration/thread_detail.html", context)


def _written(request: HttpRequest, thread, form: PostForm) -> Post | None:
    answers = form.cleaned_data
    try:
        post = posting.write(
            thread,
            request.user,
            answers["key"],
            answers["text"],
            in_reply_to=answers["in_reply_to"],
            on_behalf_of=answers.get("on_behalf_of", ""),
        )
    except Refusal as refusal:
        form.add_error(None, refusal)
        return None
    post.thread = thread
    if post.state == Post.State.WAITING:
        messages.success(request, _("Thank you. Your post waits for approval; until then only you see it here."))
    return post


@require_http_methods(["GET", "HEAD", "POST"])
@carries_fields
def post_edit(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Change a post: one's own, or as a moderator with a reason."""
    post = numbered_post(request, pk, number)
    is_own = post.author_id == request.user.pk
    typed = request.POST if request.method == "POST" else carried.pop(request)
    if not authority.may_edit(request.user, post):
        access.require(is_own and post.is_visible)
        return _show_too_late(request, post, typed)
    form = EditForm(typed, post=post, is_own=is_own)
    stands = None
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        try:
            edited = posting.edit(post, request.user, answers["text"], answers.get("reason", ""), answers["seen"])
        except Refusal as refusal:
            stands = _refuse(form, refusal, post)
        else:
            if isinstance(edited, PostEdit):
                messages.success(request, _("Your change waits for approval; until then the post stays as it was."))
            return redirect(address_of(post))
    context = {"post": post, "form": form, "stands": stands}
    context["waits"] = is_own and authority.waits(request.user, post.thread)
    return render(request, "collaboration/post_edit.html", context)


def _show_too_late(request: HttpRequest, post: Post, typed) -> HttpResponse:
    """Tell authors why their own post stays as it is, with what they have typed; others and lost roles get 403."""
    access.require(not post.thread.is_open or post.is_question)
    context = {"post": post, "text": (typed or {}).get("text", "") or post.text, "is_typed": bool(typed)}
    return render(request, "collaboration/post_too_late.html", context, status=409)


def _refuse(form: EditForm, refusal: Refusal, post: Post) -> Post | None:
    """Say on the form why its text was not taken; return the post as somebody else has changed it, if that is why."""
    form.add_error(None, refusal)
    if not isinstance(refusal, Stale):
        return None
    post.refresh_from_db(fields=["text", "html"])
    form.now_seen(post.mark)
    return post


@require_http_methods(["GET", "HEAD", "POST"])
@carries_fields
def post_rewrite(request: HttpRequest, pk: int, post: int) -> HttpResponse:
    """Write one's own post anew while it waits or after it was refused; once it is visible it is edited instead."""
    thread = public_thread(request, pk)
    found = get_object_or_404(thread.posts.filter(author=request.user), pk=post)
    found.thread = thread
    if not found.is_unseen:
        return redirect(address_of(found))
    typed = request.POST if request.method == "POST" else carried.pop(request)
    if not authority.may_rewrite(request.user, found):
        return _show_too_late(request, found, typed)
    form = EditForm(typed, post=found, is_own=True)
    stands = None
    if request.method == "POST" and form.is_valid():
        try:
            posting.rewrite(found, request.user, form.cleaned_data["text"], form.cleaned_data["seen"])
        except Refusal as refusal:
            stands = _refuse(form, refusal, found)
        else:
            messages.success(request, _("Thank you. Your post waits for approval; until then only you see it here."))
            return redirect(f"{thread.get_absolute_url()}#{found.anchor}")
    return render(request, "collaboration/post_rewrite.html", {"post": found, "form": form, "stands": stands})


@login_not_required
@require_safe
def post_history(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show what a post said before, with the differences from text to text, the latest first."""
    post = numbered_post(request, pk, number)
    earlier = list(post.versions.select_related("written_by"))
    texts = [(one.text, one.written_by, one.written_at, one.reason) for one in earlier]
    texts.append((post.text, post.edited_by or post.author, post.edited_at or post.created_at, post.edit_reason))
    changes = [
        {"by": new[1], "when": new[2], "reason": new[3], "parts": fold(text_difference(old[0], new[0]))}
        for old, new in pairwise(texts)
    ]
    context = {"post": post, "first": texts[0], "changes": changes[::-1]}
    return render(request, "collaboration/post_history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@carries_fields
def post_report(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Tell the moderator of a post that breaks the rules."""
    post = numbered_post(request, pk, number)
    access.require(authority.may_report(request.user, post))
    hint = _("Which rule it breaks, or what is wrong with it. Only moderators read this.")
    form = ReasonForm(request.POST if request.method == "POST" else carried.pop(request), hint=hint)
    if request.method == "POST" and form.is_valid():
        try:
            posting.report(post, request.user, form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Thank you. The moderator will look at the post."))
            return redirect(address_of(post))
    earlier = posting.report_by(request.user, post)
    context = {"post": post, "form": form, "already": posting.already_reported(earlier) if earlier else ""}
    return render(request, "collaboration/post_report.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@carries_fields
def post_hide(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Take a post's text away with a reason, or give it back."""
    post = numbered_post(request, pk, number)
    access.require(authority.may_hide(request.user, post))
    hint = _("It stands in the place of the text, for everybody to read; the author gets it in a letter.")
    form = ReasonForm(request.POST if request.method == "POST" else carried.pop(request), hint=hint)
    if request.method == "POST" and (post.is_hidden or form.is_valid()):
        try:
            if post.is_hidden:
                moderation.show_again(post, request.user)
            else:
                moderation.hide(post, request.user, form.cleaned_data["reason"])
        except Refusal as refusal:
            messages.error(request, refusal.messages[0])
        return redirect(address_of(post))
    return render(request, "collaboration/post_hide.html", {"post": post, "form": form})
