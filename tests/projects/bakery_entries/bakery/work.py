"""Work on queues: tasks of Celery and actors of dramatiq, some by the bakery's own decorator."""

import functools

import dramatiq
from celery import Celery, Task, shared_task
from dramatiq.brokers.stub import StubBroker

queue = Celery("bakery", broker="memory://", set_as_current=True)
dramatiq.set_broker(StubBroker())
BAKED = []


@queue.task
def bake(loaves):
    BAKED.append(loaves)


@queue.task(name="bakery.clean", bind=True)
def clean_oven(self):
    BAKED.clear()


@shared_task(acks_late=True)
def order_flour(sacks):
    return sacks


class Inventory(Task):
    name = "bakery.work.Inventory"

    def run(self):
        return len(BAKED)


queue.register_task(Inventory())


@dramatiq.actor
def heat_oven():
    BAKED.append(0)


@dramatiq.actor(actor_name="cool", queue_name="ovens")
def cool_oven():
    BAKED.clear()


def actor(priority):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args):
            return function(*args)

        dramatiq.actor(wrapper, priority=priority)
        return wrapper

    return decorate


@actor(priority=3)
def sweep():
    BAKED.clear()


def knead(minutes):
    """No task: called by those who are."""
    return minutes
