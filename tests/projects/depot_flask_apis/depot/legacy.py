"""Version one: flask-restful, on an API of its own and on a blueprint."""

from flask import Blueprint, request
from flask_login import login_required
from flask_restful import Api, Resource

from depot import stock
from depot.access import counted, foreman_required, scanner_required


class Guarded(Resource):
    """What every resource for people starts from."""

    method_decorators = [login_required]


class Goods(Guarded):
    def get(self):
        return stock.listed()

    def post(self):
        return stock.store(len(stock.GOODS) + 1, request.get_json()), 201


class OneGood(Guarded):
    method_decorators = Guarded.method_decorators + [counted]

    def get(self, number):
        return stock.GOODS[number]

    @foreman_required
    def delete(self, number):
        stock.remove(number)
        return "", 204


class Scans(Resource):
    method_decorators = {"post": [scanner_required]}

    def get(self):
        return {"scanners": 1}

    def post(self):
        return stock.store(int(request.form["number"]), {"name": request.form["name"], "amount": 1})


class Stocktaking(Resource):
    decorators = [counted]

    def put(self, number):
        return stock.store(number, request.get_json())


class Ping(Resource):
    def get(self):
        return {"ping": "pong"}


api = Api(prefix="/v1")
api.add_resource(Goods, "/goods", "/stock")
api.add_resource(OneGood, "/goods/<int:number>", endpoint="one_good")
api.add_resource(Ping, "/ping")

blueprint = Blueprint("terminal", __name__, url_prefix="/terminal")
terminal = Api(blueprint, prefix="/v1")
terminal.add_resource(Scans, "/scans")
terminal.add_resource(Stocktaking, "/stocktaking/<int:number>")

office = Api(blueprint, prefix="/office", decorators=[login_required])
for resource, path in ((Goods, "/goods"), (OneGood, "/goods/<int:number>")):
    office.add_resource(resource, path, endpoint=f"office_{resource.__name__.lower()}")
