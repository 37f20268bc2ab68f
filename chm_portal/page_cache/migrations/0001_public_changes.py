"""The table of public changes, and what the triggers on public tables call (page_cache.watching puts them there).

A trigger may be given a column, the values of it with which a row is shown to the public ("*": any), and columns that
no public page shows: a change of what is hidden before and after it does not count.
"""

import django.db.models.functions.datetime
from django.db import migrations, models

FORWARDS = """
CREATE FUNCTION page_cache_count_change() RETURNS void LANGUAGE sql AS $$
    INSERT INTO page_cache_publicchange (transaction) VALUES (pg_current_xact_id()::text::bigint)
    ON CONFLICT (transaction) DO NOTHING;
$$;
CREATE FUNCTION page_cache_shown(of_row jsonb, shown_by text, shown_with text, unseen text) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
    SELECT of_row - string_to_array(unseen, ',')
    WHERE shown_by = '' OR of_row ->> shown_by = ANY (string_to_array(shown_with, ','))
        OR shown_with = '*' AND of_row ->> shown_by IS NOT NULL;
$$;
CREATE FUNCTION page_cache_row_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb;
    after jsonb;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW THEN
        RETURN NULL;
    END IF;
    IF TG_NARGS > 0 THEN
        IF TG_OP <> 'INSERT' THEN
            before := page_cache_shown(to_jsonb(OLD), TG_ARGV[0], TG_ARGV[1], TG_ARGV[2]);
        END IF;
        IF TG_OP <> 'DELETE' THEN
            after := page_cache_shown(to_jsonb(NEW), TG_ARGV[0], TG_ARGV[1], TG_ARGV[2]);
        END IF;
        IF before IS NOT DISTINCT FROM after THEN
            RETURN NULL;
        END IF;
    END IF;
    PERFORM page_cache_count_change();
    RETURN NULL;
END $$;
"""
BACKWARDS = """
DROP FUNCTION page_cache_row_changed() CASCADE;
DROP FUNCTION page_cache_shown(jsonb, text, text, text);
DROP FUNCTION page_cache_count_change();
"""


class Migration(migrations.Migration):
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="PublicChange",
            fields=[
                ("transaction", models.BigIntegerField(primary_key=True, serialize=False)),
                ("changes", models.PositiveBigIntegerField(db_default=1)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={"default_permissions": ()},
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
