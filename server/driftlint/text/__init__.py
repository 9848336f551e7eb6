"""Where things are, what they say and how they change; the port to the disk."""
