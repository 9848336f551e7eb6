"""The GraphQL schema before that, in Graphene."""

from functools import wraps

import graphene
from graphql import GraphQLError

from bakery.work import BAKED


class NotAuthenticated(GraphQLError):
    pass


def bakers_only(resolver):
    @wraps(resolver)
    def wrapper(root, info, **kwargs):
        if info.context["user"] != "baker":
            raise NotAuthenticated("For bakers")
        return resolver(root, info, **kwargs)

    return wrapper


class BaseMutation(graphene.Mutation):
    """What every mutation answers."""

    class Meta:
        abstract = True

    ok = graphene.Boolean()


class Bake(BaseMutation):
    @bakers_only
    def mutate(root, info):
        BAKED.append(1)
        return Bake(ok=True)


class Order(BaseMutation):
    class Arguments:
        loaves = graphene.Int()

    def mutate(root, info, loaves=1):
        return Order(ok=loaves > 0)


class Mutation(graphene.ObjectType):
    bake = Bake.Field()
    order = Order.Field()


class Stock(graphene.ObjectType):
    stored = graphene.Int()

    def resolve_stored(root, info):
        return len(BAKED)


class Query(Stock):
    notes = graphene.String()

    @bakers_only
    def resolve_notes(root, info):
        return "flour, water, salt"


schema = graphene.Schema(query=Query, mutation=Mutation)
