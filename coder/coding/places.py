"""Reads where an event happened: phrases of place in its clause, else the dateline; no place is better than a wrong one.

Two questions, as for dates: which phrase belongs to which act (`Places`), and which town, region or country a phrase names
(`_Namer`). An ambiguous name is the one that the phrase itself tells ("Tripoli, Lebanon"), else the one in the countries of the
event's actors, then of the story so far, else the largest.
"""

from __future__ import annotations

from collections.abc import Callable

from coder.coding.grammar import Grammar
from coder.coding.placenames import Place, PlaceNames
from coder.lexicon.lexicon import Lexicon
from coder.stories.story import Story

__all__ = ["Place", "Places"]

_AT = frozenset({"in", "inside", "within", "across", "throughout", "at", "near", "outside", "around"})
_INSIDE = frozenset({"in", "inside", "within", "across", "throughout"})  # "near Iran" is not in Iran
_CLAUSES = frozenset({"acl", "acl:relcl", "advcl", "ccomp", "csubj", "parataxis", "xcomp"})
# "told reporters in Moscow", "said at a conference in Geneva": where these are, the speaker is.
_OCCASIONS = frozenset(
    "reporter journalist press conference briefing interview statement speech address meeting summit ceremony session rally "
    "gathering forum talk negotiation visit audience parliament congress assembly headquarters hotel palace".split()
)
# "arrested for an attack in Paris" happened elsewhere.
_ELSEWHERE = frozenset(
    "about after against ahead amid before because concerning despite due following for over regarding since toward towards upon".split()
)


class Places:
    """The places of one story's events: what its sentences so far and its dateline say."""

    def __init__(self, lexicon: Lexicon, story: Story) -> None:
        self._lexicon = lexicon
        self._names = PlaceNames(lexicon)
        self._story = story
        self._countries: dict[str, None] = {}
        self._grammar = Grammar
        self._is_event: Callable[[int], bool]

    # (rest)
