"""What may be wrong: the registry, its matchers and the rules written in Python."""
