"""One module for each framework: what its files declare, and the endpoints that makes."""
