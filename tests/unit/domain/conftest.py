"""Property tests do not depend on how busy the machine is, and say the same on every run."""

from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.load_profile("steady")
