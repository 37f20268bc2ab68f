"""Atom feeds."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from chm_portal.common.languages import current, html_lang
from chm_portal.records.models import Record
from chm_portal.records.page import permanent_address

ENTRIES = 30


class RecordFeed(Feed):
    """The newest published records, whole summaries, in the reader's language where there is one (R17)."""

    feed_type = Atom1Feed

    def title(self) -> str:
        return _("New records of the Clearing-House Mechanism")

    def link(self) -> str:
        return settings.PORTAL_ADDRESS + reverse("search:search")

    def feed_url(self) -> str:
        return settings.PORTAL_ADDRESS + reverse("interop:record_feed")

    def get_feed(self, obj, request):
        self.language = html_lang(current())
        return super().get_feed(obj, request)

    def items(self):
        return Record.objects.published().for_list()[:ENTRIES]

    def item_title(self, record: Record) -> str:
        return record.title_shown[0]

    def item_description(self, record: Record) -> str:
        return record.summary_shown[0]

    def item_link(self, record: Record) -> str:
        return settings.PORTAL_ADDRESS + record.get_absolute_url()

    def item_guid(self, record: Record) -> str:
        return permanent_address(record)

    def item_pubdate(self, record: Record):
        return record.published_at

    def item_updateddate(self, record: Record):
        return record.updated_at

    def item_author_name(self, record: Record) -> str:
        return str(record.owner)
