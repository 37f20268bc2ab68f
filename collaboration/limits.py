"""What one person may write: so many posts an hour, and for newcomers few links."""

import re
import unicodedata
from datetime import timedelta
from html import unescape

from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from chm_portal.accounts.models import User
from chm_portal.directory import access
from collaboration.models import Post
from collaboration.refusals import Refusal, TooMany
from collaboration.texts import is_reference

AN_HOUR = timedelta(hours=1)
POSTS_AN_HOUR = 10  # of one person, questions counted among them; approving is never limited
LINKS_OF_NEWCOMERS = 2
_LINK, _LINKED = re.compile(r"<a [^>]*"), re.compile(r"<a .*?</a>", re.DOTALL)
_ADDRESS = re.compile(r"https?://\S|\b(?<!//)www\.", re.IGNORECASE)


def lock_author(user) -> None:
    """Hold the person's row until the transaction ends: what one person sends at once is counted one by one."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def require_within_limits(user, html: str) -> None:
    """Check that the text says something, has not too many links, and is not one too many of this hour's.

    Those who moderate answer as many as there are. Raises TooMany, Refusal.
    """
    require_words(html)
    require_few_links(user, html)
    if access.is_moderator(user):
        return
    if Post.objects.filter(author=user, created_at__gt=timezone.now() - AN_HOUR).count() >= POSTS_AN_HOUR:
        raise TooMany(POSTS_AN_HOUR)


def require_words(html: str) -> None:
    """Check that readers see something: not only marks of Markdown or signs without a shape. Raises Refusal."""
    if not any(unicodedata.category(sign)[0] in "LNSP" for sign in unescape(strip_tags(html))):
        raise Refusal(_("Write something that can be read."), code="empty")


def links_in(html: str) -> int:
    """Return how many addresses a text leads to: its links, and addresses that stand in it as words only.

    References to posts of a discussion are none, nor is the address that a link shows as its words.
    """
    links = [link for link in _LINK.findall(html) if not is_reference(link)]
    words = unescape(strip_tags(_LINKED.sub(" ", html)))
    return len(links) + len(_ADDRESS.findall(words))


def require_few_links(user, html: str) -> None:
    """Check that somebody without a role has few links in a text, written as links or as plain addresses."""
    if access.held_by(user):
        return
    if links_in(html) > LINKS_OF_NEWCOMERS:
        raise Refusal(
            ngettext_lazy(
                "As long as you have no role on the portal, a text of yours may have %(number)d link. Take some out.",
                "As long as you have no role on the portal, a text of yours may have %(number)d links. Take some out.",
                LINKS_OF_NEWCOMERS,
            ),
            code="links",
            params={"number": LINKS_OF_NEWCOMERS},
        )
