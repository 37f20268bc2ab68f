"""The fields of our search documents, as haystack knows them; each engine makes its own schema of them."""

from haystack.fields import CharField, MultiValueField


class WordsField(CharField):
    """Words of one language (or of none), given as a list of (weight, text) with weights A, B, C."""

    def __init__(self, language: str, **options):
        super().__init__(null=True, stored=False, **options)
        self.language = language


class CodesField(MultiValueField):
    """Exact codes of a facet; several a record."""

    def __init__(self):
        super().__init__(null=True, stored=False)


class SortField(CharField):
    """What results are put in order by."""

    def __init__(self):
        super().__init__(null=True, stored=False)


class KeptField(CharField):
    """What a hit brings back beside its primary key."""
