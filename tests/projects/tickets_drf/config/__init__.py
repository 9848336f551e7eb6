"""Settings and URLs of the help desk."""
