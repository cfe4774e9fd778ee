"""Pages that no address alone opens: the steps of signing in, forms with what is wrong in them, refusals, what was just done."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from cryptography.hazmat.primitives.asymmetric import ec
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, override_settings
from fido2.cose import ES256
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorAttestationResponse,
    AuthenticatorData,
    CollectedClientData,
    RegistrationResponse,
)

from community.members.models import Member
from community.notifications.mail import stop_token
from community.papers import actions as papers
from tests.architecture.world import World
from tests.people import PASSWORD, make_member, make_moderator
from tests.provider import ANA, providing, there_and_back

MFA, NO_PHOTO = "/accounts/2fa/", b"no photo at all"


@dataclass(frozen=True)
class Scene:
    name: str
    answer: HttpResponse

    @property
    def path(self) -> str:
        return self.answer.wsgi_request.path


class Visitor:
    """Somebody with a browser that keeps every page it was shown."""

    def __init__(self, world: World, member: Member | None = None, *, language: str = "en", **options: Any) -> None:
        self.world, self.scenes, self.member = world, [], member
        self.client = Client(raise_request_exception=False, **options)
        self.client.cookies["language"] = language
        if member:
            self.client.force_login(member)

    def get(self, pattern: str) -> HttpResponse:
        return self._keep(self.client.get(self.world.address(pattern), follow=True), f"GET {pattern}")

    def post(self, pattern: str, **data: Any) -> HttpResponse:
        said = self.client.post(self.world.address(pattern), data, follow=True)
        return self._keep(said, f"POST {pattern} {' '.join(data)}")

    def say_who(self) -> None:
        """As if the password had been asked for and typed a moment ago."""
        said = {"method": "password", "at": time.time(), "reauthenticated": True}
        session = self.client.session
        session["account_authentication_methods"], session["account_authentication_methods_user"] = [said], str(self.member.pk)
        session.save()

    def cookie(self, address: str) -> dict[str, str]:
        """What makes a real browser this one."""
        return {"name": "session", "value": self.client.cookies["session"].value, "url": address}

    def _keep(self, answer: HttpResponse, name: str) -> HttpResponse:
        self.scenes.append(Scene(name, answer))
        return answer


def code_in_mail() -> str:
    return re.search(r"^([A-Z0-9]{4,}(?:-[A-Z0-9]+)?)\s*$", mail.outbox[-1].body, re.MULTILINE)[1]


def app_code(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def passkey() -> dict[str, Any]:
    """What a browser would have said when a device made a key."""
    made = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    data = AttestedCredentialData.create(Aaguid.NONE, b"one", made)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    attested = AttestationObject.create("none", AuthenticatorData.create(bytes(32), flags, 0, data), {})
    client = CollectedClientData.create("webauthn.create", b"challenge", "http://testserver")
    said = RegistrationResponse(
        raw_id=b"one", response=AuthenticatorAttestationResponse(client_data=client, attestation_object=attested)
    )
    return {**said, "clientExtensionResults": {}}


def scenes(world: World, language: str = "en") -> Iterator[Scene]:
    """Every one in turn. What they leave in the world's database is rolled back by who asks, or is the test's own."""
    for play in (
        joining,
        signing_in,
        elsewhere,
        forgetting,
        security,
        second_factor,
        settings,
        refused_forms,
        refusals,
        done,
        asked_once,  # last: the others are asked for nothing before what they do
    ):
        for visitor in play(world, language):
            yield from visitor.scenes


def joining(world: World, language: str) -> Iterator[Visitor]:
    guest = Visitor(world, language=language)
    guest.post("/accounts/signup/", email="no address", name="Querencia team")
    guest.post("/accounts/signup/", email=world.ben.email, agreed="on")
    other = Visitor(world, language=language)
    other.post("/accounts/signup/", email="nia@example.com", agreed="on")
    other.post("/accounts/confirm-email/", code="WRONG1")
    other.post("/accounts/confirm-email/", action="resend")
    other.post("/accounts/confirm-email/", action="change", email="no address")
    other.post("/accounts/confirm-email/", code=code_in_mail())
    yield from (guest, other)


def signing_in(world: World, language: str) -> Iterator[Visitor]:
    guest = Visitor(world, language=language)
    guest.post("/accounts/login/")
    guest.post("/accounts/login/", login="ben@example.com", password="not this one")
    guest.post("/accounts/login/code/", email="no address")
    Visitor(world, language=language).post("/accounts/login/", login="who@example.com", password="")
    guest.post("/accounts/login/", login="ben@example.com", password="")
    guest.post("/accounts/login/code/confirm/", code="WRONG1")
    guest.post("/accounts/login/code/confirm/", action="resend")
    guest.post("/accounts/login/code/confirm/", code=code_in_mail())
    guest.post("/accounts/logout/")
    yield guest


def elsewhere(world: World, language: str) -> Iterator[Visitor]:
    """With the account of the shop: there and back, turned back, out of reach; connected and disconnected."""
    with providing(trusted=True, person=ANA | {"email": "nora@example.com", "sub": "nora"}) as shop:
        guest = Visitor(world, language=language)
        for pattern in ("/accounts/login/", "/accounts/signup/", "/accounts/elsewhere/shop/"):
            guest.get(pattern)
        guest.get(there_and_back(guest.post("/accounts/elsewhere/shop/")))
        guest.get("/accounts/3rdparty/signup/")
        guest.post("/accounts/3rdparty/signup/", name="Querencia team")
        for habit in ("cancelled", "unsigned"):
            shop.habit = habit
            guest.get(there_and_back(guest.post("/accounts/elsewhere/shop/")))
        guest.get("/accounts/oidc/shop/login/callback/")
        shop.habit, shop.person["email_verified"] = "", False
        guest.get(there_and_back(guest.post("/accounts/elsewhere/shop/")))
        guest.post("/accounts/3rdparty/signup/", name="Nora", email="no address")
        member = Visitor(world, make_member("noor"), language=language)
        member.say_who()
        member.get(there_and_back(member.post("/accounts/elsewhere/shop/connect/")))
        member.get("/settings/security/")
        member.get("/accounts/3rdparty/")
        shop.habit = "fails /token"
        guest.get(there_and_back(guest.post("/accounts/elsewhere/shop/")))
        yield from (guest, member)


def asked_once(world: World, language: str) -> Iterator[Visitor]:
    """What newcomers accept, what members are asked when the terms change, and the second step of the team."""
    editor = world.people["editor"]
    assert editor is not None
    paper = papers.publish_paper("terms", texts={"en": f"<p>Agreed in {language}.</p>"}, by=editor).version
    with override_settings(STAFF_SECOND_FACTOR=True):
        guest, member = Visitor(world, language=language), Visitor(world, make_member("nelly"), language=language)
        guest.get("/accounts/signup/")
        guest.post("/accounts/signup/", email="neo@example.com")
        member.get("/agree/?next=/questions/")
        member.post("/agree/", version="0", agreed="on")
        member.post("/texts/question/{question}/comments/", body="Is it the front lamp?")
        member.post("/agree/", say="later", next="/settings/")
        member.get("/settings/")
        member.post("/agree/", version=str(paper), agreed="on")
        member.get("/settings/privacy/")
        mia = Visitor(world, make_moderator("moira"), language=language)
        mia.post("/agree/", version=str(paper), agreed="on")
        mia.get("/settings/security/step/?next=/cms/")
        mia.post("/questions/{question}/acts/close/", reason="off_topic")
        totp.TOTP.activate(mia.member, totp.generate_totp_secret())
        mia.get("/settings/security/step/?next=/cms/")
        yield from (guest, member, mia)


def forgetting(world: World, language: str) -> Iterator[Visitor]:
    rosa, guest = make_member("rosa"), Visitor(world, language=language)
    guest.post("/accounts/password/reset/", email="no address")
    guest.post("/accounts/password/reset/", email="who@example.com")
    guest.post("/accounts/password/reset/", email=rosa.email)
    guest.post("/accounts/password/reset/confirm/", code="WRONG1")
    guest.post("/accounts/password/reset/confirm/", code=code_in_mail())
    guest.post("/accounts/password/reset/complete/", password1="password", password2="other")
    guest.post("/accounts/password/reset/complete/", password1=PASSWORD, password2=PASSWORD)
    yield guest


def security(world: World, language: str) -> Iterator[Visitor]:
    """What changes how one gets in: asked once more who one is, then done."""
    asked = Visitor(world, make_member("eva"), language=language)
    asked.get(f"{MFA}totp/activate/")
    asked.post("/accounts/reauthenticate/", password="not this one")
    member = Visitor(world, asked.member, language=language)
    member.say_who()
    member.post("/accounts/password/change/", oldpassword="not this one", password1="eva", password2="123")
    member.post("/accounts/password/change/", oldpassword=PASSWORD, password1=f"{PASSWORD}s", password2=f"{PASSWORD}s")
    member.say_who()
    member.post("/accounts/email/", email="no address", action_add="")
    member.post("/accounts/email/", email="ben@example.com", action_add="")
    member.post("/accounts/email/", email="eva@example.org", action_add="")
    member.get("/accounts/email/")
    member.post("/accounts/confirm-email/", code=code_in_mail())
    member.get("/accounts/sessions/")
    member.post("/accounts/sessions/")
    without = Visitor(world, make_member("tom", password=None), language=language)
    without.say_who()
    without.get("/settings/security/")
    without.post("/accounts/password/set/", password1="password", password2="other")
    without.post("/accounts/password/set/", password1=PASSWORD, password2=PASSWORD)
    yield from (asked, member, without)


def second_factor(world: World, language: str) -> Iterator[Visitor]:
    member = Visitor(world, make_member("uma"), language=language)
    member.say_who()
    member.get(f"{MFA}totp/activate/")
    member.post(f"{MFA}totp/activate/", code="000000")
    secret = member.client.session["mfa.totp.secret"]
    member.post(f"{MFA}totp/activate/", code=app_code(secret))
    key = Authenticator.objects.create(
        user=member.member, type=Authenticator.Type.WEBAUTHN, data={"name": "My laptop", "credential": passkey()}
    )
    for page in ("", "totp/deactivate/", "recovery-codes/", "recovery-codes/generate/", "webauthn/", "webauthn/add/"):
        member.get(MFA + page)
    for page in ("edit", "remove"):
        member.get(f"{MFA}webauthn/keys/{key.pk}/{page}/")
    member.post(f"{MFA}webauthn/keys/{key.pk}/edit/", name="")
    member.post(f"{MFA}webauthn/keys/{key.pk}/remove/")
    member.post(f"{MFA}recovery-codes/generate/")
    asked = Visitor(world, member.member, language=language)
    asked.get(f"{MFA}reauthenticate/")
    asked.post(f"{MFA}reauthenticate/", code="000000")
    guest = Visitor(world, language=language)
    guest.post("/accounts/login/", login="uma@example.com", password=PASSWORD)
    guest.post(f"{MFA}authenticate/", code="000000")
    member.post(f"{MFA}totp/deactivate/")
    yield from (member, asked, guest)


def settings(world: World, language: str) -> Iterator[Visitor]:
    member, editor = (Visitor(world, world.people[role], language=language) for role in ("member", "editor"))
    member.post("/settings/", name="Querencia team", bio="b" * 300, language="xx", time_zone="Nowhere/Never")
    member.post("/settings/", name="Zed", bio="", language=language, time_zone="UTC")
    for handle in ("", "a", "ana", "admin", "Two words"):
        member.post("/settings/handle/", handle=handle)
    member.post("/settings/handle/", handle="zed2")
    member.post("/settings/handle/", handle="zed3")
    member.post("/settings/picture/")
    member.post("/settings/picture/", picture=SimpleUploadedFile("a.png", NO_PHOTO, "image/png"))
    member.post("/settings/keys/", name="")
    member.post("/settings/keys/", name="My script")
    member.post("/notifications/preferences/")
    stop = f"/notifications/unsubscribe/{stop_token(member.member.pk, 'answer.posted')}/"
    member.get(stop)
    member.post(stop)
    editor.get("/settings/keys/")
    yield from (member, editor)


def refused_forms(world: World, language: str) -> Iterator[Visitor]:
    ana, ben, mia = (
        Visitor(world, it, language=language) for it in (world.people["owner"], world.ben, world.people["moderator"])
    )
    no_photo = SimpleUploadedFile("a.png", NO_PHOTO, "image/png")
    ana.post("/questions/ask/", title="Hm", body="")
    ana.post("/questions/ask/", title="Why is it so loud?" * 12, body="b" * 30_001, products="999", tags="a,b,c,d,e,f,g")
    ana.post("/questions/ask/", title="Why is it so loud?", body="b", picture=no_photo)
    ana.post("/questions/ask/", title="Why does the lamp flicker?", body="It *began*.", preview="1")
    ana.post("/questions/{question}/acts/answer/", body="")
    ana.post("/questions/{question}/acts/answer/", body="x" * 30_001)
    ana.post("/texts/question/{question}/comment/", body="a")
    ana.post("/texts/comment/{comment}/edit/", body="x" * 601)
    ana.post("/texts/question/{question}/edit/", title="", body="", reason="r" * 301)
    ana.post("/answers/{answer}/note/", note="", outcome="never", seen="x")
    ana.post("/answers/{answer}/note/", note="n" * 5000, seen="public")
    ana.get("/answers/{answer}/doubt/didnt_work/")
    ana.get("/answers/{answer}/doubt/outdated/")
    ana.post("/answers/{answer}/doubt/didnt_work/", reason="r" * 5000, version="v" * 100)
    ben.get("/texts/answer/{answer}/edit/")
    mia.post("/texts/answer/{answer}/hide/", note="n" * 5000)
    mia.post("/questions/{question}/acts/close/", reason="", note="n" * 5000)
    mia.post("/questions/{question}/acts/duplicate/", duplicate_of="nowhere")
    mia.post("/questions/{question}/acts/duplicate/", duplicate_of=str(world.question.pk))
    yield from (ana, ben, mia)


def refusals(world: World, language: str) -> Iterator[Visitor]:
    ana, zed = (Visitor(world, world.people[role], language=language) for role in ("owner", "member"))
    stranger = Visitor(world, language=language, enforce_csrf_checks=True)
    stranger.post("/accounts/login/", login="x", body="Words that are kept.")
    guest = Visitor(world, language=language)
    guest.post("/questions/ask/", title="Why is it so loud?", body="x" * 2_200_000)
    guest.get("/nothing/")
    for number in range(25):
        if guest.client.post("/accounts/signup/", {"email": f"m{number}@example.com", "agreed": "on"}).status_code == 429:
            break
    guest.post("/accounts/signup/", email="nia2@example.com", agreed="on")
    ana.post("/questions/{question}/acts/me-too/")
    ana.post("/answers/{deleted_answer}/helped/")
    ana.post("/questions/{question}/acts/answer/", body="Cut the bolt. " * 20, submission="no-uuid")
    ana.post("/questions/{question}/acts/reopen/")
    ana.get("/questions/{question}/acts/close/")
    ana.post("/texts/answer/{answer}/hide/", reason="spam")
    zed.post("/answers/{answer}/accept/")
    zed.post("/answers/{accepted}/unaccept/")
    zed.post("/texts/comment/{comment}/delete/")
    zed.post("/texts/comment/{comment}/edit/", body="Words that are kept.")
    zed.get("/questions/{hidden}/{hidden_slug}/")
    yield from (stranger, guest, ana, zed)


def done(world: World, language: str) -> Iterator[Visitor]:
    """Acts that go well, and what the page says afterwards."""
    ana, ben, mia, leo, zed = (
        Visitor(world, it, language=language)
        for it in (world.people["owner"], world.ben, world.people["moderator"], world.people["editor"], world.people["member"])
    )
    zed.post("/questions/{question}/acts/me-too/")
    zed.post("/answers/{answer}/helped/")
    zed.post("/answers/{answer}/note/", note="It rides well again.", outcome="solved", seen="public")
    zed.get("/answers/{answer}/notes/")
    zed.post("/answers/{answer}/doubt/outdated/", reason="There is a newer one.", version="2")
    leo.post("/questions/{question}/acts/answer/", body="Our lamps want the newer bracket.", official="on")
    ana.post("/answers/{answer}/accept/")
    ana.post("/answers/{answer}/unaccept/")
    ana.post("/answers/{answer}/accept/")
    ana.post("/texts/comment/{comment}/edit/", body="It is the rear lamp.")
    ben.post("/texts/answer/{answer}/edit/", body="Check the earth wire twice.", reason="Once was not enough.")
    ben.get("/texts/answer/{answer}/revisions/")
    ben.post("/texts/answer/{answer}/comment/", body="Thank you for this.")
    ben.get("/me/why/")
    ana.post("/texts/comment/{comment}/delete/")
    mia.post("/texts/answer/{answer}/hide/", reason="spam", note="Please no.")
    mia.post("/texts/answer/{answer}/restore/")
    mia.post("/questions/{question}/acts/close/", reason="off_topic")
    ana.get("/questions/{question}/{slug}/")
    mia.post("/questions/{question}/acts/reopen/")
    ana.post("/texts/question/{question}/delete/")
    ana.post("/texts/question/{question}/undelete/")
    yield from (ana, ben, mia, leo, zed)
