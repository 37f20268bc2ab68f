"""Rows of the search index become narrow: what is counted stands in them, what is ranked or sorted by beside them.

The two tables hold nothing but what the sweep makes anew from the records: they are thrown away, and search answers
from the records themselves until the new index is swapped in.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

TITLES = ("title_ar", "title_en", "title_es", "title_fr", "title_ru", "title_zh_hans")


def _entry(letter: str) -> migrations.CreateModel:
    newest = (
        models.OrderBy(models.F("published"), descending=True),
        models.OrderBy(models.F("identifier"), descending=True),
    )
    title = models.CharField(db_collation="C", max_length=80)
    return migrations.CreateModel(
        name=f"SearchEntry{letter.upper()}",
        fields=[
            ("identifier", models.CharField(db_collation="C", max_length=80, primary_key=True, serialize=False)),
            ("kind", models.CharField(max_length=40)),
            ("published", models.CharField(db_collation="C", max_length=30)),
            ("titles", django.contrib.postgres.fields.ArrayField(base_field=title, size=None)),
            ("codes", models.BinaryField()),
            ("terms", django.contrib.postgres.search.SearchVectorField()),
            ("bag", models.BinaryField()),
        ],
        options={
            "verbose_name": "document of the search index",
            "verbose_name_plural": "documents of the search index",
            "indexes": [
                django.contrib.postgres.indexes.GinIndex(
                    fastupdate=False, fields=["terms"], name=f"search_{letter}_terms"
                ),
                models.Index(*newest, name=f"search_{letter}_published"),
                *(
                    models.Index(models.F(f"titles__{place}"), *newest, name=f"search_{letter}_{title}")
                    for place, title in enumerate(TITLES)
                ),
            ],
        },
    )


def _narrow(letter: str) -> str:
    """Return the SQL that puts what is long beside the rows, the bag as it is, since it cannot be pressed; not codes."""
    return (
        f"ALTER TABLE search_searchentry{letter} SET (toast_tuple_target = 128),"
        " ALTER COLUMN bag SET STORAGE EXTERNAL, ALTER COLUMN codes SET STORAGE PLAIN"
    )


class Migration(migrations.Migration):
    dependencies = [("search", "0006_documents_of_several_models")]

    operations = [
        migrations.RunSQL("DELETE FROM search_searchshelf", migrations.RunSQL.noop),
        migrations.RunSQL("DELETE FROM search_searchterm", migrations.RunSQL.noop),
        migrations.DeleteModel("SearchEntryA"),
        migrations.DeleteModel("SearchEntryB"),
        migrations.DeleteModel("SearchCode"),
        migrations.CreateModel(
            name="SearchCode",
            fields=[
                ("id", models.SmallAutoField(primary_key=True, serialize=False)),
                ("facet", models.CharField(max_length=30, verbose_name="facet")),
                ("code", models.CharField(max_length=100, verbose_name="code")),
            ],
            options={
                "verbose_name": "code of a facet",
                "verbose_name_plural": "codes of facets",
                "constraints": [models.UniqueConstraint(fields=("facet", "code"), name="search_searchcode_once")],
            },
        ),
        _entry("a"),
        _entry("b"),
        migrations.RunSQL(_narrow("a"), migrations.RunSQL.noop),
        migrations.RunSQL(_narrow("b"), migrations.RunSQL.noop),
    ]
