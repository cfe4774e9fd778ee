from django.conf import settings
from django.db import migrations
from django.db.models import OuterRef, Subquery


def move(apps, schema_editor):
    """Who agreed to a version of the papers agreed to the terms: it is kept with the members' other agreements."""
    accepted, agreement = apps.get_model("papers", "Accepted"), apps.get_model("members", "Agreement")
    member = apps.get_model(settings.AUTH_USER_MODEL)
    agreement.objects.bulk_create(
        (
            agreement(member_id=row.member_id, document="terms", version=str(row.version), at=row.at)
            for row in accepted.objects.order_by("pk").iterator()
        ),
        batch_size=1000,
        ignore_conflicts=True,
    )
    last = accepted.objects.filter(member=OuterRef("pk")).order_by("-version").values("version")[:1]
    member.objects.filter(pk__in=accepted.objects.values("member")).update(agreed_to=Subquery(last))


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_papers"), ("members", "0006_agreements")]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.DeleteModel(name="Accepted"),
    ]
