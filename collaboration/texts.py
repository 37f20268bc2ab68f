"""What people write in discussions, as HTML: stored when it is written, shown in the reader's language."""

import re

from chm_portal.common.languages import current
from chm_portal.common.markdown import CleanHtml
from chm_portal.common.safe_text import user_html

_NUMBER = re.compile(r"#(\d{1,6})")
PATH = "/collaboration/topics/"  # of the discussions; the language that goes before it is the reader's


def html_in(thread, text: str) -> CleanHtml:
    """Return a text written in a thread as HTML to be stored, with links from #12 to the posts that are there now."""
    named = {int(number) for number in _NUMBER.findall(text)}
    numbers = thread.posts.numbered().filter(number__in=named).values_list("number", flat=True) if named else ()
    return user_html(text, references={number: f"{PATH}{thread.pk}/posts/{number}/" for number in numbers})


def shown(html: str) -> CleanHtml:
    """Return stored HTML as it stands on a page of the reader's language."""
    return CleanHtml(html.replace(f'<a href="{PATH}', f'<a href="/{current()}{PATH}'))


def is_reference(link: str) -> bool:
    """Return whether a link, as its opening tag, leads to a discussion of this portal and not out of it."""
    return link.startswith(f'<a href="{PATH}')
