from django.db import migrations, models

# A post got its number no earlier than it and those numbered before it were written.
FILL = """
UPDATE collaboration_post AS post SET visible_at = numbered.at
FROM (
    SELECT id, max(created_at) OVER (PARTITION BY thread_id ORDER BY number) AS at
    FROM collaboration_post WHERE number IS NOT NULL
) AS numbered
WHERE post.id = numbered.id
"""


class Migration(migrations.Migration):
    """When a post became visible, beside when it was written: the two differ where a moderator reads first."""

    dependencies = [("collaboration", "0004_queue_letters")]

    operations = [
        migrations.AddField(
            "post", "visible_at", models.DateTimeField(null=True, verbose_name="visible since")
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
