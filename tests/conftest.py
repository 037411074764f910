"""For both environments; imports nothing of ours. No property is judged by the clock: machines are noisy."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
