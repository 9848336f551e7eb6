"""What the weighing machines send."""

from ninja import Router

router = Router()
WEIGHTS = []


@router.post("/weights")
def send_weight(request):
    WEIGHTS.append(1)
    return {"weights": len(WEIGHTS)}
