"""Many published records at once: copies of one that went through the workflow, made inside the database."""

from django.db import connection

from chm_portal.records.models import Record

COPY = """
WITH template AS (SELECT * FROM records_record WHERE id = %(pk)s),
numbers AS (SELECT generate_series(%(first)s, %(last)s) AS n),
ids AS (SELECT n, nextval(pg_get_serial_sequence('records_record', 'id')) AS id FROM numbers),
revisions AS (SELECT n, id, nextval(pg_get_serial_sequence('records_revision', 'id')) AS revision_id FROM ids)
INSERT INTO test_clones SELECT n, id, revision_id FROM revisions
"""


def _columns(table: str, without: set[str]) -> str:
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
    return ", ".join(f'"{name}"' for name in columns if name not in without)


def clone(record: Record, copies: int, first: int = 10_001) -> None:
    """Copy a published record with its revision, its child and its terms; identifiers continue from `first`."""
    shell = _columns("records_record", {"id", "identifier", "current_id"})
    revision = _columns("records_revision", {"id", "record_id", "creation_key"})
    table = record.kind_of.model._meta.db_table
    child = _columns(table, {"record_ptr_id"})
    prefix = record.identifier.rsplit("-", 1)[0]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("CREATE TEMPORARY TABLE IF NOT EXISTS test_clones (n int, id bigint, revision_id bigint)")
        cursor.execute("TRUNCATE test_clones")
        cursor.execute(COPY, {"pk": record.pk, "first": first, "last": first + copies - 1})
        cursor.execute(
            f"INSERT INTO records_record (id, identifier, current_id, {shell})"
            f" SELECT c.id, %s || c.n, c.revision_id, {shell} FROM test_clones c,"
            f" (SELECT {shell} FROM records_record WHERE id = %s) r",
            [f"{prefix}-", record.pk],
        )
        cursor.execute(
            f"INSERT INTO records_revision (id, record_id, {revision}) SELECT c.revision_id, c.id, {revision}"
            f" FROM test_clones c, (SELECT {revision} FROM records_revision WHERE id = %s) r",
            [record.current_id],
        )
        cursor.execute(
            f"INSERT INTO {table} (record_ptr_id, {child}) SELECT c.id, {child}"
            f" FROM test_clones c, (SELECT {child} FROM {table} WHERE record_ptr_id = %s) r",
            [record.pk],
        )
        for name in ("theme", "article", "decision", "target", "country", "region"):
            cursor.execute(
                f"INSERT INTO records_record{name} (record_id, term_id, by_owner, by_secretariat)"
                f" SELECT c.id, r.term_id, r.by_owner, r.by_secretariat FROM test_clones c, records_record{name} r"
                " WHERE r.record_id = %s",
                [record.pk],
            )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
