"""Notes: a small API whose views say for themselves who may use them."""
