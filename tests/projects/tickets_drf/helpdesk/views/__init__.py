"""The help desk's views, one module per subject."""
