"""What waits for a person in discussions."""

from datetime import timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chm_portal.common.workspace_entries import Entry, workspace_entries
from chm_portal.directory import access
from collaboration import queue
from collaboration.models import Post

LATELY = timedelta(days=30)  # so long a refusal is recalled


@workspace_entries
def of_discussions(request: HttpRequest) -> list[Entry]:
    """Return what waits for this moderator, and this person's posts that were refused of late."""
    user = request.user
    return [*(_to_moderate(user) if access.is_moderator(user) else []), *_refused(user)]


def _to_moderate(user) -> list[Entry]:
    written, reported = queue.counts_for(user)
    address = reverse("collaboration:moderation_queue")
    entries = [(_("Discussions"), written, _("Posts and proposals that wait for your approval."))]
    entries += [(_("Reported posts"), reported, _("Decide whether each stays."))]
    return [Entry(label, address, number, hint) for label, number, hint in entries if number]


def _refused(user) -> list[Entry]:
    refused = Post.objects.filter(
        author=user, state=Post.State.REFUSED, decided_at__gt=timezone.now() - LATELY
    ).select_related("thread")
    return [
        Entry(
            _("Not published: your post in “%(title)s”") % {"title": post.thread.title},
            f"{post.thread.get_absolute_url()}#{post.anchor}",
            hint=_("Read the reason; you can write it anew."),
        )
        for post in refused.order_by("-decided_at")[:5]
    ]
