"""What the API takes and returns."""

from pydantic import BaseModel, ConfigDict, Field


class Credentials(BaseModel):
    email: str
    password: str


class Token(BaseModel):
    access_token: str


class ProductIn(BaseModel):
    sku: str = Field(max_length=40)
    name: str
    price: int = Field(gt=0)
    stock: int = Field(default=0, ge=0)


class PriceChange(BaseModel):
    price: int = Field(gt=0)


class ReviewIn(BaseModel):
    stars: int = Field(ge=1, le=5)
    body: str = ""


class Quantity(BaseModel):
    quantity: int = Field(ge=1, le=99)


class ProfileChange(BaseModel):
    email: str


class ReturnIn(BaseModel):
    order_id: int
    reason: str = "changed_mind"


class PaymentEvent(BaseModel):
    reference: str
    state: str


class FromRow(BaseModel):
    """A response read off a row."""

    model_config = ConfigDict(from_attributes=True)


class ProductOut(FromRow):
    sku: str
    name: str
    price: int


class ReviewOut(FromRow):
    id: int
    stars: int
    body: str


class OrderOut(FromRow):
    id: int
    status: str
    total: int


class OrderPage(BaseModel):
    items: list[OrderOut]
    page: int
    pages: int


class ReturnOut(FromRow):
    id: int
    order_id: int
    status: str
    refund: int
