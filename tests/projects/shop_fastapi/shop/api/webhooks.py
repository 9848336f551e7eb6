"""Calls from the payment provider."""

import hashlib
import hmac

from fastapi import APIRouter, Header, HTTPException, Request, status

from shop.config import settings
from shop.schemas import PaymentEvent
from shop.services import orders

router = APIRouter()


@router.post("/payments", status_code=status.HTTP_202_ACCEPTED)
async def payment_changed(request: Request, x_signature: str = Header(default="")) -> None:
    """Records what became of a payment."""
    body = await request.body()
    expected = hmac.new(settings.webhook_secret.encode(), body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, x_signature):
        raise HTTPException(status.HTTP_400_BAD_REQUEST, "Bad signature")
    event = PaymentEvent.model_validate_json(body)
    orders.record_payment(event.reference, event.state)
