from typing import Any


def logs(*, level: str, form: str) -> dict[str, Any]:
    """To standard error, as `json` or as a `line` for people; cms/config/watch/lines.py says what is left out."""
    lines = "cms.config.watch.lines"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"()": f"{lines}.Words", "fmt": "{asctime} {levelname} {name}: {message}", "style": "{"},
            "json": {"()": f"{lines}.Json"},
        },
        "handlers": {"err": {"class": "logging.StreamHandler", "formatter": form}},
        "root": {"handlers": ["err"], "level": level},
    }
