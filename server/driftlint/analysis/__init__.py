"""Which rules apply, over what, and what becomes of what they say."""
