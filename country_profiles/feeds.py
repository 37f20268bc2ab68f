"""A focal point sets the feed of the national site up, has it read now, and switches it off (R64).

Every step is one function in one transaction: lock, check, change, audit, ask for the work. Errors are Refusals.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chm_portal.audit import trail
from chm_portal.directory import access
from chm_portal.directory.owners import Owner
from chm_portal.outbox import queue
from chm_portal.records.refusals import NotYours, Refusal
from chm_portal.vocabularies.memory import RememberedTerm
from chm_portal.vocabularies.models import Country
from country_profiles.feed_reading import FULL
from country_profiles.models import NationalFeed, Stopped

PAUSE = timedelta(minutes=1)  # between two readings that people ask for


NOT_PUBLIC = _("It leads to an address that is not one of the public web.")
IN_WORDS: dict[str, str | Promise] = {
    "dns": _("There is no site of this name. Check the address."),
    "connect": _("The site does not answer."),
    "timeout": _("The site takes too long to answer."),
    "tls": _("The certificate of the site is not valid. Its web master can renew it."),
    "redirects": _("It leads from one address to the next without an end."),
    "too_large": _("It is larger than two megabytes. Offer a feed with the newest entries only."),
    "forbidden_address": NOT_PUBLIC,
    "forbidden_port": NOT_PUBLIC,
    "forbidden_scheme": NOT_PUBLIC,
    "userinfo": NOT_PUBLIC,
    "not_xml": _("It is not well-formed XML. A validator of feeds shows where the mistake is."),
    "too_complex": _(
        "It holds what no feed needs (entities of its own, or too many or too deep elements) and is not read."
    ),
    "no_feed": _("It is neither Atom nor RSS. Give the address of the feed itself, not of a page that links to it."),
    FULL: _("Too many of its drafts wait in the workspace. Publish or cancel some: reading goes on then."),
}


def in_words(reason: str) -> str | Promise:
    """Return why a feed could not be read, as a sentence that says what to do."""
    if reason.startswith("status "):
        return _("The site answers “%(status)s”: there is no feed at this address.") % {"status": reason[7:]}
    return IN_WORDS.get(reason) or _("The site answers in a way that cannot be read.")


def feed_of(country: RememberedTerm) -> NationalFeed | None:
    """Return a country's feed, read or not."""
    return NationalFeed.objects.select_related("author").filter(country=country.pk).first()


def _locked(country: RememberedTerm, by) -> NationalFeed | None:
    """Return the country's feed under the country's lock, which holds also while there is none. Raises NotYours."""
    if not access.speaks_for(by, Owner.party(country)):
        raise NotYours
    Country.objects.select_for_update(no_key=True).get(pk=country.pk)
    return feed_of(country)


@transaction.atomic
def set_up(country: RememberedTerm, address: str, by) -> NationalFeed:
    """Have a feed read from now on, in this person's name, and read for the first time at once. Raises NotYours."""
    feed = _locked(country, by) or NationalFeed(country_id=country.pk, address=address)
    feed.move_to(address)
    feed.author, feed.set_up_at, feed.stopped, feed.asked_at = by, timezone.now(), Stopped.NOT, timezone.now()
    feed.save()
    queue.enqueue("national-feed", str(feed.pk))
    trail.record("feed.set_up", by, f"country:{country.code}", address=address)
    return feed


@transaction.atomic
def look_now(country: RememberedTerm, by) -> None:
    """Ask for a reading now. Raises NotYours, and Refusal where the feed is not read or was a moment ago."""
    feed = _locked(country, by)
    if feed is None or not feed.is_on:
        raise Refusal(_("The feed is not read: set it up first."), code="off")
    if feed.tried_at and feed.tried_at > timezone.now() - PAUSE:
        raise Refusal(_("It was looked at a moment ago. Wait a minute, then ask again."), code="soon")
    feed.asked_at = timezone.now()
    feed.save(update_fields=["asked_at"])
    queue.enqueue("national-feed", str(feed.pk))


@transaction.atomic
def switch_off(country: RememberedTerm, by) -> None:
    """Read the feed no more; its drafts stay. Switching off again what is off changes nothing. Raises NotYours."""
    feed = _locked(country, by)
    if feed is None or feed.stopped == Stopped.BY_HAND:
        return
    feed.stopped, feed.asked_at = Stopped.BY_HAND, None
    feed.save(update_fields=["stopped", "asked_at"])
    trail.record("feed.switched_off", by, f"country:{country.code}")
