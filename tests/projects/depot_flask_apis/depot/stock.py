"""What lies where."""

GOODS = {1: {"name": "Flour", "amount": 12}, 2: {"name": "Salt", "amount": 3}}


def listed():
    return [{"id": number, **goods} for number, goods in GOODS.items()]


def store(number, goods):
    GOODS[number] = goods
    return goods


def remove(number):
    GOODS.pop(number, None)
