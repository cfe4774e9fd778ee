from django.db import migrations


def make_row(apps, schema_editor):
    apps.get_model("loyalty", "Programme").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    """The one row in which the brand says whether there is a membership; it begins switched off."""

    dependencies = [("loyalty", "0005_orders")]
    operations = [migrations.RunPython(make_row, migrations.RunPython.noop)]
