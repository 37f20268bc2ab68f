"""Let the database refuse to delete a term or to give it another code, whoever asks.

TRUNCATE is not refused: it empties the tables of a test database.
"""

from django.db import migrations

TABLES = (
    "article",
    "audience",
    "country",
    "language",
    "licence",
    "region",
    "resourcetype",
    "target",
    "targetframework",
    "theme",
)

REFUSE = """
CREATE FUNCTION vocabularies_term_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.code = OLD.code THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Term % of % is retired, never deleted or given another code.', OLD.code, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
"""

GUARD = """
CREATE TRIGGER vocabularies_{table}_is_kept BEFORE DELETE OR UPDATE OF code ON vocabularies_{table}
    FOR EACH ROW EXECUTE FUNCTION vocabularies_term_is_kept();
"""

UNGUARD = "DROP TRIGGER vocabularies_{table}_is_kept ON vocabularies_{table};"


class Migration(migrations.Migration):
    dependencies = [("vocabularies", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION vocabularies_term_is_kept();"),
        *(migrations.RunSQL(GUARD.format(table=table), UNGUARD.format(table=table)) for table in TABLES),
    ]
