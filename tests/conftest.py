"""What holds for every test."""

from __future__ import annotations

from hypothesis import settings

# no test asserts a wall-clock figure, and hypothesis would: a busy machine is no fault of the code
settings.register_profile("fieldsign", deadline=None)
settings.load_profile("fieldsign")
