from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "community.papers"
    label = "papers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from community.members import terms

        from .in_force import terms_in_force

        terms.told_by(terms_in_force)
