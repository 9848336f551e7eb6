"""An orchard: trees, harvests and who picks them."""
