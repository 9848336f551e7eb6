"""The clinic: settings, URLs and what its apps share."""
