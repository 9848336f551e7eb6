"""A gallery: works, exhibitions and loans."""
