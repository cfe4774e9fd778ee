from django.db import migrations

from engagement.referrals.rules import QUALIFYING
from engagement.rules import tree


def begin(apps, schema_editor):
    """The terms a new site begins with: `actions.change_programme` makes others."""
    RuleVersion = apps.get_model("recognition", "RuleVersion")
    rule = tree.load(QUALIFYING)
    version, _ = RuleVersion.objects.get_or_create(version=tree.version_of(rule), defaults={"rule": tree.dump(rule)})
    apps.get_model("referrals", "Programme").objects.get_or_create(version=1, defaults={"rule": version})


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial"), ("recognition", "0003_ambassadors")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
