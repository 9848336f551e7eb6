"""The services outside this process that the library depends on."""
