"""The editor's face: translates between the protocol and the analysis."""
