"""Django settings, from the environment where a deployment differs."""

import os

SECRET_KEY = os.environ.get("ORCHARD_SECRET_KEY", "local-development-of-the-orchard")
ALLOWED_HOSTS = ["localhost", "testserver"]
ROOT_URLCONF = "orchard.urls"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "ninja"]
MIDDLEWARE = [
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
