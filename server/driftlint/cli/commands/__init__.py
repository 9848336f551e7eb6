"""The commands, one file each: each takes the options and the terminal, and returns the exit code."""
