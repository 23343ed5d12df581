"""What we look for: text in, matches out. Knows no database and no web."""

from rules.faults import Fault, RuleFileError
from rules.records import Level, Match
from rules.rule import Rule
from rules.ruleset import RuleSet

__all__ = ["Fault", "Level", "Match", "Rule", "RuleFileError", "RuleSet"]
