"""A harbour: ships, berths and the pilots' own application."""
