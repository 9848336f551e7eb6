"""A bakery: what is baked, ordered and told to agents."""
