import chm_portal.records.models.keys
import django.contrib.postgres.indexes
import django.db.models.fields.json
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


#: Letter for letter, small and large; any character beyond these (Chinese) becomes three letters of its own.
CYRILLIC = ("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "abvgdee3zijklmnoprstufhc4567y8ewq")
ACCENTS = ("àáâãäåçèéêëìíîïñòóôõöùúûüý", "aaaaaaceeeeiiiinooooouuuuy")
ARABIC = ("ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءأإآؤئ", "abtc9hxdzrzs5sdtz3gfqklmnhwyyh2aaa22")
FROM = "".join(small + small.upper() for small, _latin in (CYRILLIC, ACCENTS)) + ARABIC[0]
TO = "".join(latin * 2 for _small, latin in (CYRILLIC, ACCENTS)) + ARABIC[1]

TITLE_KEY = f"""
CREATE FUNCTION records_title_key(title text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN octet_length(plain) = length(plain) THEN plain ELSE (
        SELECT string_agg(CASE WHEN ascii(one) < 128 THEN one ELSE left(md5(one), 3) END, '' ORDER BY place)
        FROM unnest(string_to_array(plain, NULL)) WITH ORDINALITY AS letters(one, place)
    ) END
    FROM (SELECT translate(lower(title), '{FROM}', '{TO}') AS plain) AS written
$$
"""
ADDRESS_KEY = r"""
CREATE FUNCTION records_address_key(address text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT md5(regexp_replace(lower(address), '^https?://(www\.)?|[/#?]+$', '', 'g'))
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0003_successor_by_invitation'),
        ('records', '0008_links_to_drafts_and_translations'),
        ('vocabularies', '0004_when_a_vocabulary_changed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        TrigramExtension(),
        migrations.RunSQL(TITLE_KEY, "DROP FUNCTION records_title_key(text)"),
        migrations.RunSQL(ADDRESS_KEY, "DROP FUNCTION records_address_key(text)"),
        migrations.AddField(
            model_name='link',
            name='by_secretariat',
            field=models.BooleanField(default=False, verbose_name='kept by the secretariat'),
        ),
        migrations.AddField(
            model_name='relation',
            name='by_secretariat',
            field=models.BooleanField(default=False, verbose_name='kept by the secretariat'),
        ),
        migrations.AddIndex(
            model_name='link',
            index=models.Index(chm_portal.records.models.keys.AddressKey(models.F('address')), name='records_link_same_address'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(chm_portal.records.models.keys.TitleKey(models.F('title_ar')), name='gin_trgm_ops'), django.contrib.postgres.indexes.OpClass(chm_portal.records.models.keys.TitleKey(models.F('title_en')), name='gin_trgm_ops'), django.contrib.postgres.indexes.OpClass(chm_portal.records.models.keys.TitleKey(models.F('title_es')), name='gin_trgm_ops'), django.contrib.postgres.indexes.OpClass(chm_portal.records.models.keys.TitleKey(models.F('title_fr')), name='gin_trgm_ops'), django.contrib.postgres.indexes.OpClass(chm_portal.records.models.keys.TitleKey(models.F('title_ru')), name='gin_trgm_ops'), django.contrib.postgres.indexes.OpClass(chm_portal.records.models.keys.TitleKey(models.F('title_zh_hans')), name='gin_trgm_ops'), condition=models.Q(('state', 'published')), name='records_record_like_titles'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(chm_portal.records.models.keys.AddressKey(models.F('original_url')), condition=models.Q(('original_url', ''), _negated=True), name='records_record_same_original'),
        ),
        migrations.AddIndex(
            model_name='revision',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(chm_portal.records.models.keys.TitleKey(django.db.models.fields.json.KeyTextTransform('title_ar', 'payload')), name='gin_trgm_ops'), django.contrib.postgres.indexes.OpClass(chm_portal.records.models.keys.TitleKey(django.db.models.fields.json.KeyTextTransform('title_en', 'payload')), name='gin_trgm_ops'), django.contrib.postgres.indexes.OpClass(chm_portal.records.models.keys.TitleKey(django.db.models.fields.json.KeyTextTransform('title_es', 'payload')), name='gin_trgm_ops'), django.contrib.postgres.indexes.OpClass(chm_portal.records.models.keys.TitleKey(django.db.models.fields.json.KeyTextTransform('title_fr', 'payload')), name='gin_trgm_ops'), django.contrib.postgres.indexes.OpClass(chm_portal.records.models.keys.TitleKey(django.db.models.fields.json.KeyTextTransform('title_ru', 'payload')), name='gin_trgm_ops'), django.contrib.postgres.indexes.OpClass(chm_portal.records.models.keys.TitleKey(django.db.models.fields.json.KeyTextTransform('title_zh_hans', 'payload')), name='gin_trgm_ops'), condition=models.Q(('state__in', ('draft', 'returned', 'submitted', 'endorsed'))), name='records_revision_like_titles'),
        ),
        migrations.AddIndex(
            model_name='revision',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.F('payload'), name='jsonb_path_ops'), condition=models.Q(('state__in', ('draft', 'returned', 'submitted', 'endorsed'))), name='records_revision_same_address'),
        ),
    ]
