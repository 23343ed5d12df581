"""A declaration for a site that nobody has seen, proposed from a few of its pages. Pure: no network, clock or disk."""

from crawler.scaffold.proposal import Confidence, GivenPage, Part, Proposal, Role, SavedPage, ScaffoldError
from crawler.scaffold.proposing import propose
from crawler.scaffold.written import source

__all__ = [
    "Confidence",
    "GivenPage",
    "Part",
    "Proposal",
    "Role",
    "SavedPage",
    "ScaffoldError",
    "propose",
    "source",
]
