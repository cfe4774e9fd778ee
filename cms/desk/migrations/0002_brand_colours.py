import django.core.validators
from django.db import migrations, models


def let_the_team_choose(apps, schema_editor):
    kind = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="desk", model="brand")[0]
    change = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename="change_brand", defaults={"name": "Can change brand"}
    )[0]
    for group in apps.get_model("auth", "Group").objects.filter(name__in=("Brand team", "Owner")):
        group.permissions.add(change)


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0001_roles'),
    ]

    operations = [
        migrations.CreateModel(
            name='Brand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('colour', models.CharField(default='#12627a', help_text='For the one filled button, links and what the team says. Texts in it are darkened until they can be read.', max_length=7, validators=[django.core.validators.RegexValidator('\\A#[0-9a-f]{6}\\Z', 'A colour is # and six digits or letters a to f.')], verbose_name='brand colour')),
                ('hue', models.PositiveSmallIntegerField(default=75, help_text='A place on the colour circle, 0 to 359: 75 is warm like paper, 250 is cool.', validators=[django.core.validators.MaxValueValidator(359)], verbose_name='tone of the greys')),
            ],
            options={
                'verbose_name': 'brand',
            },
        ),
        migrations.RunPython(let_the_team_choose, migrations.RunPython.noop),
    ]
