"""Trees: a router with authentication of its own, and one inside it."""

from ninja import Router

from orchard.access import AllowAnonymous, ScaleKey, Token, owners_only, visitor_pass

router = Router(auth=Token(), tags=["trees"])
notes = Router()
TREES = {1: "Boskoop"}
NOTES = []


@router.get("/")
def list_trees(request):
    return TREES


@router.get("/{int:number}", auth=None)
def show_tree(request, number: int):
    return {"tree": TREES.get(number)}


@router.post("/")
@owners_only
def plant_tree(request):
    TREES[len(TREES) + 1] = "Elstar"
    return {"planted": len(TREES)}


@router.delete("/{int:number}", auth=[Token(), AllowAnonymous()])
def fell_tree(request, number: int):
    TREES.pop(number, None)
    return {"felled": number}


@router.put("/{int:number}/weight", auth=[ScaleKey(), Token()])
def weigh_tree(request, number: int):
    return {"weighed": number}


@router.api_operation(["PATCH", "POST"], "/{int:number}/name", auth=visitor_pass)
def name_tree(request, number: int):
    TREES[number] = "named"
    return {"tree": TREES[number]}


@notes.post("")
def write_note(request):
    NOTES.append("a note")
    return {"notes": len(NOTES)}


router.add_router("/notes", notes)
