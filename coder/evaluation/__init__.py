"""How good the coding is: against a gold standard, and on a sheet that a person has checked."""

from coder.evaluation.gold import GoldEvent, GoldStory, read_gold
from coder.evaluation.matching import Judged, judge
from coder.evaluation.scores import Score, scores

__all__ = ["GoldEvent", "GoldStory", "Judged", "Score", "judge", "read_gold", "scores"]
