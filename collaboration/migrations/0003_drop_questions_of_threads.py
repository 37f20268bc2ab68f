from django.db import migrations, models


class Migration(migrations.Migration):
    """The columns of what post no. 0 holds now; on the way back they are empty until 0002 fills them."""

    dependencies = [("collaboration", "0002_questions_as_posts")]

    operations = [
        migrations.AlterField("thread", "question", models.TextField(default="")),
        migrations.AlterField("thread", "question_html", models.TextField(default="")),
        migrations.RemoveField("thread", "question"),
        migrations.RemoveField("thread", "question_html"),
    ]
