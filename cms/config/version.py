import tomllib

from django.conf import settings


def version() -> str:
    """Of this checkout, as pyproject.toml says it."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
