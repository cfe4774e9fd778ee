from importlib import import_module

from django.db import migrations

install = import_module("engagement.recognition.migrations.0002_presets").install


class Migration(migrations.Migration):
    """The badges for friends who found help, for sites that have the first ten."""

    dependencies = [("recognition", "0002_presets")]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
