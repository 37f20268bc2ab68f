from django.db import migrations

QUESTION = 0


def write_posts(apps, schema_editor):
    """Write the question of every thread as its post no. 0."""
    thread_model = apps.get_model("collaboration", "Thread")
    post_model = apps.get_model("collaboration", "Post")
    post_model.objects.bulk_create(
        post_model(
            thread_id=thread.pk,
            key=thread.key,
            number=QUESTION,
            author_id=thread.started_by_id,
            text=thread.question,
            html=thread.question_html,
            state="visible",
            created_at=thread.started_at,
        )
        for thread in thread_model.objects.order_by("pk")
    )


def write_columns(apps, schema_editor):
    """Write the questions back into the threads."""
    thread_model = apps.get_model("collaboration", "Thread")
    questions = apps.get_model("collaboration", "Post").objects.filter(number=QUESTION)
    for pk, text, html in questions.values_list("thread_id", "text", "html"):
        thread_model.objects.filter(pk=pk).update(question=text, question_html=html)
    for name in ("PostVersion", "PostEdit", "PostReport"):
        apps.get_model("collaboration", name).objects.filter(post__number=QUESTION).delete()
    questions.delete()


class Migration(migrations.Migration):
    """The question of a discussion becomes its post no. 0, so that it has what posts have: history, reports, hiding."""

    dependencies = [("collaboration", "0001_boards_threads_and_posts")]

    operations = [migrations.RunPython(write_posts, write_columns)]
