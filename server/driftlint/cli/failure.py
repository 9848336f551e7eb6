"""What ends a command with exit code 2."""


class CannotRunError(Exception):
    """What was asked for cannot be done; the message stands alone and says what to do about it."""
