"""The database: one session a request for reading, `SessionLocal.begin()` for writing."""

import os

from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, scoped_session, sessionmaker

engine = create_engine(os.environ.get("LIBRARY_DATABASE_URL", "sqlite:///library.db"))
SessionLocal = sessionmaker(engine, expire_on_commit=False)


class Database:
    """Holds the session of the request at hand."""

    def __init__(self) -> None:
        self.session = scoped_session(SessionLocal)


class Base(DeclarativeBase):
    """The declarative base of every table."""


db = Database()


def close_session(_error: BaseException | None = None) -> None:
    """Gives the request's connection back."""
    db.session.remove()
