"""Settings read from the environment."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Where the shop finds its database and the services it talks to."""

    database_url: str = os.environ.get("SHOP_DATABASE_URL", "sqlite:///shop.db")
    token_secret: str = os.environ.get("SHOP_TOKEN_SECRET", "local-development")
    webhook_secret: str = os.environ.get("SHOP_WEBHOOK_SECRET", "local-webhook")
    payments_url: str = os.environ.get("SHOP_PAYMENTS_URL", "https://payments.example")
    warehouse_url: str = os.environ.get("SHOP_WAREHOUSE_URL", "https://warehouse.example")
    messages_url: str = os.environ.get("SHOP_MESSAGES_URL", "https://messages.example")


settings = Settings()
