"""The shop's backend: catalogue, carts, orders, returns and the back office."""
