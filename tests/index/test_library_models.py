"""What functions do that use a library the way people use it, and what their silent twins do not do."""

from textwrap import dedent

import pytest

from driftlint.index.summaries import summary
from tests.harness.workspace import Workspace, path_of


def done(text: str) -> list[str]:
    """The effects of the function `f` in its order: "effect name"."""
    workspace = Workspace({"app.py": dedent(text)})
    return [f"{effect} {callee.name}" for callee, effect in summary(workspace.db, path_of("app.py"), "f") if effect]


@pytest.mark.parametrize(
    ("setting", "statements", "effects"),
    [
        pytest.param(*it, id=f"{it[0].split()[1]}-{number}")
        for number, it in enumerate(
            [
                (
                    "import requests\nclass Gateway:\n    def __init__(self):\n        self.http = requests.Session()",
                    "Gateway().http.post('/').json()",
                    ["http requests.Session.post"],
                ),
                (
                    "from httpx import AsyncClient",
                    "async with AsyncClient() as c, c.stream('GET', '/') as r:\n    r.raise_for_status()",
                    ["http httpx.AsyncClient.stream"],
                ),
                (
                    "import aiohttp",
                    "async with aiohttp.ClientSession() as s:\n    async with s.put('/') as r:\n        await r.json()",
                    ["http aiohttp.ClientSession.put"],
                ),
                ("from urllib import request", "request.urlopen('/').read()", ["http urllib.request.urlopen"]),
                (
                    "import urllib3\npool = urllib3.PoolManager()",
                    "pool.request('GET', '/').data.decode()",
                    ["http urllib3.PoolManager.request"],
                ),
                (
                    "from authlib.integrations.httpx_client import AsyncOAuth2Client as Client",
                    "client = Client()\nawait client.fetch_token('/')\nclient.create_authorization_url('/')",
                    ["http authlib.integrations.httpx_client.AsyncOAuth2Client.fetch_token"],
                ),
                (
                    "import boto3\ns3 = boto3.resource('s3')",
                    "s3.Bucket('b').Object('k').put(Body=b'')\ns3.meta.client.upload_file('f', 'b', 'k')",
                    ["http boto3.Object.put", "http boto3.Client.upload_file"],
                ),
                (
                    "import boto3\ndb = boto3.resource('dynamodb')",
                    "table = db.Table('t')\ntable.put_item(Item={})",
                    ["http boto3.Table.put_item"],
                ),
                (
                    "import boto3",
                    "for page in boto3.client('s3').get_paginator('list').paginate():\n    page.get('A')",
                    ["http boto3.Paginator.paginate"],
                ),
                (
                    "import aioboto3\nsession = aioboto3.Session()",
                    "async with session.client('s3') as s3:\n    await s3.put_object()",
                    ["http aioboto3.Client.put_object"],
                ),
                (
                    "import stripe\nclient = stripe.StripeClient('k')",
                    "client.v1.customers.create()\nclient.checkout.sessions.retrieve('x')",
                    [
                        "http stripe.StripeClient.v1.customers.create",
                        "http stripe.StripeClient.checkout.sessions.retrieve",
                    ],
                ),
                (
                    "from slack_sdk.web.async_client import AsyncWebClient",
                    "await AsyncWebClient(token='t').chat_postMessage(channel='c')",
                    ["http slack_sdk.web.async_client.AsyncWebClient.chat_postMessage"],
                ),
                (
                    "from openai import OpenAI\nclient = OpenAI()",
                    "answer = client.with_options(timeout=3).chat.completions.create(model='m')\nanswer.model_dump()",
                    ["http openai.OpenAI.chat.completions.create"],
                ),
                (
                    "import anthropic",
                    "with anthropic.Anthropic().messages.stream(model='m') as s:\n    s.get_final_message()",
                    ["http anthropic.Anthropic.messages.stream"],
                ),
                (
                    "import grpc\nfrom orders_pb2_grpc import OrdersStub",
                    "stub = OrdersStub(grpc.insecure_channel('h'))\nstub.Place(1)",
                    ["http orders_pb2_grpc.OrdersStub.Place"],
                ),
                (
                    "import smtplib",
                    "with smtplib.SMTP('h') as s:\n    s.starttls()\n    s.send_message(m)",
                    ["mail smtplib.SMTP.send_message"],
                ),
                (
                    "from django.core.mail import EmailMultiAlternatives",
                    "m = EmailMultiAlternatives('s')\nm.attach_alternative('h', 'text/html')\nm.send()",
                    ["mail django.core.mail.EmailMultiAlternatives.send"],
                ),
                (
                    "from sendgrid import SendGridAPIClient\nsg = SendGridAPIClient('k')",
                    "sg.client.mail.send.post(request_body={})\nsg.client.suppression.bounces.get()",
                    [
                        "mail sendgrid.SendGridAPIClient.client.mail.send.post",
                        "http sendgrid.SendGridAPIClient.client.suppression.bounces.get",
                    ],
                ),
                (
                    "from celery import Celery\napp = Celery()\n@app.task(bind=True)\ndef pack(self): ...",
                    "pack.delay()\npack.s(1).apply_async()\napp.send_task('pack')",
                    [
                        "publish celery.Task.delay",
                        "publish celery.Signature.apply_async",
                        "publish celery.Celery.send_task",
                    ],
                ),
                (
                    "from celery import chain, shared_task\n@shared_task\ndef pack(): ...",
                    "chain(pack.s(), pack.si())()\npack.apply_async(countdown=3)",
                    ["publish celery.chain.__call__", "publish celery.Task.apply_async"],
                ),
                (
                    "import dramatiq\n@dramatiq.actor\ndef pack(): ...",
                    "pack.send()\npack.send_with_options(delay=3)",
                    ["publish dramatiq.Actor.send", "publish dramatiq.Actor.send_with_options"],
                ),
                (
                    "import django_rq\nfrom rq.decorators import job\n@job('low')\ndef pack(): ...",
                    "pack.delay()\ndjango_rq.get_queue('low').enqueue(pack)",
                    ["publish rq.RqTask.delay", "publish rq.Queue.enqueue"],
                ),
                (
                    "from arq import create_pool",
                    "redis = await create_pool()\nawait redis.enqueue_job('pack')",
                    ["publish arq.ArqRedis.enqueue_job"],
                ),
                (
                    "from kombu import Connection",
                    "with Connection('amqp://') as c:\n    c.Producer().publish({})",
                    ["publish kombu.Producer.publish"],
                ),
                (
                    "from kafka import KafkaProducer",
                    "KafkaProducer().send('t', b'')",
                    ["publish kafka.KafkaProducer.send"],
                ),
                (
                    "from confluent_kafka import Producer\nproducer = Producer({})",
                    "producer.produce('t', b'')",
                    ["publish confluent_kafka.Producer.produce"],
                ),
                (
                    "from aiokafka import AIOKafkaProducer",
                    "p = AIOKafkaProducer()\nawait p.start()\nawait p.send_and_wait('t', b'')",
                    ["publish aiokafka.AIOKafkaProducer.send_and_wait"],
                ),
                (
                    "import pika",
                    "channel = pika.BlockingConnection(p).channel()\nchannel.basic_publish('', 'q', b'')",
                    ["publish pika.BlockingChannel.basic_publish"],
                ),
                (
                    "import aio_pika",
                    (
                        "c = await aio_pika.connect_robust('amqp://')\nasync with c:\n    channel = await c.channel()\n"
                        "    await channel.default_exchange.publish(m, 'q')"
                    ),
                    ["publish aio_pika.abc.AbstractExchange.publish"],
                ),
                (
                    "import redis.asyncio as redis",
                    "r = redis.from_url('redis://')\nawait r.hset('k', 'f', 1)\nawait r.publish('c', 'm')",
                    ["cache redis.asyncio.Redis.hset", "publish redis.asyncio.Redis.publish"],
                ),
                (
                    "from redis import StrictRedis\nstore = StrictRedis()",
                    "with store.pipeline() as p:\n    p.set('a', 1)\n    p.execute()",
                    ["cache redis.Pipeline.execute"],
                ),
                (
                    "from elasticsearch import AsyncElasticsearch\nes = AsyncElasticsearch()",
                    "await es.options(timeout=1).search(index='i')\nawait es.indices.create(index='i')",
                    [
                        "http elasticsearch.AsyncElasticsearch.search",
                        "http elasticsearch.AsyncElasticsearch.indices.create",
                    ],
                ),
                (
                    "import subprocess",
                    "with subprocess.Popen(['a']) as p:\n    p.communicate()",
                    ["process subprocess.Popen"],
                ),
                ("from asyncio import sleep", "await sleep(1)", ["sleep asyncio.sleep"]),
                (
                    "from sqlalchemy.orm import Session, sessionmaker\nsessions = sessionmaker()",
                    "with sessions() as s:\n    s.query(A).filter(A.b).first()\n    s.add(a)\n    s.commit()",
                    [
                        "db.read sqlalchemy.orm.Query.first",
                        "db.write sqlalchemy.orm.Session.add",
                        "db.commit sqlalchemy.orm.Session.commit",
                    ],
                ),
                (
                    "import sqlalchemy as sa\nfrom sqlalchemy.ext.asyncio import AsyncSession\ns: AsyncSession",
                    (
                        "await s.execute(sa.select(A).where(A.b == 1))\nchange = sa.update(A).where(A.b == 1)\n"
                        "change = change.values(b=2)\nawait s.execute(change)\nawait s.execute(sa.text('SELECT 1'))"
                    ),
                    [
                        "db.read sqlalchemy.ext.asyncio.AsyncSession.execute",
                        "db.write sqlalchemy.ext.asyncio.AsyncSession.execute",
                        "db.raw sqlalchemy.ext.asyncio.AsyncSession.execute",
                    ],
                ),
                (
                    "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\nclass User(db.Model): ...",
                    "User.query.filter_by(name='a').first_or_404()\ndb.session.delete(u)",
                    ["db.read sqlalchemy.orm.Query.first_or_404", "db.write sqlalchemy.orm.scoped_session.delete"],
                ),
                (
                    "from sqlmodel import Session, create_engine, delete, select\nengine = create_engine('x')",
                    "with Session(engine) as s:\n    s.exec(select(A)).all()\n    s.exec(delete(A))",
                    ["db.read sqlmodel.Session.exec", "db.write sqlmodel.Session.exec"],
                ),
                (
                    "from django.db import models\nclass Order(models.Model): ...",
                    "Order.objects.filter(a=1).exclude(b=2).count()\norder = Order(a=1)\norder.save()",
                    ["db.read django.db.models.QuerySet.count", "db.write django.db.models.Model.save"],
                ),
                (
                    (
                        "from django.db import models\nclass Orders(models.Manager):\n    def open(self):\n"
                        "        return self.filter(open=True)\nclass Order(models.Model):\n    objects = Orders()"
                    ),
                    "Order.objects.open().update(a=1)\nOrder.objects.create(a=1)",
                    ["db.write django.db.models.QuerySet.update", "db.write django.db.models.Manager.create"],
                ),
                (
                    "from django.db import connection",
                    "with connection.cursor() as cursor:\n    cursor.execute('SELECT 1')\n    cursor.fetchall()",
                    ["db.raw django.db.backends.utils.CursorWrapper.execute"],
                ),
                (
                    "from tortoise.models import Model\nclass User(Model): ...",
                    "await User.filter(a=1).order_by('b').first()\nawait User.create(a=1)",
                    ["db.read tortoise.queryset.QuerySet.first", "db.write tortoise.models.Model.create"],
                ),
                (
                    "import peewee\nclass User(peewee.Model): ...",
                    "User.select().where(User.a == 1).get()\nUser.update(a=1).where(User.b).execute()",
                    ["db.read peewee.ModelSelect.get", "db.write peewee.ModelUpdate.execute"],
                ),
                (
                    "import asyncpg",
                    "pool = await asyncpg.create_pool()\nasync with pool.acquire() as c:\n    await c.fetch('SELECT')",
                    ["db.raw asyncpg.Connection.fetch"],
                ),
                (
                    "import psycopg",
                    "with psycopg.connect() as c, c.cursor() as cursor:\n    cursor.execute('SELECT 1')",
                    ["db.raw psycopg.Cursor.execute"],
                ),
                (
                    "import psycopg2\nconnection = psycopg2.connect('')",
                    "with connection.cursor() as cursor:\n    cursor.execute('SELECT 1')\nconnection.commit()",
                    ["db.raw psycopg2.extensions.cursor.execute", "db.commit psycopg2.extensions.connection.commit"],
                ),
                (
                    "import pymysql",
                    "with pymysql.connect().cursor() as cursor:\n    cursor.execute('SELECT 1')",
                    ["db.raw pymysql.cursors.Cursor.execute"],
                ),
                (
                    "import sqlite3",
                    "sqlite3.connect('a').execute('SELECT 1').fetchall()",
                    ["db.raw sqlite3.Connection.execute"],
                ),
                (
                    "import databases\ndatabase = databases.Database('x')",
                    "await database.fetch_all('SELECT 1')\nawait database.execute(query=statement)",
                    ["db.raw databases.Database.fetch_all", "db.read databases.Database.execute"],
                ),
                (
                    "from motor.motor_asyncio import AsyncIOMotorClient\nclient = AsyncIOMotorClient('x')",
                    "await client['shop']['orders'].find_one({})\nawait client.shop.orders.insert_one({})",
                    [
                        "db.read pymongo.collection.Collection.find_one",
                        "db.write motor.motor_asyncio.AsyncIOMotorClient.shop.orders.insert_one",
                    ],
                ),
                (
                    "from twilio.rest import Client",
                    "Client('a', 'b').messages.create(to='c')",
                    ["http twilio.rest.Client.messages.create"],
                ),
                (
                    "from google.cloud import storage",
                    "storage.Client().bucket('b').blob('k').upload_from_string('x')",
                    ["http google.cloud.storage.Blob.upload_from_string"],
                ),
                (
                    "from azure.storage.blob import BlobServiceClient",
                    "c = BlobServiceClient.from_connection_string('x')\nc.get_blob_client('b', 'k').upload_blob(b'')",
                    ["http azure.storage.blob.BlobClient.upload_blob"],
                ),
                (
                    "import docker",
                    "docker.from_env().containers.run('image')",
                    ["http docker.DockerClient.containers.run"],
                ),
            ]
        )
    ],
)
def test_what_is_done(setting: str, statements: str, effects: list[str]) -> None:
    body = statements.replace("\n", "\n    ")
    assert done(f"{setting}\nasync def f(a, m, p, u, statement):\n    {body}\n") == effects


@pytest.mark.parametrize(
    ("setting", "parameters", "statements"),
    [
        ("import requests", "answer: requests.Response", "requests.Session()\nanswer.json()\nanswer.iter_lines()"),
        ("", "requests", "requests.post('/')\nrequests.get('/').json()"),
        ("import httpx", "", "c = httpx.AsyncClient()\nc.build_request('GET', '/')\nc.headers.update({})"),
        ("import aiohttp", "", "aiohttp.ClientTimeout(3)\naiohttp.FormData().add_field('a', 'b')"),
        ("from urllib import parse, request", "", "parse.urlencode({})\nrequest.Request('/')"),
        ("import boto3", "", "s3 = boto3.client('s3')\ns3.generate_presigned_post('b', 'k')\ns3.get_waiter('w')"),
        ("import boto3", "", "b = boto3.resource('s3').Bucket('b')\nb.Object('k')\nb.objects.filter(Prefix='p')"),
        (
            "import stripe",
            "body",
            "event = stripe.Webhook.construct_event(body, 's', 'k')\nevent.data.object.get('id')",
        ),
        ("import stripe", "body", "c = stripe.StripeClient('k')\nc.construct_event(body, 's', 'k')"),
        ("from slack_sdk.signature import SignatureVerifier", "b", "SignatureVerifier('s').is_valid(b, 't', 's')"),
        (
            "from openai import OpenAI",
            "",
            "OpenAI().with_options(timeout=3)\nanswer().choices[0].message.content.strip()",
        ),
        ("import grpc", "", "grpc.insecure_channel('h')\ngrpc.ssl_channel_credentials()"),
        ("from email.message import EmailMessage", "", "m = EmailMessage()\nm.set_content('x')"),
        ("from django.core.mail import EmailMessage", "", "EmailMessage('s').attach('a', b'')"),
        ("from sendgrid.helpers.mail import Mail", "", "m = Mail()\nm.add_attachment(1)\nm.get()"),
        ("from celery import shared_task\n@shared_task\ndef pack(): ...", "", "pack.s(1)\npack.delay_on_commit(1)"),
        ("def pack(): ...", "", "pack.delay()\npack.send()"),
        ("import dramatiq\n@dramatiq.actor\ndef pack(): ...", "", "pack.message(1)"),
        ("from kombu import Exchange, Queue", "", "Queue('q', Exchange('e'))"),
        ("from kafka import KafkaConsumer", "send", "KafkaConsumer('t')\nsend.produce()"),
        ("import pika", "", "pika.ConnectionParameters('h')\npika.BasicProperties()"),
        ("import redis", "", "p = redis.Redis().pipeline()\np.set('a', 1)\np.hset('a', 'b', 1)"),
        ("", "cache: dict, redis", "cache.get('a')\nredis.set('a', 1)"),
        ("import subprocess", "p: subprocess.CompletedProcess", "p.check_returncode()\nsubprocess.list2cmdline([])"),
        ("import time", "sleep", "time.monotonic()\nsleep(1)"),
        (
            "import sqlalchemy as sa\nfrom sqlalchemy.orm import Session, sessionmaker",
            "e",
            "sa.select(1).where(2)\nsessionmaker(e)\nSession(e)",
        ),
        ("from sqlalchemy.orm import Session", "s: Session", "s.query(A).filter(A.b).limit(3)"),
        (
            "from django.db import models\nclass A(models.Model): ...",
            "",
            "A.objects.filter(a=1).select_related('b')\nA(a=1)",
        ),
        ("import asyncpg", "row: asyncpg.Record", "row.get('a')"),
        ("import sqlite3", "c: sqlite3.Cursor", "c.fetchone()"),
        ("from bson import ObjectId", "orders", "ObjectId()\norders.find_one({})"),
        ("from google.cloud import storage", "c: storage.Client", "c.bucket('b').blob('k').generate_signed_url()"),
        ("from azure.storage.blob import generate_blob_sas", "", "generate_blob_sas('a', 'b', 'c')"),
        ("from twilio.request_validator import RequestValidator", "", "RequestValidator('k').validate('/', {}, 's')"),
    ],
)
def test_what_is_not(setting: str, parameters: str, statements: str) -> None:
    body = statements.replace("\n", "\n    ")
    assert done(f"{setting}\ndef f({parameters}):\n    {body}\n") == []
