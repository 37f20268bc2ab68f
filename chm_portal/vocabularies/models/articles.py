"""Articles of the Convention."""

from django.utils.translation import gettext_lazy as _

from chm_portal.vocabularies.models.terms import NumberedTerm

# Wording of treaties, not of the interface: each language has its own, whatever the reader's language is.
FORMS = {
    "ar": "المادة {number} – {title}",
    "en": "Article {number} – {title}",
    "es": "Artículo {number} – {title}",
    "fr": "Article {number} – {title}",
    "ru": "Статья {number} – {title}",
    "zh-hans": "第{number}条 {title}",
}


class Article(NumberedTerm):
    """One of the 42 articles of the Convention, or a sub-paragraph in use, such as 8(j), under its article."""

    class Meta(NumberedTerm.Meta):
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def cited(self, title: str, language: str) -> str:
        """Return "Article 8(j) – Traditional knowledge, innovations and practices" in a language."""
        return FORMS[language].format(number=self.number_in(language), title=title)
