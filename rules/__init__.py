"""What we look for: text in, matches out. Knows no database and no web."""

from rules.pack import Fault, Rule, RuleFileError
from rules.records import Level, Match
from rules.ruleset import RuleSet

__all__ = ["Fault", "Level", "Match", "Rule", "RuleFileError", "RuleSet"]
