"""Which checks of its caller a handler, or a hook before it, is seen to make itself."""

import pytest

from tests.harness.one_endpoint import fastapi, flask, origins


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                "@app.post('/x')\nasync def x(request: Request):\n"
                "    if request.headers.get('x-token') != 'secret':\n        raise HTTPException(403)\n"
            ),
            [("permission", "x-token", "inline check")],
        ),
        (
            (
                "import stripe\n@app.post('/x')\nasync def x(request: Request):\n"
                "    event = stripe.Webhook.construct_event(await request.body(), request.headers['sig'], 'key')\n"
            ),
            [("signature", "construct_event", "inline check")],
        ),
        (
            (
                "import hmac\n@app.post('/x')\nasync def x(request: Request):\n"
                "    if not hmac.compare_digest(request.headers['x-signature'], signed(await request.body())):\n"
                "        raise HTTPException(400)\n"
            ),
            [("signature", "compare_digest", "inline check")],
        ),
        (
            (
                "@app.post('/x')\ndef x(data: dict):\n    site = Site.objects.filter(api_key=data.get('key')).first()\n"
                "    if not site:\n        return JSONResponse({}, status_code=403)\n"
            ),
            [("permission", "JSONResponse", "inline check")],
        ),
        (
            (
                "@app.post('/x')\ndef x(data: dict):\n    site = Site.objects.filter(name=data.get('name')).first()\n"
                "    if not site:\n        return JSONResponse({}, status_code=403)\n"
            ),
            [],
        ),
        (
            (
                "@app.post('/x')\ndef x(form):\n    user = authenticate(form.username, form.password)\n"
                "    if user is None:\n        raise HTTPException(401)\n"
            ),
            [],
        ),
        (
            (
                "@app.post('/x')\ndef x(name):\n    member = find(name)\n"
                "    if member is None or member.password != name:\n        raise HTTPException(401)\n"
            ),
            [],
        ),
        (
            (
                "class AuthError(Exception): ...\n@app.post('/x')\ndef x(request: Request):\n"
                "    if request.state.get('client_id') is None:\n        raise AuthError('Who is it?')\n"
            ),
            [("auth", "AuthError", "inline check")],
        ),
        (
            (
                "class OutOfStock(Exception): ...\n@app.post('/x')\ndef x(request: Request):\n"
                "    if request.state.get('client_id') is None:\n        raise OutOfStock('Which?')\n"
            ),
            [],
        ),
        ("@app.post('/x')\ndef x(order):\n    if order.closed:\n        raise HTTPException(403)\n", []),
        (
            "@app.post('/x')\ndef x(user=None):\n    if user and user.blocked:\n        raise HTTPException(403)\n",
            [],
        ),
    ],
)
def test_a_handler_that_checks_its_caller_itself_is_guarded(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert origins(fastapi(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "@app.get('/x')\ndef x():\n    if is_admin():\n        return 'page'\n    return redirect('/login')\n",
            [("auth", "is_admin", "inline check")],
        ),
        (
            (
                "from flask import current_app\nfrom flask_login import current_user\n@app.get('/x')\ndef x():\n"
                "    if not current_user.is_authenticated:\n        return current_app.login_manager.unauthorized()\n"
            ),
            [("auth", "unauthorized", "inline check")],
        ),
        (
            (
                "@app.before_request\ndef banned():\n    if session.get('user') and session['user'] in BANNED:\n"
                "        abort(403)\n@app.get('/x')\ndef x(): ...\n"
            ),
            [],
        ),
        (
            (
                "@app.before_request\ndef ready():\n    if importing():\n        return 'later', 403\n"
                "@app.get('/x')\ndef x(): ...\n"
            ),
            [],
        ),
        (
            (
                "@app.before_request\ndef csrf():\n"
                "    if session['nonce'] != request.form.get('nonce'):\n        abort(403)\n"
                "@app.get('/x')\ndef x(): ...\n"
            ),
            [("csrf", "main.csrf", "before_request")],
        ),
    ],
)
def test_what_a_flask_handler_or_hook_refuses(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert origins(flask(text)) == expected
