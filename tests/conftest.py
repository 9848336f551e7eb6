"""Set-up shared by every test: how long a property may take, and nothing else."""

from hypothesis import settings

# A slow machine is not a broken property.
settings.register_profile("driftlint", deadline=None)
settings.load_profile("driftlint")
