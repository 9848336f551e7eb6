"""Handlers of notifications, one file a method: each changes the session."""
