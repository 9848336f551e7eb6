"""What the library does, whoever asks for it."""
