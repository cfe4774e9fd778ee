"""Who gets what at every address. A new route without a row here fails the suite; so does a row whose route is gone.

Roles in order: guest, an uninvolved member, the owner of the thing, a moderator, a brand editor. 200 is the page, 302 a
step further (a guest's is the way to sign-in), 403 a refusal with its reason, 404 says nothing, 405 not that way.
"""

from dataclasses import dataclass, field

Statuses = tuple[int, int, int, int, int]


@dataclass(frozen=True)
class Row:
    route: str  # as the URL resolver names it
    method: str
    address: str  # with names of tests.architecture.world
    expected: Statuses
    data: dict[str, str] = field(default_factory=dict)


def get(route: str, address: str, *expected: int) -> Row:
    return Row(route, "get", address, expected)  # type: ignore[arg-type]


def post(route: str, address: str, /, *expected: int, **data: str) -> Row:
    return Row(route, "post", address, expected, data)  # type: ignore[arg-type]


# Other people's code with its own tests, by prefix: test_roles.py looks at what stands behind it as a whole.
PREFIXES = ("cms/", "^cms/password_reset/")

EVERYBODY = (200, 200, 200, 200, 200)
SIGNED_IN = (302, 200, 200, 200, 200)
QUESTION, TEXT = "questions/<int:question_id>/", "texts/<str:kind>/<int:pk>/"
ACTS, ANSWER = f"{QUESTION}acts/", "answers/<int:answer_id>/"
THIS = "/questions/{question}/"
MFA = "accounts/2fa/"
FORM = "5f0c6a44-6f0e-4b52-9d3c-0c5d2f9a7e11"

OLD_NAMES = ("login/cancelled", "login/error", "signup", "connections")  # of allauth's pages
GALLERY = ("400", "403", "404", "410", "413", "429", "500", "503", "refused")
WARNING = {"act": "warn", "reason": "spam", "note": "Please."}

SITE = [
    get("healthz", "/healthz", *EVERYBODY),
    get("readyz", "/readyz", *EVERYBODY),
    get("metrics", "/metrics", 404, 404, 404, 404, 404),
    get("robots.txt", "/robots.txt", *EVERYBODY),
    get("sitemap.xml", "/sitemap.xml", *EVERYBODY),
    get("sitemaps/<str:section>-<int:number>.xml", "/sitemaps/questions-0.xml", *EVERYBODY),
    get("sitemaps/<str:section>-<int:number>.xml", "/sitemaps/questions-9.xml", 404, 404, 404, 404, 404),
    get("^((?:[\\w\\-]+/)*)$", "/", *EVERYBODY),
    get("^((?:[\\w\\-]+/)*)$", "/nothing/here/", 404, 404, 404, 404, 404),
    get("^((?:[\\w\\-]+/)*)$", "/guides/", *EVERYBODY),
    get("^((?:[\\w\\-]+/)*)$", "/guides/{guide_slug}/", *EVERYBODY),
    post("guides/<int:pk>/useful/", "/guides/{guide}/useful/", 302, 302, 302, 302, 302, said="yes"),
    post("guides/of-answer/<int:answer_id>/", "/guides/of-answer/{accepted}/", 302, 403, 403, 403, 302),
    get("terms/", "/terms/", *EVERYBODY),
    get("terms/<int:version>/", "/terms/1/", *EVERYBODY),
    get("terms/<int:version>/", "/terms/99/", 404, 404, 404, 404, 404),
    get("guidelines/", "/guidelines/", 404, 404, 404, 404, 404),
    get("guidelines/<int:version>/", "/guidelines/1/", 404, 404, 404, 404, 404),
    get("appearance/", "/appearance/", 405, 405, 405, 405, 405),
    post("appearance/", "/appearance/", 302, 302, 302, 302, 302, theme="dark"),
    get("theme/<slug:name>.css", "/theme/an-older-one.css", *EVERYBODY),
    post("language/", "/language/", 302, 302, 302, 302, 302, language="es"),
    get("media/<path:path>", "/media/avatars/nothing.webp", 404, 404, 404, 404, 404),
    get("documents/^(\\d+)/(.*)$", "/documents/1/a.pdf", 404, 404, 404, 404, 404),
    get("documents/authenticate_with_password/<int:restriction_id>/", "/documents/authenticate_with_password/1/", *[404] * 5),
    get(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        "/_util/authenticate_with_password/1/1/",
        *[404] * 5,
    ),
    get("gallery/", "/gallery/", *EVERYBODY),
    *[get("gallery/<slug:name>/", f"/gallery/{name}/", *EVERYBODY) for name in GALLERY],
    get("_util/login/", "/_util/login/", 302, 302, 302, 302, 302),
]

MEMBERS = [
    get("members/<handle:handle>/", "/members/ana/", *EVERYBODY),
    get("members/<handle:handle>/", "/members/nobody/", 404, 404, 404, 404, 404),
    get("me/", "/me/", 302, 302, 302, 302, 302),
    get("settings/", "/settings/", *SIGNED_IN),
    get("settings/handle/", "/settings/handle/", 302, 405, 405, 405, 405),
    get("settings/picture/", "/settings/picture/", 302, 405, 405, 405, 405),
    get("settings/security/", "/settings/security/", *SIGNED_IN),
    get("settings/security/step/", "/settings/security/step/", 302, 302, 302, 302, 302),
    get("settings/keys/", "/settings/keys/", *SIGNED_IN),
    get("settings/privacy/", "/settings/privacy/", *SIGNED_IN),
    post("settings/privacy/consent/", "/settings/privacy/consent/", 302, 302, 302, 302, 302, purpose="news", channel="mail"),
    post("settings/privacy/export/", "/settings/privacy/export/", 302, 302, 302, 302, 302),
    get("settings/privacy/export/<int:pk>/", "/settings/privacy/export/1/", 302, 302, 302, 302, 302),
    get("settings/privacy/leave/", "/settings/privacy/leave/", 302, 302, 302, 302, 302),
    post("settings/privacy/stay/", "/settings/privacy/stay/", 302, 302, 302, 302, 302),
    get("stay/<str:token>/", "/stay/nonsense/", 404, 404, 404, 404, 404),
    post("settings/reach/", "/settings/reach/", 302, 302, 302, 302, 302, reached_by="mail", quiet_from="22", quiet_until="7"),
    get("agree/", "/agree/", 302, 302, 302, 302, 302),
    post("consent/", "/consent/", 302, 302, 302, 302, 302, purpose="news", say="no"),
    post("settings/keys/<int:key_id>/revoke/", "/settings/keys/{key}/revoke/", 302, 404, 302, 404, 404),
    get("notifications/", "/notifications/", *SIGNED_IN),
    post("notifications/read/", "/notifications/read/", 302, 302, 302, 302, 302),
    post("notifications/<int:pk>/read/", "/notifications/{message}/read/", 302, 302, 302, 302, 302),
    get("notifications/preferences/", "/notifications/preferences/", *SIGNED_IN),
    get("notifications/unsubscribe/<str:token>/", "/notifications/unsubscribe/nonsense/", 404, 404, 404, 404, 404),
]

FORUM = [
    get("questions/", "/questions/", *EVERYBODY),
    get("feeds/questions.<form:form>", "/feeds/questions.atom", *EVERYBODY),
    get("feeds/waiting.<form:form>", "/feeds/waiting.json", *EVERYBODY),
    get("tags/<str:slug>/feed.<form:form>", "/tags/wiring/feed.atom", *EVERYBODY),
    get("tags/<str:slug>/feed.<form:form>", "/tags/nothing/feed.json", 404, 404, 404, 404, 404),
    get("products/<str:slug>/feed.<form:form>", "/products/{product}/feed.json", *EVERYBODY),
    get("categories/<str:slug>/feed.<form:form>", "/categories/{category}/feed.atom", *EVERYBODY),
    get("members/<handle:handle>/feed.<form:form>", "/members/ana/feed.atom", *EVERYBODY),
    get("members/<handle:handle>/feed.<form:form>", "/members/nobody/feed.atom", 404, 404, 404, 404, 404),
    get("tags/", "/tags/", *EVERYBODY),
    get("tags/<str:slug>/", "/tags/wiring/", *EVERYBODY),
    get("categories/<str:slug>/", "/categories/{category}/", *EVERYBODY),
    get("products/<str:slug>/", "/products/{product}/", *EVERYBODY),
    get("questions/ask/", "/questions/ask/", *EVERYBODY),
    get(f"{QUESTION}<str:slug>/", "/questions/{question}/{slug}/", *EVERYBODY),
    get(f"{QUESTION}<str:slug>/", "/questions/{private}/{private_slug}/", 404, 404, 200, 200, 200),
    get(f"{QUESTION}<str:slug>/", "/questions/{hidden}/{hidden_slug}/", 410, 410, 200, 200, 200),
    get(f"{QUESTION}picture.png", THIS + "picture.png", *EVERYBODY),
    get(f"{QUESTION}picture.png", "/questions/{private}/picture.png", 404, 404, 404, 404, 404),
    get(f"{QUESTION}picture.png", "/questions/{hidden}/picture.png", 410, 410, 410, 410, 410),
    get(QUESTION, THIS, 301, 301, 301, 301, 301),
    get(QUESTION, "/questions/{private}/", 404, 404, 301, 301, 301),
    get("q/<int:question_id>/", "/q/{question}/", 301, 301, 301, 301, 301),
    get("q/<int:question_id>/", "/q/{private}/", 404, 404, 301, 301, 301),
    get("a/<int:answer_id>/", "/a/{answer}/", 302, 302, 302, 302, 302),
    get("a/<int:answer_id>/", "/a/{deleted_answer}/", 410, 410, 410, 302, 302),
    get(f"{QUESTION}answers/<int:answer_id>/fragment/", THIS + "answers/{answer}/fragment/", *EVERYBODY),
    get(f"{QUESTION}answers/<int:answer_id>/fragment/", THIS + "answers/{deleted_answer}/fragment/", 410, 410, 410, 200, 200),
    get(f"{QUESTION}comments/<int:comment_id>/fragment/", THIS + "comments/{comment}/fragment/", *EVERYBODY),
    get(f"{QUESTION}news/fragment/", THIS + "news/fragment/", *EVERYBODY),
    get(f"{QUESTION}news/fragment/", "/questions/{private}/news/fragment/", 404, 404, 200, 200, 200),
    get(f"{QUESTION}state/fragment/", THIS + "state/fragment/", *EVERYBODY),
    get(f"{QUESTION}state/fragment/", "/questions/{private}/state/fragment/", 404, 404, 200, 200, 200),
    post("pictures/", "/pictures/", 401, 400, 400, 400, 400),
    get("pictures/<str:name>", "/pictures/nothing.webp", 404, 404, 404, 404, 404),
    get("drafts/", "/drafts/", *SIGNED_IN),
    get("drafts/here/", "/drafts/here/?place=ask", *EVERYBODY),
    post("drafts/save/", "/drafts/save/", 401, 200, 409, 200, 200, place="ask", submission=FORM, title="Half a thought"),
    post("drafts/<int:pk>/delete/", "/drafts/{draft}/delete/", 302, 302, 302, 302, 302),
    get(f"{ACTS}answer/", THIS + "acts/answer/", *EVERYBODY),
    get(f"{ACTS}answer/", "/questions/{private}/acts/answer/", 404, 404, 200, 200, 200),
    post(f"{ACTS}answer/", THIS + "acts/answer/", 302, 302, 302, 302, 302, body="Tighten the screw of the bracket."),
    post(f"{ACTS}answer/", "/questions/{private}/acts/answer/", 302, 404, 302, 302, 302, body="Tighten the screw."),
    post(f"{ACTS}follow/", THIS + "acts/follow/", 302, 302, 403, 302, 302),
    post(f"{ACTS}me-too/", THIS + "acts/me-too/", 302, 302, 403, 302, 302),
    get(f"{ACTS}close/", THIS + "acts/close/", 302, 403, 403, 200, 403),
    post(f"{ACTS}close/", THIS + "acts/close/", 302, 403, 403, 302, 403, reason="off_topic"),
    post(f"{ACTS}reopen/", THIS + "acts/reopen/", 302, 403, 403, 409, 403),
    post(f"{ANSWER}helped/", "/answers/{answer}/helped/", 302, 302, 302, 302, 302),
    post(f"{ANSWER}helped/", "/answers/{deleted_answer}/helped/", 302, 410, 410, 403, 403),
    post(f"{ANSWER}note/", "/answers/{answer}/note/", 302, 302, 302, 302, 302, note="It rides well again.", seen="public"),
    get(f"{ANSWER}notes/", "/answers/{answer}/notes/", *EVERYBODY),
    post(f"{ANSWER}doubt/<str:kind>/", "/answers/{answer}/doubt/didnt_work/", 302, 302, 302, 302, 302, reason="Still dark."),
    post(f"{ANSWER}accept/", "/answers/{answer}/accept/", 302, 403, 302, 403, 403),
    post(f"{ANSWER}unaccept/", "/answers/{accepted}/unaccept/", 302, 403, 302, 302, 302),
    get(f"{TEXT}comments/", "/texts/question/{question}/comments/", *EVERYBODY),
    get(f"{TEXT}comments/", "/texts/question/{private}/comments/", 404, 404, 200, 200, 200),
    post(f"{TEXT}comment/", "/texts/answer/{answer}/comment/", 302, 302, 302, 302, 302, body="Thank you for this."),
    get(f"{TEXT}edit/", "/texts/question/{question}/edit/", 302, 403, 200, 200, 403),
    post(f"{TEXT}edit/", "/texts/comment/{comment}/edit/", 302, 403, 302, 302, 403, body="It is the rear.", reason="Words"),
    post(f"{TEXT}delete/", "/texts/comment/{comment}/delete/", 302, 403, 302, 403, 403),
    post(f"{TEXT}undelete/", "/texts/answer/{deleted_answer}/undelete/", 302, 410, 410, 302, 403),
    get(f"{TEXT}report/", "/texts/answer/{answer}/report/", *EVERYBODY),
    get(f"{TEXT}report/", "/texts/question/{question}/report/", 200, 200, 403, 200, 200),
    get(f"{TEXT}report/", "/texts/question/{private}/report/", 404, 404, 403, 200, 200),
    post(f"{TEXT}report/", "/texts/answer/{answer}/report/", 400, 302, 302, 302, 302, reason="spam"),
    post(f"{TEXT}report/", "/texts/answer/{answer}/report/", 400, 400, 400, 400, 400, reason="dull"),
    get("report/", "/report/", *EVERYBODY),
    post("report/", "/report/", 400, 400, 400, 400, 400, address="/questions/{question}/"),
    get("reports/<uuid:key>/", "/reports/{report}/", *EVERYBODY),
    get("reports/<uuid:key>/", f"/reports/{FORM}/", *[404] * 5),
    post("reports/<uuid:key>/", "/reports/{report}/", *[403] * 5, proof="made-up"),
    get(f"{TEXT}author/", "/texts/question/{question}/author/", 302, 403, 403, 200, 403),
    post(
        f"{TEXT}author/", "/texts/question/{question}/author/", 302, 403, 403, 302, 403, act="warn", reason="spam", note="Please."
    ),
    get("members/<handle:handle>/decide/", "/members/ana/decide/", 302, 403, 403, 200, 403),
    get("members/<handle:handle>/decide/", "/members/leo/decide/", 302, 403, 403, 403, 403),
    post("members/<handle:handle>/decide/", "/members/ana/decide/", 302, 403, 403, 400, 403, act="suspend"),
    get("suspended/<str:token>/", "/suspended/{suspended}/", *EVERYBODY),
    get("suspended/<str:token>/", "/suspended/made-up/", *[404] * 5),
    post("suspended/<str:token>/", "/suspended/{suspended}/", *[302] * 5, words="It was not me."),
    get(f"{ACTS}duplicate/", THIS + "acts/duplicate/", 302, 403, 403, 200, 403),
    post(f"{ACTS}duplicate/", THIS + "acts/duplicate/", 302, 403, 403, 302, 403, duplicate_of="{solved}"),
    get("decisions/", "/decisions/", *SIGNED_IN),
    get("decisions/<int:decision_id>/", "/decisions/{decision}/", 302, 404, 200, 200, 404),
    post("decisions/<int:decision_id>/", "/decisions/{decision}/", 302, 404, 302, 403, 404, words="Please look again."),
    post("decisions/<int:decision_id>/undo/", "/decisions/{decision}/undo/", 302, 404, 403, 302, 404),
    get(f"{ACTS}move/", THIS + "acts/move/", 302, 403, 403, 200, 403),
    post(f"{ACTS}move/", THIS + "acts/move/", 302, 403, 403, 302, 403, category="{other_category}"),
    get(f"{TEXT}hide/", "/texts/answer/{answer}/hide/", 302, 403, 403, 200, 403),
    post(f"{TEXT}hide/", "/texts/answer/{answer}/hide/", 302, 403, 403, 302, 403, reason="spam"),
    post(f"{TEXT}restore/", "/texts/question/{hidden}/restore/", 302, 410, 403, 302, 403),
    get(f"{TEXT}revisions/", "/texts/question/{question}/revisions/", *EVERYBODY),
    get(f"{TEXT}revisions/", "/texts/question/{private}/revisions/", 404, 404, 200, 200, 200),
]

SIGN_IN = [
    get("accounts/login/", "/accounts/login/", 200, 302, 302, 302, 302),
    get("accounts/signup/", "/accounts/signup/", 200, 302, 302, 302, 302),
    get("accounts/logout/", "/accounts/logout/", *SIGNED_IN),
    get("accounts/inactive/", "/accounts/inactive/", *EVERYBODY),
    get("accounts/reauthenticate/", "/accounts/reauthenticate/", *SIGNED_IN),
    get("accounts/email/", "/accounts/email/", *SIGNED_IN),
    get("accounts/confirm-email/", "/accounts/confirm-email/", 302, 302, 302, 302, 302),
    get("accounts/password/change/", "/accounts/password/change/", *SIGNED_IN),
    get("accounts/password/set/", "/accounts/password/set/", 302, 302, 302, 302, 302),
    get("accounts/password/reset/", "/accounts/password/reset/", *EVERYBODY),
    get("accounts/password/reset/confirm/", "/accounts/password/reset/confirm/", 302, 302, 302, 302, 302),
    get("accounts/password/reset/complete/", "/accounts/password/reset/complete/", 302, 302, 302, 302, 302),
    get("accounts/password/reset/done/", "/accounts/password/reset/done/", *EVERYBODY),
    get("accounts/login/code/", "/accounts/login/code/", 200, 302, 302, 302, 302),
    get("accounts/login/code/confirm/", "/accounts/login/code/confirm/", 302, 302, 302, 302, 302),
    get(MFA, "/accounts/2fa/", *SIGNED_IN),
    get(f"{MFA}authenticate/", "/accounts/2fa/authenticate/", 302, 302, 302, 302, 302),
    get(f"{MFA}reauthenticate/", "/accounts/2fa/reauthenticate/", 302, 302, 302, 302, 302),
    get(f"{MFA}totp/activate/", "/accounts/2fa/totp/activate/", 302, 302, 302, 302, 302),
    get(f"{MFA}totp/deactivate/", "/accounts/2fa/totp/deactivate/", 302, 404, 404, 404, 404),
    get(f"{MFA}recovery-codes/", "/accounts/2fa/recovery-codes/", 302, 404, 404, 404, 404),
    get(f"{MFA}recovery-codes/generate/", "/accounts/2fa/recovery-codes/generate/", 302, 302, 302, 302, 302),
    get(f"{MFA}recovery-codes/download/", "/accounts/2fa/recovery-codes/download/", 302, 404, 404, 404, 404),
    get(f"{MFA}webauthn/", "/accounts/2fa/webauthn/", *SIGNED_IN),
    get(f"{MFA}webauthn/add/", "/accounts/2fa/webauthn/add/", 302, 302, 302, 302, 302),
    get(f"{MFA}webauthn/reauthenticate/", "/accounts/2fa/webauthn/reauthenticate/", 302, 302, 302, 302, 302),
    get(f"{MFA}webauthn/keys/<int:pk>/remove/", "/accounts/2fa/webauthn/keys/1/remove/", 302, 302, 302, 302, 302),
    get(f"{MFA}webauthn/keys/<int:pk>/edit/", "/accounts/2fa/webauthn/keys/1/edit/", 302, 302, 302, 302, 302),
    get(f"{MFA}webauthn/login/", "/accounts/2fa/webauthn/login/", 302, 302, 302, 302, 302),
    get("accounts/sessions/", "/accounts/sessions/", *SIGNED_IN),
    get("accounts/3rdparty/", "/accounts/3rdparty/", *SIGNED_IN),
    get("accounts/3rdparty/signup/", "/accounts/3rdparty/signup/", 302, 302, 302, 302, 302),
    get("accounts/3rdparty/login/cancelled/", "/accounts/3rdparty/login/cancelled/", *EVERYBODY),
    get("accounts/3rdparty/login/error/", "/accounts/3rdparty/login/error/", 401, 401, 401, 401, 401),
    *[get(f"accounts/social/{old}/", f"/accounts/social/{old}/", 301, 301, 301, 301, 301) for old in OLD_NAMES],
    get("accounts/oidc/<str:provider_id>/login/callback/", "/accounts/oidc/nobody/login/callback/", *[404] * 5),
    get("accounts/elsewhere/<str:provider_id>/", "/accounts/elsewhere/nobody/", *[404] * 5),
    get("accounts/elsewhere/<str:provider_id>/connect/", "/accounts/elsewhere/nobody/connect/", *[405] * 5),
    get("accounts/elsewhere/disconnect/", "/accounts/elsewhere/disconnect/", *[405] * 5),
]

RECOGNITION = [
    get("badges/", "/badges/", *EVERYBODY),
    get("badges/<slug:slug>/", "/badges/{badge}/", *EVERYBODY),
    get("badges/<slug:slug>/", "/badges/{hand_badge}/", *EVERYBODY),
    get("badges/<slug:slug>/", "/badges/nothing/", 404, 404, 404, 404, 404),
    get("badges/<slug:slug>/picture.png", "/badges/{badge}/picture.png", *EVERYBODY),
    get("badges/<slug:slug>/picture.png", "/badges/nothing/picture.png", 404, 404, 404, 404, 404),
    get("levels/", "/levels/", *EVERYBODY),
    get("me/why/", "/me/why/", *SIGNED_IN),
    get("me/loyalty/", "/me/loyalty/", *SIGNED_IN),
    get("me/card/", "/me/card/", *SIGNED_IN),
    post("me/card/claim/", "/me/card/claim/", 302, 404, 404, 404, 404, number="1", mail="nobody@example.com"),
    get("me/membership/", "/me/membership/", *SIGNED_IN),
    get("me/cases/", "/me/cases/", *SIGNED_IN),
    get("me/cases/write/", "/me/cases/write/", *SIGNED_IN),
    post("me/cases/write/", "/me/cases/write/", 302, 400, 400, 400, 400),
    get("me/cases/<uuid:public_id>/", "/me/cases/{case}/", 302, 404, 200, 404, 404),
    get("me/cases/<uuid:public_id>/", "/me/cases/{resolved}/", 302, 404, 200, 404, 404),
    post("me/cases/<uuid:public_id>/worked/", "/me/cases/{case}/worked/", 302, 404, 403, 404, 404, worked="1"),
    post("me/cases/<uuid:public_id>/worked/", "/me/cases/{resolved}/worked/", 302, 404, 302, 404, 404, worked="1"),
    get("me/surveys/<int:survey_id>/", "/me/surveys/{survey}/", 302, 404, 200, 404, 404),
    get("me/surveys/<int:survey_id>/", "/me/surveys/{recommend}/", 302, 404, 200, 404, 404),
    post("me/surveys/<int:survey_id>/", "/me/surveys/{recommend}/", 302, 404, 400, 404, 404, score="11"),
    post("me/surveys/<int:survey_id>/", "/me/surveys/{survey}/", 302, 404, 302, 404, 404, score="5"),
    get("me/products/", "/me/products/", *SIGNED_IN),
    post("me/products/", "/me/products/", 302, 400, 400, 400, 400, product="0", month="1", year="2026"),
    post("me/products/<int:owned_id>/", "/me/products/{owned}/", 302, 404, 302, 404, 404, asks="on"),
    post("me/products/<int:owned_id>/gone/", "/me/products/{owned}/gone/", 302, 404, 302, 404, 404),
    get("me/rewards/", "/me/rewards/", *SIGNED_IN),
    post("me/rewards/have/<int:reward_id>/", "/me/rewards/have/{offer}/", 302, 409, 302, 409, 409, price="40", ticket="1"),
    get("me/rewards/have/<int:reward_id>/", "/me/rewards/have/{offer}/", 302, 405, 405, 405, 405),
    get("me/balance/", "/me/balance/", *SIGNED_IN),
    post("me/rewards/<int:gift_id>/answer/", "/me/rewards/{gift}/answer/", 302, 404, 302, 404, 404, accepted="1"),
    get("me/history/", "/me/history/", *SIGNED_IN),
    post("me/history/wrong/", "/me/history/wrong/", 302, 302, 302, 302, 302, words="This is wrong."),
    post("me/history/contacts/<int:contact_id>/hide/", "/me/history/contacts/{contact}/hide/", 302, 404, 302, 404, 404),
    get("members/<handle:handle>/known/", "/members/ana/known/", 302, 404, 404, 404, 200),
    post("members/<handle:handle>/known/", "/members/ana/known/", 302, 404, 404, 404, 302, because="Her message"),
    post("members/<handle:handle>/known/contacts/", "/members/ana/known/contacts/", 302, 404, 404, 404, 403, summary="The pump"),
    post(
        "members/<handle:handle>/known/contacts/<int:contact_id>/done/",
        "/members/ana/known/contacts/{contact}/done/",
        302,
        404,
        404,
        404,
        403,
        outcome="Sent",
    ),
    post(
        "members/<handle:handle>/known/corrections/<int:correction_id>/",
        "/members/ana/known/corrections/1/",
        302,
        404,
        404,
        404,
        403,
        answer="We took it out",
    ),
    get("me/loyalty/download/", "/me/loyalty/download/", *SIGNED_IN),
    get("me/loyalty/facts/<slug:key>/", "/me/loyalty/facts/nothing/", 302, 404, 404, 404, 404),
    post("hooks/shops/<slug:slug>/", "/hooks/shops/nobody/", 404, 404, 404, 404, 404),
    # A browser's session is no key to the API.
    post("api/v1/events", "/api/v1/events", 401, 401, 401, 401, 401),
    post("api/v1/credit/spend", "/api/v1/credit/spend", 401, 401, 401, 401, 401),
    post("api/v1/credit/return", "/api/v1/credit/return", 401, 401, 401, 401, 401),
    get("api/v1/me", "/api/v1/me", 401, 401, 401, 401, 401),
    get("api/v1/members/<handle>/loyalty-profile", "/api/v1/members/ana/loyalty-profile", 401, 401, 401, 401, 401),
    get("api/v1/openapi.json", "/api/v1/openapi.json", *EVERYBODY),
    get("api/v1/", "/api/v1/", 404, 404, 404, 404, 404),
]

INVITE = "invite/<slug:code>/"
REFERRALS = [
    get("invite/", "/invite/", *SIGNED_IN),
    get("invite/terms/", "/invite/terms/", *EVERYBODY),
    get("invite/code/<slug:act>/", "/invite/code/pause/", 302, 405, 405, 405, 405),
    post("invite/code/<slug:act>/", "/invite/code/pause/", 302, 302, 302, 302, 302),
    post("invite/code/<slug:act>/", "/invite/code/nothing/", 302, 404, 404, 404, 404),
    get("invite/friends/<int:pk>/appeal/", "/invite/friends/{refused}/appeal/", 302, 404, 200, 404, 404),
    post("invite/friends/<int:pk>/appeal/", "/invite/friends/{joined}/appeal/", 302, 404, 403, 404, 404, words="Why?"),
    post("invite/friends/<int:pk>/not-so/", "/invite/friends/{joined}/not-so/", 302, 404, 404, 404, 404),
    get(INVITE, "/invite/{code}/", *EVERYBODY),
    get(INVITE, "/invite/nobody-2222/", 404, 404, 404, 404, 404),
    post(f"{INVITE}join/", "/invite/{code}/join/", 302, 403, 403, 403, 403),
]

AREAS = {"referrals": REFERRALS, "recognition": RECOGNITION, "site": SITE, "members": MEMBERS, "forum": FORUM, "sign_in": SIGN_IN}
ROWS = [row for rows in AREAS.values() for row in rows]
