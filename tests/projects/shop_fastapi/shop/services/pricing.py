"""What things cost whom."""

from shop.models import Product, User
from shop.schemas import ProductOut

LOYAL_FROM = 1000
LOYAL_PERCENT_OFF = 5


def priced_for(user: User | None, product: Product) -> ProductOut:
    """The product at the price this user pays."""
    price = product.price
    if user is not None and user.loyalty_points >= LOYAL_FROM:
        price -= price * LOYAL_PERCENT_OFF // 100
    return ProductOut(sku=product.sku, name=product.name, price=price)
