"""The help desk: tickets, articles and the agents who write them."""
