"""Browsing products and reviewing them."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, status
from sqlalchemy import select

from shop.auth import current_user
from shop.auth.types import Visitor
from shop.db import SessionDep, SessionLocal
from shop.models import Product, Review
from shop.schemas import ProductOut, ReviewIn, ReviewOut
from shop.services import pricing

router = APIRouter()


@router.get("/products")
def list_products(
    session: SessionDep,
    visitor: Visitor,
    search: Annotated[str, Query(max_length=80)] = "",
    page: Annotated[int, Query(ge=1)] = 1,
    size: Annotated[int, Query(ge=1, le=100)] = 20,
) -> list[ProductOut]:
    """One page of the catalogue, at the visitor's prices."""
    query = select(Product).order_by(Product.sku)
    if search:
        query = query.where(Product.name.icontains(search))
    products = session.scalars(query.limit(size).offset((page - 1) * size)).all()
    return [pricing.priced_for(visitor, product) for product in products]


@router.get("/products/{sku}")
def show_product(sku: str, session: SessionDep, visitor: Visitor) -> ProductOut:
    """One product, at the visitor's price."""
    product = session.get(Product, sku)
    if product is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "No such product")
    return pricing.priced_for(visitor, product)


@router.get("/products/{sku}/reviews", response_model=list[ReviewOut])
def list_reviews(sku: str, session: SessionDep):
    """What customers say about the product."""
    return session.scalars(select(Review).where(Review.sku == sku).limit(50)).all()


@router.post(
    "/products/{sku}/reviews",
    status_code=status.HTTP_201_CREATED,
    response_model=ReviewOut,
    dependencies=[Depends(current_user)],
)
def add_review(sku: str, body: ReviewIn):
    """Stores a review."""
    with SessionLocal.begin() as session:
        if session.get(Product, sku) is None:
            raise HTTPException(status.HTTP_404_NOT_FOUND, "No such product")
        review = Review(sku=sku, stars=body.stars, body=body.body)
        session.add(review)
    return review


@router.delete(
    "/products/{sku}/reviews/{review_id}",
    status_code=status.HTTP_204_NO_CONTENT,
)
def delete_review(sku: str, review_id: int) -> None:
    """Takes a review down."""
    with SessionLocal.begin() as session:
        review = session.get(Review, review_id)
        if review is None or review.sku != sku:
            raise HTTPException(status.HTTP_404_NOT_FOUND, "No such review")
        session.delete(review)
