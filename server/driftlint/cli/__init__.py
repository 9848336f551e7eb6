"""The terminal's face: reads arguments, prints findings, sets the exit code."""
