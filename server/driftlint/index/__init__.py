"""What the files say together: symbols, calls, effects, endpoints and their guards."""
