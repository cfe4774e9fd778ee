"""Secrets that must be used again are kept sealed: a copy of the database alone opens none of them."""

import base64
import hashlib
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


@lru_cache(4)
def _box(*keys: str) -> MultiFernet:
    made = (hashlib.sha256(b"connections:" + key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in made])


def _opened() -> MultiFernet:
    return _box(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


def seal(text: str) -> str:
    return _opened().encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """What was sealed, by this SECRET_KEY or one of SECRET_KEY_FALLBACKS. InvalidToken for anything else."""
    return _opened().decrypt(sealed.encode()).decode() if sealed else ""
