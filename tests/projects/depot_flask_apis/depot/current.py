"""Version three: flask-smorest, function and class views on blueprints inside each other."""

from flask.views import MethodView
from flask_login import login_required
from flask_smorest import Api, Blueprint
from marshmallow import Schema, fields

from depot import stock
from depot.access import foreman_required, scanner_required


class Good(Schema):
    name = fields.String(required=True)
    amount = fields.Integer(required=True)


goods = Blueprint("goods", __name__, url_prefix="/goods", description="What lies in the depot")
shelves = Blueprint("shelves", __name__, url_prefix="/shelves")
yard = Blueprint("yard", __name__, url_prefix="/v3/yard")
yard.before_request(scanner_required(lambda: None))


@goods.route("/")
class Goods(MethodView):
    @goods.response(200, Good(many=True))
    @login_required
    def get(self):
        return stock.listed()

    @login_required
    @goods.arguments(Good)
    @goods.response(201, Good)
    def post(self, good):
        return stock.store(len(stock.GOODS) + 1, good)


@goods.route("/<int:number>")
class OneGood(MethodView):
    decorators = [login_required]

    @goods.response(200, Good)
    def get(self, number):
        return stock.GOODS[number]

    @foreman_required
    @goods.response(204)
    def delete(self, number):
        stock.remove(number)


@goods.route("/<int:number>/amount", methods=["PUT"])
@goods.arguments(Good)
@goods.response(200, Good)
def change_amount(good, number):
    return stock.store(number, good)


@goods.route("/<int:number>/name", methods=["PUT", "PATCH"])
@login_required
@goods.arguments(Good)
@goods.response(200, Good)
def rename(good, number):
    return stock.store(number, good)


@shelves.route("/<int:number>", methods=["DELETE"])
@foreman_required
def clear_shelf(number):
    stock.remove(number)
    return "", 204


@yard.route("/trucks", methods=["POST"])
def arrive():
    return {"truck": "arrived"}


goods.register_blueprint(shelves)


def register(app):
    api = Api(app)
    api.register_blueprint(goods, url_prefix="/v3/goods")
    api.register_blueprint(yard)
