"""Maintaining the catalogue."""

from fastapi import APIRouter, HTTPException, status

from shop.db import SessionLocal
from shop.models import Product
from shop.schemas import PriceChange, ProductIn, ProductOut

router = APIRouter()


@router.post("", status_code=status.HTTP_201_CREATED, response_model=ProductOut)
def add_product(body: ProductIn):
    """Adds a product."""
    with SessionLocal.begin() as session:
        product = Product(**body.model_dump())
        session.add(product)
    return product


@router.patch("/{sku}/price", response_model=ProductOut)
def change_price(sku: str, body: PriceChange):
    """Changes what a product costs from now on."""
    with SessionLocal.begin() as session:
        product = session.get(Product, sku)
        if product is None:
            raise HTTPException(status.HTTP_404_NOT_FOUND, "No such product")
        product.price = body.price
    return product
