"""Version two: flask-restx, with namespaces."""

from flask import Blueprint
from flask_login import login_required
from flask_restx import Api, Namespace, Resource

from depot import stock
from depot.access import counted, foreman_required

goods = Namespace("goods", description="What lies in the depot")
reports = Namespace("reports", decorators=[login_required])
ramps = Namespace("ramps", path="/docks")


@goods.route("/", "/all")
class GoodsList(Resource):
    def get(self):
        return stock.listed()

    @login_required
    @goods.doc(description="Stores a good")
    def post(self):
        return stock.store(len(stock.GOODS) + 1, goods.payload), 201


@goods.route("/<int:number>")
@goods.doc(params={"number": "The good's number"})
class OneGood(Resource):
    method_decorators = [login_required]

    def get(self, number):
        return stock.GOODS[number]

    @foreman_required
    def delete(self, number):
        stock.remove(number)
        return "", 204


@reports.route("/amounts")
class Amounts(Resource):
    def get(self):
        return {it["name"]: it["amount"] for it in stock.GOODS.values()}


class Ramp(Resource):
    method_decorators = [foreman_required]

    def put(self, number):
        return {"ramp": number}


class Gate(Resource):
    method_decorators = [counted]

    def delete(self, gate):
        stock.remove(gate)
        return "", 204


ramps.add_resource(Ramp, "/<int:number>")
ramps.add_resource(Gate, "/<int:gate>/gate")

blueprint = Blueprint("second", __name__)
api = Api(blueprint, doc=False, add_specs=False)
api.add_namespace(goods)
api.add_namespace(reports, path="/figures")
api.add_namespace(ramps)
made = api.namespace("made", path="/made")


@made.route("/labels")
class Labels(Resource):
    @login_required
    def post(self):
        return {"label": made.payload["text"]}
