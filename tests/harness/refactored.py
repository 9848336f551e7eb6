"""A backend kept as what its functions do, so that it can be refactored at will and written down in any style."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random

KINDS = ("call", "helper", "method", "open endpoint", "busy endpoint")


@dataclass(frozen=True, slots=True)
class Unit:
    """A function that breaks one constraint. `number` is what its endpoint or its address keeps through all names."""

    name: str
    kind: str
    number: int


@dataclass(slots=True)
class Backend:
    """Modules by their names, each the functions it holds in order; the helper's name; the seed of the style."""

    modules: dict[str, list[Unit]]
    helper: str = "charge"
    style: int = 0
    names: int = 100
    refactorings: list[str] = field(default_factory=list)

    def fresh(self, stem: str) -> str:
        """A name nothing has had yet."""
        self.names += 1
        return f"{stem}_{self.names}"

    def texts(self) -> dict[str, str]:
        """The text of every file by its path."""
        random = Random(self.style)  # noqa: S311  no secret
        found = {
            "shop/__init__.py": "",
            "shop/gateway.py": GATEWAY.replace("charge", self.helper),
            "shop/auth.py": AUTH,
        }
        for name, units in self.modules.items():
            head = HEAD.replace("charge", self.helper)
            parts = [head, *(self._text(it) for it in units), GUARDED.replace("NAME", name)]
            found[f"shop/{name}.py"] = _styled("\n\n".join(parts), random)
        return found

    def _text(self, unit: Unit) -> str:
        text = TEXTS[unit.kind].replace("NAME", unit.name).replace("NUMBER", str(unit.number))
        return text.replace("charge", self.helper)


def backend() -> Backend:
    """Three modules with one function of each kind, and two whose findings look alike."""
    modules: dict[str, list[Unit]] = {"orders": [], "bills": [], "returns": []}
    for number, kind in enumerate((*KINDS, "call", "method", "busy endpoint")):
        modules[("orders", "bills", "returns")[number % 3]].append(Unit(f"step_{number}", kind, number))
    return Backend(modules)


def refactor(it: Backend, random: Random) -> None:
    """Changes how the backend is written, and nothing that it does."""
    change = random.choice(REFACTORINGS)
    it.refactorings.append(change.__name__.strip("_"))
    change(it, random)


def plant(it: Backend, random: Random, *, copies: bool) -> Unit:
    """Adds a function that breaks a constraint; with `copies` sometimes one that stands in another module already."""
    module = random.choice([*it.modules])
    others = [unit for name, units in it.modules.items() if name != module for unit in units if unit.kind != "method"]
    if copies and others and random.random() < 0.3:
        unit = random.choice(others)
        if "endpoint" not in unit.kind:
            it.modules[module].append(unit)
            return unit
    it.names += 1
    unit = Unit(it.fresh("planted"), random.choice(KINDS), it.names)
    it.modules[module].insert(random.randint(0, len(it.modules[module])), unit)
    return unit


def _any_unit(it: Backend, random: Random) -> tuple[list[Unit], int]:
    units = random.choice([units for units in it.modules.values() if units])
    return units, random.randrange(len(units))


def _rename(it: Backend, random: Random) -> None:
    units, place = _any_unit(it, random)
    units[place] = replace(units[place], name=it.fresh("renamed"))


def _move(it: Backend, random: Random) -> None:
    units, place = _any_unit(it, random)
    unit = units.pop(place)
    target = it.fresh("module") if random.random() < 0.3 else random.choice([*it.modules])
    it.modules.setdefault(target, []).insert(0, unit)


def _rename_file(it: Backend, random: Random) -> None:
    old = random.choice([*it.modules])
    it.modules = {it.fresh("module") if name == old else name: units for name, units in it.modules.items()}


def _reorder(it: Backend, random: Random) -> None:
    for units in it.modules.values():
        random.shuffle(units)


def _reformat(it: Backend, random: Random) -> None:
    it.style = random.randrange(1 << 30)


def _rename_callee(it: Backend, random: Random) -> None:  # noqa: ARG001  as the others
    it.helper = it.fresh("charge")


REFACTORINGS: tuple[Callable[[Backend, Random], None], ...] = (
    _rename, _rename, _move, _move, _rename_file, _reorder, _reformat, _rename_callee,
)  # fmt: skip


def _styled(text: str, random: Random) -> str:
    """The same code in another layout: indentation, quotes, blank lines, line breaks and comments."""
    text = text.replace("    ", " " * random.choice((2, 4, 8)))
    if random.random() < 0.5:
        text = text.replace('"', "'")
    if random.random() < 0.5:
        text = text.replace("(order, ", "(\n  order,\n  ").replace("CALL(", "CALL(\n")
    text = text.replace("\n\n", "\n" * random.randint(2, 4)).replace("CALL", "")
    if random.random() < 0.5:
        text = text.replace("\ndef ", "\n# why this is so\ndef ")
    return text if random.random() < 0.7 else text.replace("\n", "\r\n")


GATEWAY = """\
import httpx


def charge(order, amount):
    return httpx.post("https://psp.example/charge", json={"order": order.id, "amount": amount})
"""
AUTH = "def current_user(token: str): return token\n"
HEAD = """\
import requests
from django.db import transaction
from fastapi import APIRouter, Depends
from shop.auth import current_user
from shop.gateway import charge

router = APIRouter()
"""
GUARDED = "\n\n".join(
    f'@router.post("/NAME/kept/{it}")\ndef kept_{it}(order, user=Depends(current_user)):\n    order.save()'
    for it in range(4)
)
TEXTS = {
    "call": """\
def NAME(order, amount):
    with transaction.atomic():
        order.save()
        requests.postCALL("https://psp.example/NUMBER")
""",
    "helper": """\
def NAME(order, amount):
    with transaction.atomic():
        charge(order, amount)
""",
    "method": """\
class Service_NUMBER:
    def NAME(self, order, amount):
        with transaction.atomic():
            requests.putCALL("https://psp.example/NUMBER")
""",
    "open endpoint": """\
@router.post("/open/NUMBER")
def NAME(order, amount):
    order.save()
""",
    "busy endpoint": """\
@router.post("/busy/NUMBER")
def NAME(order, amount, user=Depends(current_user)):
    for line in order.lines:
        if line.kind == "gift":
            line.price = 0
        elif line.count > 10:
            line.price = line.price * line.count * 9 / 10
            line.save()
        else:
            line.price = line.price * line.count
            line.save()
    if order.total > 100:
        order.shipping = 0
        order.save()
    order.total = order.total + order.shipping * 2
    order.save()
""",
}
