"""The patient portal; the middleware asks for a login wherever a view does not say otherwise."""
