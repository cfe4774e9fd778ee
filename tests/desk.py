"""Somebody of the team at the desk."""

from typing import Any

from django.test import Client


def as_(member: Any) -> Client:
    browser = Client()
    browser.force_login(member)
    return browser


def looking(member: Any, at: Any) -> Client:
    """With a member's page open, having said why."""
    browser = as_(member)
    browser.post(f"/cms/members/{at.pk}/", {"because": "Her message of today"})
    return browser
