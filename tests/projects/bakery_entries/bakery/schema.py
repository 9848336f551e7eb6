"""The GraphQL schema, in Strawberry."""

from typing import Any

import strawberry
from strawberry.permission import BasePermission
from strawberry.types import Info

from bakery.work import BAKED


class IsBaker(BasePermission):
    message = "For bakers"

    def has_permission(self, source: Any, info: Info, **kwargs: Any) -> bool:
        return info.context["user"] == "baker"


def count_loaves() -> int:
    return len(BAKED)


def sell_loaf() -> int:
    return BAKED.pop()


@strawberry.type
class Loaf:
    @strawberry.field
    def weight(self) -> int:
        return 500


@strawberry.type
class Shelf:
    @strawberry.field
    def loaf(self) -> Loaf:
        return Loaf()


@strawberry.type
class Query(Shelf):
    loaves: int = strawberry.field(resolver=count_loaves)

    @strawberry.field(permission_classes=[IsBaker])
    def recipe(self) -> str:
        return "flour, water, salt"


@strawberry.type
class Mutation:
    sell: int = strawberry.mutation(resolver=sell_loaf, permission_classes=[IsBaker])

    @strawberry.mutation(permission_classes=[IsBaker])
    def bake_bread(self) -> int:
        BAKED.append(1)
        return len(BAKED)

    @strawberry.mutation
    def order_bread(self) -> int:
        return len(BAKED)


schema = strawberry.Schema(query=Query, mutation=Mutation)
