"""The three staff groups and what each may do in the CMS. Once: a site may change it afterwards on its own."""

from django.db import migrations

PAGES = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page")
FILES = {
    ("wagtailimages", "image"): ("add_image", "change_image", "choose_image"),
    ("wagtaildocs", "document"): ("add_document", "change_document", "choose_document"),
}


def permission(apps, app_label, model, codename):
    """Permissions are made after the last migration; those we need now are made here, as Django would."""
    kind, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=app_label, model=model)
    name = "Can " + codename.replace("_", " ")
    made = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename=codename, defaults={"name": name}
    )
    return made[0]


def make_roles(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    pages = apps.get_model("wagtailcore", "GroupPagePermission").objects
    collections = apps.get_model("wagtailcore", "GroupCollectionPermission").objects
    root_page = apps.get_model("wagtailcore", "Page").objects.filter(depth=1).first()
    root_collection = apps.get_model("wagtailcore", "Collection").objects.filter(depth=1).first()

    Group.objects.filter(name="Editors", user=None).delete()  # Wagtail's example; the brand team is ours
    moderators = Group.objects.get_or_create(name="Moderators")[0]
    pages.filter(group=moderators).delete()  # Wagtail means page moderators by the name, we mean the community's
    collections.filter(group=moderators).delete()
    access = permission(apps, "wagtailadmin", "admin", "access_admin")
    moderators.permissions.add(access)
    for name in ("Brand team", "Owner"):
        group = Group.objects.get_or_create(name=name)[0]
        group.permissions.add(access)
        for codename in PAGES if root_page else ():
            pages.get_or_create(group=group, page=root_page, permission=permission(apps, "wagtailcore", "page", codename))
        for (app_label, model), codenames in FILES.items() if root_collection else ():
            for codename in codenames:
                collections.get_or_create(
                    group=group, collection=root_collection, permission=permission(apps, app_label, model, codename)
                )
    owner = Group.objects.get(name="Owner")
    for app_label, model, codename in (
        ("members", "member", "change_member"),
        ("wagtailcore", "site", "change_site"),
        ("wagtailredirects", "redirect", "add_redirect"),
        ("wagtailredirects", "redirect", "change_redirect"),
        ("wagtailredirects", "redirect", "delete_redirect"),
    ):
        owner.permissions.add(permission(apps, app_label, model, codename))


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("members", "0001_initial"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailredirects", "0001_initial"),
    ]

    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
