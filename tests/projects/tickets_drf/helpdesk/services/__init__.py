"""What the help desk does, whoever asks for it."""
