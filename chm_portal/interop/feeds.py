"""Atom feeds."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import F
from django.http import Http404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import gettext as _

from chm_portal.common.languages import current, html_lang
from chm_portal.common.offer import is_offered
from chm_portal.records.models import Record
from chm_portal.vocabularies.memory import RememberedTerm
from country_profiles.page import records_of
from country_profiles.views.finding import country_or_404

ENTRIES = 30


def with_what_is_new(records):
    """Return the entries of a feed, each with what its submitter has said that is new in its revision; one query."""
    return records.for_list().annotate(what_is_new=F("current__change_note"))[:ENTRIES]


class FeedOfRecords(Feed):
    """Base of feeds of records: whole summaries, in the reader's language where there is one, permanent ids (R17)."""

    feed_type = Atom1Feed

    def get_feed(self, obj, request):
        self.language = html_lang(current())
        return super().get_feed(obj, request)

    def item_title(self, record: Record) -> str:
        return record.title_shown[0]

    def item_description(self, record: Record) -> str:
        """What is new in the revision, if its submitter has said so, then the summary; readers take it for HTML."""
        texts = [text for text in (record.what_is_new, record.summary_shown[0]) if text]
        return linebreaks("\n\n".join(texts), autoescape=True)

    def item_link(self, record: Record) -> str:
        return settings.PORTAL_ADDRESS + record.get_absolute_url()

    def item_guid(self, record: Record) -> str:
        return record.permanent_address

    def item_pubdate(self, record: Record):
        return record.published_at

    def item_updateddate(self, record: Record):
        return record.updated_at

    def item_author_name(self, record: Record) -> str:
        return str(record.owner)


class RecordFeed(FeedOfRecords):
    """The newest published records."""

    def title(self) -> str:
        return _("New records of the Clearing-House Mechanism")

    def link(self) -> str:
        return settings.PORTAL_ADDRESS + reverse("search:search")

    def feed_url(self) -> str:
        return settings.PORTAL_ADDRESS + reverse("interop:record_feed")

    def items(self):
        return with_what_is_new(Record.objects.published())


class CountryFeed(FeedOfRecords):
    """What a country has published last: its own records, and those the secretariat keeps for it."""

    def get_object(self, request, code: str) -> RememberedTerm:
        if not is_offered("country_profiles"):
            raise Http404
        return country_or_404(code)

    def title(self, country: RememberedTerm) -> str:
        return _("New from %(country)s") % {"country": country.label}

    def link(self, country: RememberedTerm) -> str:
        return settings.PORTAL_ADDRESS + reverse("country_profiles:country_detail", args=[country.code])

    def feed_url(self, country: RememberedTerm) -> str:
        return settings.PORTAL_ADDRESS + reverse("interop:country_feed", args=[country.code])

    def items(self, country: RememberedTerm):
        return with_what_is_new(records_of(country))
