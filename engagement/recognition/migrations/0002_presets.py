from django.db import migrations

from engagement.recognition.presets import PRESETS
from engagement.rules import tree


def install(apps, schema_editor):
    """The badges a new site begins with. Later presets come with `actions.install_presets`."""
    Badge = apps.get_model("recognition", "Badge")
    RuleVersion = apps.get_model("recognition", "RuleVersion")
    for position, preset in enumerate(PRESETS):
        rule = tree.load(preset.rule)
        version, _ = RuleVersion.objects.get_or_create(version=tree.version_of(rule), defaults={"rule": tree.dump(rule)})
        values = {name: getattr(preset, name) for name in ("name", "says", "family", "shape", "metal", "glyph")}
        Badge.objects.get_or_create(slug=preset.slug, defaults={"rule": version, "position": position, **values})


class Migration(migrations.Migration):
    dependencies = [("recognition", "0001_initial")]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
