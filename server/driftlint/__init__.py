"""Tell which of a team's constraints a Python backend breaks, why, and through which chain of calls."""

__version__ = "0.1.0"
