"""The platform families that come with the project."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache

import spiders.families
from crawler.site import Site


@lru_cache(maxsize=1)
def families() -> tuple[type[Site], ...]:
    """Return every family, by the name of its module."""
    found = []
    for module in pkgutil.iter_modules(spiders.families.__path__):
        loaded = importlib.import_module(f"spiders.families.{module.name}")
        found += [
            value
            for value in vars(loaded).values()
            if isinstance(value, type) and issubclass(value, Site) and value.__module__ == loaded.__name__
        ]
    return tuple(found)


def family_of(site: type[Site]) -> type[Site] | None:
    """Return the family that a site is of, None when it is declared by itself."""
    return next((one for one in site.__mro__ if one in families()), None)
