"""Which unguarded endpoints break the habit of those around them, and which keep it."""

from pathlib import Path

import pytest

from driftlint.analysis.project import Project
from tests.harness.unguarded import checked, unguarded

HEAD = """from fastapi import APIRouter, Depends, HTTPException, Request
from shop.auth import current_user
from shop import data

router = APIRouter(prefix="/{name}")

"""
GUARDED = '@router.{method}("/{path}")\ndef {path}(db, user=Depends(current_user)):\n    return db.query({path})\n\n'
OPEN = '@router.{method}("/{path}")\ndef {path}(db):\n    return db.query({path})\n\n'
AUTH = """from fastapi import HTTPException

def current_user(token: str = ""):
    if not token:
        raise HTTPException(401)
    return token

def current_admin(token: str = ""):
    if not token:
        raise HTTPException(401)
    return token
"""
AUTH += "".join(
    f"\ndef current_user{it}(token=''):\n    if not token:\n        raise HTTPException(401)\n" for it in range(8)
)


def module(name: str, guarded: str = "", opened: str = "") -> str:
    """A router with endpoints as they are spelled: `post:pay get:bill`."""
    text = HEAD.replace("{name}", name)
    for form, words in ((GUARDED, guarded), (OPEN, opened)):
        for word in words.split():
            method, _, path = word.partition(":")
            text += form.format(method=method, path=path)
    return text


def found(folder: Path, **modules: str) -> list[str]:
    """What is reported for an application of these routers, in two packages: `service_x` is in another one."""
    texts = {"shop/__init__.py": "", "shop/auth.py": AUTH}
    main = "from fastapi import FastAPI\napp = FastAPI()\n"
    for name, text in modules.items():
        package = "service" if name.startswith("service_") else "shop"
        texts[f"{package}/{name}.py"] = text
        main += f"from {package} import {name}\napp.include_router({name}.router)\n"
    return unguarded(checked(folder, texts | {"main.py": main}))


ORDERS = module("orders", "post:pay post:ship put:change delete:cancel get:bill get:items get:track get:total")


@pytest.mark.parametrize(
    ("others", "lone", "count"),
    [
        ("post:send put:edit", "post:drop", 1),
        ("post:send get:list_all get:one get:two", "get:export", 1),
        ("post:send put:edit delete:drop", "get:catalogue", 0),
        ("", "post:drop", 1),
        ("", "get:catalogue", 0),
    ],
)
def test_writing_is_compared_with_writing_and_reading_with_reading_near_by(
    tmp_path: Path, others: str, lone: str, count: int
) -> None:
    method, _, path = lone.partition(":")
    subjects = found(tmp_path, orders=ORDERS, notes=module("notes", others, lone))
    assert subjects == [f"{method.upper()} /notes/{path}"] * count


def test_what_is_open_throughout_a_file_is_meant_to_be(tmp_path: Path) -> None:
    assert found(tmp_path, orders=ORDERS, notes=module("notes", "", "post:send put:edit delete:drop")) == []


def test_a_service_of_its_own_package_has_its_own_habit(tmp_path: Path) -> None:
    services = {f"service_{it}": module(it, "", "post:work") for it in ("rank", "embed", "split", "join")}
    assert found(tmp_path, orders=ORDERS, **services) == []


def test_a_step_among_entrances_is_one_of_them(tmp_path: Path) -> None:
    text = module("door", "post:bye", "post:login post:register post:logout post:knock")
    assert found(tmp_path, orders=ORDERS, door=text) == []


def test_a_word_excuses_nothing_where_all_around_is_guarded(tmp_path: Path) -> None:
    around = "post:send get:list_all get:one get:two"
    assert found(tmp_path, orders=ORDERS, notes=module("notes", around, "get:status")) == ["GET /notes/status"]


@pytest.mark.parametrize(("guard", "subjects"), [("current_admin", ["POST /users"]), ("current_user", [])])
def test_people_are_added_where_the_rest_is_for_administrators(tmp_path: Path, guard: str, subjects: list[str]) -> None:
    rest = GUARDED.format(method="get", path="all").replace('"/all"', '""') + GUARDED.format(method="put", path="edit")
    text = HEAD.replace("{name}", "users") + rest
    text += '@router.post("")\ndef add(db, body):\n    db.add(make(body, hash_password(body.password)))\n'
    text = text.replace("current_user", guard)
    assert found(tmp_path, orders=ORDERS, users=text) == subjects


@pytest.mark.parametrize(
    "does",
    [
        "return slack_handler.handle(request)",
        "return adapter.process_activity(body, auth_header, bot)",
    ],
)
def test_what_is_handed_the_request_may_check_it(tmp_path: Path, does: str) -> None:
    text = module("notes", "post:send put:edit") + f'@router.post("/told")\ndef told(request: Request):\n    {does}\n'
    assert found(tmp_path, orders=ORDERS, notes=text) == []
    (unknown,) = Project(str(tmp_path)).check().unknown
    assert "is handed the request" in unknown.message


@pytest.mark.parametrize(
    "does",
    [
        "if request.headers.get('X-Key') != PROVIDER_SECRET:\n        return 'no'\n    db.add(request.body)",
        "code = request.query_params.get('code')\n    change = Change.get_by(code=code)\n    db.add(change)",
        "db.add(Visit())\n    login_user(find(request))",
        "response = made(request)\n    response.set_cookie('session', request.query_params['id'])\n    return response",
        '"""Handles the notifications that come from the shop."""\n    db.add(request.body)',
    ],
)
def test_who_can_show_something_needs_no_guard(tmp_path: Path, does: str) -> None:
    text = module("notes", "post:send put:edit") + f'@router.post("/told")\ndef told(request, db):\n    {does}\n'
    assert found(tmp_path, orders=ORDERS, notes=text) == []


def test_a_route_decorator_is_no_dependency(tmp_path: Path) -> None:
    text = module("notes", "post:send put:edit", "post:drop").replace("router", "auth_router")
    assert found(tmp_path, orders=ORDERS, notes=text + "router = auth_router\n") == ["POST /notes/drop"]


def test_a_large_application_without_any_guard_is_not_understood(tmp_path: Path) -> None:
    words = " ".join(f"post:do{it}" for it in range(30))
    assert found(tmp_path, notes=module("notes", "", words)) == []
    (unknown,) = Project(str(tmp_path)).check().unknown
    assert "no guard was recognised" in unknown.message


def test_what_a_project_declares_public_is_public_among_guarded_ones(tmp_path: Path) -> None:
    (tmp_path / "constraints.yaml").write_text(
        'version: 1\nrules:\n  unguarded-endpoint: {public: ["GET /notes/status"]}\n', encoding="utf-8"
    )
    around = "post:send get:list_all get:one get:two"
    assert found(tmp_path, orders=ORDERS, notes=module("notes", around, "get:status")) == []


def test_one_guard_in_three_is_a_habit_in_a_small_application(tmp_path: Path) -> None:
    assert found(tmp_path, notes=module("notes", "post:send", "put:edit delete:drop")) == [
        "PUT /notes/edit",
        "DELETE /notes/drop",
    ]


@pytest.mark.parametrize(
    ("path", "does"),
    [
        ("/begin", "db.add(create_first_admin(db))"),
        ("/begin", "if shop_needs_setup():\n        db.add(data.owner())"),
    ],
)
def test_what_comes_before_any_account_is_open(tmp_path: Path, path: str, does: str) -> None:
    text = module("notes", "post:send put:edit") + f'@router.post("{path}")\ndef told(code, db):\n    {does}\n'
    assert found(tmp_path, orders=ORDERS, notes=text) == []


@pytest.mark.parametrize(("parameter", "count"), [("{code:uuid}", 0), ("{code}", 1)])
def test_who_has_a_mail_may_follow_its_link(tmp_path: Path, parameter: str, count: int) -> None:
    handler = f'@router.post("/mail/{parameter}/subscribe")\ndef told(code, db):\n    db.add(Choice(code))\n'
    assert len(found(tmp_path, notes=ORDERS.replace("/orders", "/notes") + handler)) == count


@pytest.mark.parametrize(
    ("neighbour", "count"),
    [
        # checks itself: no habit of anybody else
        (
            'def {0}(request: Request, db):\n    if "user" not in request.session:\n        raise HTTPException(401)\n',
            0,
        ),
        ("def {0}(db, user=Depends(current_user)):\n", 1),
    ],
)
def test_what_looks_after_itself_makes_no_habit(tmp_path: Path, neighbour: str, count: int) -> None:
    text = HEAD.replace("{name}", "notes")
    for word in ("send", "edit", "drop", "move"):
        text += f'@router.post("/{word}")\n{neighbour.format(word)}    db.add(data.row())\n\n'
    text += OPEN.format(method="post", path="told")
    assert found(tmp_path, notes=text) == ["POST /notes/told"] * count


def test_reading_without_data_is_nothing_to_guard(tmp_path: Path) -> None:
    around = module("notes", "post:send get:list_all get:one get:two")
    text = around + '@router.get("/units")\ndef units():\n    return sorted(UNITS)\n'
    assert found(tmp_path, orders=ORDERS, notes=text) == []


MANY = module("many", " ".join(f"get:read{it} post:write{it}" for it in range(12)))


@pytest.mark.parametrize(
    ("others", "lone", "elsewhere", "count"),
    [
        ("post:send put:edit", "get:export", MANY, 1),
        ("get:one get:two", "get:export", MANY, 1),
        ("post:send put:edit", "get:export", MANY.replace("user=Depends(current_user)", "", 4), 0),
        ("post:send", "get:export", MANY, 0),
        ("post:send put:edit", "get:export", ORDERS, 0),
    ],
)
def test_a_lone_read_needs_a_guard_where_the_project_guards_throughout(
    tmp_path: Path, others: str, lone: str, elsewhere: str, count: int
) -> None:
    subjects = found(tmp_path, many=elsewhere, notes=module("notes", others, lone))
    assert [it for it in subjects if it.startswith("GET /notes")] == ["GET /notes/export"] * count


def test_reading_is_for_everybody_where_only_administrators_write(tmp_path: Path) -> None:
    notes = module("notes", "post:send put:edit", "get:export")
    notes = notes.replace("import current_user", "import current_admin").replace("(current_user)", "(current_admin)")
    assert found(tmp_path, many=MANY, notes=notes) == []


def test_one_open_read_among_very_many_guarded_excuses_no_other(tmp_path: Path) -> None:
    guarded = " ".join(f"get:read{it} post:write{it}" for it in range(15))
    assert found(tmp_path, notes=module("notes", guarded, "get:export get:total")) == [
        "GET /notes/export",
        "GET /notes/total",
    ]


@pytest.mark.parametrize(("word", "count"), [("me", 1), ("groups", 1), ("token", 0), ("login", 0)])
def test_reading_about_signing_in_is_not_signing_in(tmp_path: Path, word: str, count: int) -> None:
    auth = module("auth", "post:add put:edit delete:drop get:one get:two get:three", f"get:{word}")
    assert found(tmp_path, orders=ORDERS, auth=auth) == [f"GET /auth/{word}"] * count


def row(name: str, *, guarded: str = "", opened: str = "") -> str:
    """A router of its own with endpoints that go on from one project."""
    return module(name, guarded, opened).replace(f'prefix="/{name}"', 'prefix="/projects/{code}"')


@pytest.mark.parametrize(
    ("guarded", "opened", "count"),
    [
        ("get:rename get:members post:drop post:move", "get:chat", 1),
        ("get:rename get:members post:drop post:move", "post:chat", 1),
        ("put:rename put:members post:drop post:move", "get:chat", 0),
        ("get:rename get:members post:drop", "get:chat", 0),
    ],
)
def test_what_goes_on_from_the_same_row_is_near_wherever_it_stands(
    tmp_path: Path, guarded: str, opened: str, count: int
) -> None:
    spread = {f"part{it}": row(f"part{it}", guarded=word) for it, word in enumerate(guarded.split())}
    subjects = found(
        tmp_path, **spread, plain=module("plain", "", "get:a get:b get:c get:d"), chat=row("chat", opened=opened)
    )
    assert [it for it in subjects if it.endswith("chat")] == [f"{opened[:-5].upper()} /projects/{{code}}/chat"] * count


def test_open_neighbours_weigh_more_than_the_same_row(tmp_path: Path) -> None:
    guarded = row("settings", guarded="get:rename get:members post:drop post:move")
    chat = module("chat", "", "get:a get:b get:c") + OPEN.format(method="get", path="{code}/x").replace(
        "def {code}/x", "def x"
    ).replace("query({code}/x)", "query(x)")
    assert found(tmp_path, settings=guarded, chat=chat.replace('prefix="/chat"', 'prefix="/projects"')) == []


@pytest.mark.parametrize(("does", "count"), [("request.user.group_ids", 1), ("request.base_url", 0)])
def test_a_word_excuses_nothing_of_who_takes_the_caller_for_granted(tmp_path: Path, does: str, count: int) -> None:
    text = module("notes", "post:send put:edit")
    text += f'@router.get("/status")\ndef status(request: Request, db):\n    return db.query({does})\n'
    assert found(tmp_path, orders=ORDERS, notes=text) == ["GET /notes/status"] * count


def test_many_that_are_all_guarded_are_firm_by_whatever_guards(tmp_path: Path) -> None:
    text = module("notes", "get:one get:two get:three get:four post:five post:six post:seven post:eight")
    for number in range(8):
        text = text.replace("(current_user)", f"(current_user{number})", 1)
    text = text.replace("import current_user", "import " + ", ".join(f"current_user{it}" for it in range(8)))
    text += '@router.get("/mine")\ndef mine(db):\n    if not db.query(data):\n        raise HTTPException(403)\n'
    assert found(tmp_path, notes=text) == ["GET /notes/mine"]


@pytest.mark.parametrize(
    "handler",
    [
        (
            "def public_endpoint(): ...\n"
            '@router.post("/told")\ndef told(db, user=Depends(public_endpoint)):\n    db.add(user)\n'
        ),
        (
            "def jwt_optional(view):\n    return view\n"
            '@router.post("/told")\n@jwt_optional\ndef told(db):\n    db.add(made())\n'
        ),
        '@router.post("/pay/return_url/{order}")\ndef told(db, order):\n    db.add(charge(order))\n',
        '@router.post("/checkEmail")\ndef told(db, email):\n    return db.query(email)\n',
        '@router.post("/near")\ndef told(place):\n    return "to come"\n',
        '@router.post("/kinds")\ndef list_kinds():\n    return kinds()\n',
        '@router.post("/ask")\ndef told(db, req):\n    if req.user is not None:\n        return 1\n    db.add(data)\n',
        '@router.post("/ask")\ndef told(db):\n    """This is registered as a callback."""\n    db.add(made())\n',
        '@router.post("/ask")\ndef told(db, answer):\n    answer.set_cookie("seen", db.query(data))\n',
        '@router.post("/ask")\ndef told(db, data):\n    check_captcha(data)\n    db.add(data)\n',
        '@router.post("/ask", description="No requiere autenticación.")\ndef told(db):\n    db.add(made())\n',
        '@router.post("/ask", summary="Public endpoint for hits")\ndef told(db):\n    db.add(made())\n',
        '@router.post("/door")\ndef told(db, data):\n    if fits(data["password"], db.query(1)):\n        return 1\n',
    ],
)
def test_open_by_what_it_is_told_gives_or_is_for(tmp_path: Path, handler: str) -> None:
    assert found(tmp_path, orders=ORDERS, notes=module("notes", "post:send put:edit") + handler) == []


@pytest.mark.parametrize(
    "does",
    [
        "db.add(made(request.state.auth))",
        "return forwarded(request)\n\ndef forwarded(request):\n    return send(request.headers.get('authorization'))",
    ],
)
def test_a_caller_who_is_known_from_elsewhere_may_have_been_checked(tmp_path: Path, does: str) -> None:
    text = module("notes", "post:send put:edit")
    text += f'@router.post("/told")\ndef told(request: Request, db):\n    {does}\n'
    assert found(tmp_path, orders=ORDERS, notes=text) == []
    (unknown,) = Project(str(tmp_path)).check().unknown
    assert "something else may have checked" in unknown.message


def test_who_asks_for_the_caller_in_the_optional_form_means_it(tmp_path: Path) -> None:
    text = module("notes", "post:one post:two post:three post:four post:five put:six put:seven put:eight put:nine")
    text += '@router.post("/told")\ndef told(db, USER):\n    db.add(made())\n'
    open_to_all = text.replace("USER", "user=Depends(optional_user)")
    assert found(tmp_path / "a", orders=ORDERS, notes=open_to_all) == []
    assert found(tmp_path / "b", orders=ORDERS, notes=text.replace("USER", "user")) == ["POST /notes/told"]


@pytest.mark.parametrize(("session", "expected"), [("request.session", []), ("db.session", ["GET /notes/seen/{page}"])])
def test_the_session_of_a_request_is_no_data(tmp_path: Path, session: str, expected: list[str]) -> None:
    text = module("notes", "get:one get:two get:three get:four post:send put:edit")
    handler = "def seen(request: Request, page, db):\n    note(page, {session})\n    return tell(page)\n"
    text += '@router.get("/seen/{page}")\n' + handler.replace("{session}", session)
    assert found(tmp_path, orders=ORDERS, notes=text) == expected


@pytest.mark.parametrize(
    ("name", "ways", "path", "expected"),
    [
        ("accounts", "login reset_password", "/second-step", []),
        ("accounts", "login", "/second-step", ["POST /accounts/second-step"]),
        ("accounts", "login reset_password", "/steps/{number}", ["POST /accounts/steps/{number}"]),
        ("notes", "login reset_password", "/second-step", ["POST /notes/second-step"]),
    ],
)
def test_a_step_beside_the_ways_in_is_one_of_them(
    tmp_path: Path, name: str, ways: str, path: str, expected: list[str]
) -> None:
    text = module(name, "post:send put:edit put:move", " ".join(f"post:{it}" for it in ways.split()))
    text += f'@router.post("{path}")\ndef step(db, code):\n    db.add(made(code))\n'
    assert found(tmp_path, orders=ORDERS, notes=text) == expected


@pytest.mark.parametrize(
    "does",
    [
        "user = db.get(data)\n    if user is not None:\n        return user\n    db.add(data)",
        "if request.data['token']:\n        return 1\n    db.add(data)",
        "answer.set_cookie('seen')\n    settle(db)\n\ndef settle(db):\n    db.add(made())",
        "if fits(data['password']):\n        db.add(data)",
    ],
)
def test_what_only_looks_open_is_not(tmp_path: Path, does: str) -> None:
    text = module("notes", "post:send put:edit")
    text += f'@router.post("/told")\ndef told(db, request, data, answer):\n    {does}\n'
    assert found(tmp_path, orders=ORDERS, notes=text) == ["POST /notes/told"]
