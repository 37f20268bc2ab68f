from django.db import migrations, models


class Migration(migrations.Migration):
    """Boards whose discussions stay open: on all others a discussion is started with its closing moment."""

    dependencies = [("collaboration", "0006_post_visible_when_numbered")]

    operations = [
        migrations.AddField(
            model_name="board",
            name="is_standing",
            field=models.BooleanField(
                default=False,
                help_text="For help and the like: they may be started without a closing moment.",
                verbose_name="discussions here stay open",
            ),
        ),
    ]
