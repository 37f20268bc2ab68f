"""What titles and addresses are compared by: two functions of the database, on which indexes are built.

Migration 0008 writes them: a PostgreSQL without a locale sees no letters outside ASCII, and pg_trgm leaves them out.
"""

from django.db.models import CharField, Func


class TitleKey(Func):
    """A title as trigrams compare it: without case and accents, other scripts in letters of their own."""

    function, arity, output_field = "records_title_key", 1, CharField()


class AddressKey(Func):
    """The sum of an address without http or https, www and the slash at its end: one page, however it is written."""

    function, arity, output_field = "records_address_key", 1, CharField()
