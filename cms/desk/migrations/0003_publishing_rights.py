"""What the brand team may do to publish: menus, redirects, translations. And a second pair of eyes is theirs, not moderators'."""

from django.db import migrations

BOTH = (
    ("pages", "menu", ("change_menu",)),
    ("wagtailredirects", "redirect", ("add_redirect", "change_redirect", "delete_redirect")),
    ("simple_translation", "simpletranslation", ("submit_translation",)),
)
OWNERS = (
    ("wagtailcore", "workflow", ("add_workflow", "change_workflow", "delete_workflow")),
    ("wagtailcore", "groupapprovaltask", ("add_groupapprovaltask", "change_groupapprovaltask", "delete_groupapprovaltask")),
    ("wagtailcore", "locale", ("add_locale", "change_locale", "delete_locale")),
)


def permission(apps, app_label, model, codename):
    """Permissions are made after the last migration; those we need now are made here, as Django would."""
    kind, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=app_label, model=model)
    name = "Can " + codename.replace("_", " ")
    found = apps.get_model("auth", "Permission").objects
    return found.get_or_create(content_type=kind, codename=codename, defaults={"name": name})[0]


def give_rights(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    team = {group.name: group for group in Group.objects.filter(name__in=("Brand team", "Owner"))}
    for name, wanted in (("Brand team", BOTH), ("Owner", BOTH + OWNERS)):
        for app_label, model, codenames in wanted:
            for codename in codenames:
                if name in team:
                    team[name].permissions.add(permission(apps, app_label, model, codename))
    for task in apps.get_model("wagtailcore", "GroupApprovalTask").objects.filter(groups__name="Moderators"):
        task.groups.set(team.values())
        task.name = "A second pair of eyes"
        task.save()
    apps.get_model("wagtailcore", "Workflow").objects.filter(name="Moderators approval").update(name="A second pair of eyes")


def offer_languages(apps, schema_editor):
    """Pages can be translated into each language the site speaks."""
    for code in ("es", "ms"):
        apps.get_model("wagtailcore", "Locale").objects.get_or_create(language_code=code)


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0002_brand_colours"),
        ("pages", "0003_publishing"),
        ("simple_translation", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailredirects", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(give_rights, migrations.RunPython.noop),
        migrations.RunPython(offer_languages, migrations.RunPython.noop),
    ]
