"""Handlers of requests, one file a method: each answers."""
