"""Which endpoints count as public, by a project's patterns and by habit."""

import pytest

from driftlint.rules.public_endpoints import declared_public, public_mistake, usually_public


@pytest.mark.parametrize(
    ("pattern", "method", "path", "covered"),
    [
        ("GET /health", "GET", "/health", True),
        ("GET /health", "GET", "/health/", True),
        ("GET /health", "POST", "/health", False),
        ("/health", "POST", "/health", True),
        ("get /health", "GET", "/health", True),
        ("/docs/**", "GET", "/docs", True),
        ("/docs/**", "GET", "/docs/a/b", True),
        ("/docs/**", "GET", "/docsets", False),
        ("/shops/*/hours", "GET", "/shops/{id}/hours", True),
        ("/shops/*/hours", "GET", "/shops/{id}/day/hours", False),
        ("/shops/{id}", "GET", "/shops/{shop_id}", True),
        ("/shops/{id}", "GET", "/shops/mine", False),
        ("/**", "DELETE", "/anything/at/all", True),
        ("/", "GET", "/", True),
        ("/", "GET", "/a", False),
        ("/a.b", "GET", "/aXb", False),
    ],
)
def test_declared_pattern(pattern: str, method: str, path: str, covered: bool) -> None:
    assert declared_public((method,), path, (pattern,)) is covered


def test_every_method_must_be_declared() -> None:
    assert not declared_public(("GET", "POST"), "/a", ("GET /a",))
    assert declared_public(("GET", "POST"), "/a", ("GET /a", "POST /a"))
    assert not declared_public(("GET",), "/a", ())


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("health", "a path starts with `/`"),
        ("FETCH /health", "`FETCH` is no HTTP method"),
        ("", "a path starts with `/`"),
    ],
)
def test_pattern_that_can_match_nothing(pattern: str, message: str) -> None:
    assert message in (public_mistake(pattern) or "")


@pytest.mark.parametrize(
    ("method", "path", "name", "public"),
    [
        ("POST", "/api/v1/login", "view", True),
        ("POST", "/api/v1/contact", "view", True),
        ("POST", "/payments/pingback", "view", True),
        ("PUT", "/api/v1/contact", "view", False),
        ("POST", "/customers/{id}/contact", "view", False),
        ("POST", "/contacts", "view", False),
        ("POST", "/faq-inquiries", "view", True),
        ("POST", "/newsletter-subscription", "view", True),
        ("POST", "/newsletters", "view", False),
        ("POST", "/newsletter/subscribe", "view", True),
        ("POST", "/topics/{id}/subscribe", "view", False),
        ("POST", "/jobs/{id}/applications", "view", True),
        ("PATCH", "/jobs/{id}/applications/{application}", "view", False),
        ("POST", "/shop/guest-checkout", "view", True),
        ("GET", "/guests/{id}", "view", False),
        ("GET", "/submissions/success/<pk>", "view", True),
        ("POST", "/login/access-token", "view", True),
        ("POST", "/token/2fa/totp", "view", True),
        ("GET", "/agreement/<variant>", "public_agreement", True),
        ("GET", "/keys/<id>", "public_key", False),
        ("POST", "/users/verify/finalize", "finalize_email_verification", True),
        ("POST", "/orders/{id}/finalize", "finalize_order", False),
        ("POST", "/users", "signup", True),
        ("POST", "/reset/<token>", "reset", True),
        ("GET", "/", "index", True),
        ("POST", "/", "create", False),
        ("GET", "/healthz", "view", True),
        ("GET", "/orders", "orders", False),
        ("DELETE", "/orders/{id}", "delete_order", False),
        ("POST", "/api/tokens", "create_token", False),
        ("POST", "/verification_email/", "verification_email", False),
        ("OPTIONS", "/orders", "preflight", True),
        ("POST", "{…}login/", "LoginView", True),
        ("ANY", r"^media/(\d+)/(.*)$", "media.serve", True),
        ("GET", r"^([\w\-/]*)$", "page", True),
        ("POST", "confirm/<uuid:token>/", "Confirm", True),
        ("POST", "/^password-reset/?$", "views.PasswordResetRequest.post", True),
        ("GET", "/auth/github/", "views.GitHubOauthInitiateEndpoint.get", True),
        ("POST", "/members/", "views.Register.post", True),
        ("POST", "/members/", "login.create", False),
        ("DELETE", "/workflows/{id}/secrets/{secret_name}", "delete_secret", False),
        ("POST", "/incidents/{id}/status", "change", False),
        ("POST", "/providers/install", "install_provider", False),
        ("POST", "/token/init", "init", False),
        ("DELETE", "/token/<serial>", "remove", False),
        ("POST", "/token/{id}/revoke", "revoke", False),
        ("POST", "/machine/token", "attach", False),
        ("POST", "/feeds/{id}/refresh", "fetch", False),
        ("POST", "/orders/{id}/share", "share", False),
        ("DELETE", "/orders/{id}/assets/{asset}", "drop", False),
        ("DELETE", "/oauth/clients/{id}", "drop_client", False),
        ("DELETE", "/register/{id}", "drop", False),
        ("DELETE", "/tokens/{token}", "drop", False),
        ("DELETE", "/keys/{id}", "delete_access_token", False),
        ("PUT", "/orders/{id}/public", "publish", False),
        ("GET", "/{…}", "profile", False),
        ("GET", "", "profile", False),
        ("GET", "/{profile_id}", "profile", False),
        ("GET", "/{page:path}", "page", True),
        ("POST", "/password-reset", "ask", True),
        ("POST", "/api/auth/token", "give", True),
        ("POST", "/api/v2/token/refresh/", "give", True),
        ("POST", "/token", "give", True),
        ("GET", "/auth/github", "begin", True),
        ("POST", "/oauth/{provider}/authorize", "begin", True),
        ("GET", "/oauth/{provider}/callback", "finish", True),
        ("POST", "/invitations/{id}/accept", "accept", True),
        ("POST", "/2fa/verify", "check", True),
        ("POST", "/accounts/resend-confirmation", "again", True),
        ("POST", "/pay/stripe-webhook", "paid", True),
        ("GET", "/health", "view", True),
        ("GET", "/jobs/status", "view", True),
        ("GET", "/static/{path}", "view", True),
        ("POST", "/setup/db", "views.InitDBView.post", True),
        ("POST", "/client-tokens/exchange", "exchange_pair_code", True),
        ("POST", "/orders/{id}/exchange", "exchange_order", False),
        ("POST", "/told", "views.WebhookView.post", True),
        ("POST", "/webhooks", "create_webhook", False),
    ],
)
def test_usual_public_endpoint(method: str, path: str, name: str, public: bool) -> None:
    assert usually_public((method,), path, name) is public
