"""What happened by the readings of a sentence: which acts are events, of whom and to whom, as fact or intent, and when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, product

from coder.coding.context import Context
from coder.coding.dates import TimeExpression
from coder.coding.factuality import Factuality, Status
from coder.coding.grammar import Grammar
from coder.coding.mentions import Mention
from coder.coding.places import Place
from coder.coding.reader import Reader
from coder.coding.reading import Reading
from coder.coding.timewords import EventDate
from coder.lexicon.lexicon import Lexicon

__all__ = ["Dating", "Outcome", "Outcomes"]

_MODAL_CLASSES = {
    Status.FUTURE: "INTEND",
    Status.REFUSED: "REFUSE",
    Status.ADVISED: "APPEAL",
    Status.REQUIRED: "DEMAND",
}
_WISHES = (Status.ADVISED, Status.REQUIRED)
_OF_ONE_TIME = frozenset({"SAY", "LIGHT", "BEGIN", "END"})
Dating = Callable[[Sequence[int]], tuple[EventDate, TimeExpression | None]]
"""When the act of some words happened, and by which expression."""
# Done to another country, which is that in focus where the sentence names none: "Tunis closed its embassy".
_AGAINST_OTHERS = ("02", "10", "11", "12", "13", "15", "16", "19")
_ON_THE_SAME = ("10", "11", "12", "13", "16", "19")  # what follows an act against somebody
_BY_OUTSIDERS = ("02", "10", "16")
_REDUCED = "16"
_VISITS = ("042", "043", "044")
_WITH_TROOPS = ("033", "0356", "07", "0874", "15")
_ARMS_OF_STATE = frozenset({"GOV", "MIL", "COP"})
_LONGEST_LIST = 8


@dataclass(slots=True)
class Outcome:
    """An event of a sentence before it becomes a row, or two for a reciprocal one; `by` is the expression that dates it.

    `place` comes last, when all of the sentence is known.
    """

    reading: Reading
    code: str
    source: Mention
    target: Mention
    reciprocal: bool
    when: EventDate
    by: TimeExpression | None = None
    tokens: Sequence[int] = ()
    place: Place | None = None


class Outcomes:
    """Answers for one sentence of a story of some day; `when` dates its words."""

    def __init__(
        self,
        story_date: date | None,
        grammar: Grammar,
        lexicon: Lexicon,
        reader: Reader,
        context: Context,
        when: Dating,
    ) -> None:
        self._story_date = story_date
        self._grammar = grammar
        self._lexicon = lexicon
        self._reader = reader
        self._context = context
        self._when = when
        self._factuality = Factuality(grammar, lexicon, reader)

    def all(self) -> list[Outcome]:
        """The events of all readings that are no part of another one, without repeats."""
        readings = self._reader.readings()
        consumed: set[int] = set()
        for reading in readings:
            if reading.rule.code != "SAY":
                consumed.update(part.token for part in reading.chain[1:])
                if not reading.code or (reading.sides.sources and reading.sides.targets):
                    consumed.update(t for t in reading.absorbed if not _is_of_others(reading, self._reader.read(t)))
        found: list[Outcome] = []
        for reading in readings:
            if reading.code and reading.token not in consumed and reading.rule.code != "SAY":
                found += self._of(reading)
        return _without_repeats(found)

    def _of(self, reading: Reading) -> list[Outcome]:
        sources = reading.sides.sources[:_LONGEST_LIST]
        targets = _done_to(self._grammar, reading)[:_LONGEST_LIST]
        status = self._factuality.status(reading.token)
        if status is Status.NOT:
            return []
        status, tokens, dated, by = self._dated(reading, status)
        code = reading.code
        if status is not Status.FACT:
            speakers = self._reader.fillers.actors(self._factuality.speakers(reading.token), whole=False)
            if status in _WISHES:
                if not speakers:
                    return []
                sources, targets = speakers, sources or targets
            elif code >= "10" and speakers and not {m.code[:3] for m in speakers} & {m.code[:3] for m in sources}:
                return []  # "Israel said Iran would attack" is a forecast, not an intent
            code = self._lexicon.composition.code(_MODAL_CLASSES[status], code)
            if not code:
                return []
        if code.startswith(_ON_THE_SAME):
            targets = self._targets_before(reading, sources, targets) or targets
        news = not dated.historical(self._story_date)
        if not targets and news and code.startswith(_AGAINST_OTHERS) and not self._context.is_unknown(reading.token):
            targets = self._context.other_side(sources, outsiders=code.startswith(_BY_OUTSIDERS))
        paired = reading.sides.paired and status not in _WISHES
        pairs = combinations(sources, 2) if paired else product(sources, targets)
        mutual = paired or bool(self._lexicon.cameo[code].mirror)
        return [
            Outcome(reading, code, source.at(dated.day), target.at(dated.day), mutual, dated, by, tokens)
            for source, target in pairs
            if source.code and target.code and not source.is_same(target) and not _at_home(code, source, target)
        ]

    def _targets_before(
        self, reading: Reading, sources: Sequence[Mention], targets: Sequence[Mention]
    ) -> list[Mention]:
        """Whom the act before was done to, where this one names nobody: "Chad condemned the Libyan raid and recalled its envoy"."""
        parse, own = self._grammar.parse, {source.code[:3] for source in sources}
        if any(target.resolved != "coreference" or target.code[:3] not in own for target in targets):
            return []
        relation, before = parse.relations[reading.token], parse.heads[reading.token]
        if relation != "conj" and not (relation == "advcl" and not self._grammar.marks(reading.token)):
            return []
        first = self._reader.read(before)
        if first is None or first.code < _ON_THE_SAME[0] or first.sides.sources != reading.sides.sources:
            return []
        return [target for target in first.sides.targets if target.code[:3] not in own]

    def _dated(
        self, reading: Reading, status: Status
    ) -> tuple[Status, Sequence[int], EventDate, TimeExpression | None]:
        """When an act happened, by which words and expression; what lies ahead has not happened."""
        tokens = _dated_tokens(reading) if status is Status.FACT else []
        reporter = self._factuality.reporter(reading.token)
        if status is not Status.FACT and reporter >= 0:
            dated, by = self._when([reporter])  # "announced on Monday that it would attack"
            if by is not None and (dated.ahead or by.start > reading.token):
                dated, by = self._when([])
        else:
            dated, by = self._when(tokens)
        if dated.ahead:  # "Kenya and Somalia meet next week"
            return Status.FUTURE, [], *self._when([])
        return status, tokens, dated, by


def _dated_tokens(reading: Reading) -> list[int]:
    """The words whose time is the event's: the trigger, and what light verbs and the like pass on or turn round."""
    tokens = []
    for part in reading.chain:
        tokens.append(part.token)
        if part.rule.code not in _OF_ONE_TIME:
            break
    return tokens


def _is_of_others(reading: Reading, absorbed: Reading | None) -> bool:
    """Whether the word that fulfils a rule tells of an act of two others: "Qatar hosted talks between Rwanda and Congo"."""
    if absorbed is None or not absorbed.sides.paired:
        return False
    countries = {source.code[:3] for source in reading.sides.sources}
    return all(side.code[:3] not in countries for side in absorbed.sides.sources)


def _done_to(grammar: Grammar, reading: Reading) -> list[Mention]:
    """The targets without names in apposition to a source ("the minister, X, rejected talks") and without a recalled envoy of its own."""
    heads, relations = grammar.parse.heads, grammar.parse.relations
    sources = {source.head for source in reading.sides.sources}
    own = {source.code[:3] for source in reading.sides.sources} if reading.code.startswith(_REDUCED) else set()
    return [
        target
        for target in reading.sides.targets
        if not (relations[target.head] == "appos" and heads[target.head] in sources)
        and not (target.kind == "agent" and target.resolved == "coreference" and target.code[:3] in own)
    ]


def _at_home(code: str, source: Mention, target: Mention) -> bool:
    """Whether an actor visits or aids its own country, or a government speaks to it, orders or sends its troops: no event between two."""
    if source.code[:3] != target.code[:3]:
        return False
    if source.code[3:6] in _ARMS_OF_STATE and target.code[3:6] in _ARMS_OF_STATE:
        within = ("01", "02", "10") if target.code[3:6] == "GOV" else ("02", "10")
        if code[:2] == "07" or (source.code[3:6] == "GOV" and code[:2] in within):
            return True
    if target.kind == "agent" and target.code[3:6] == "MIL" and target.resolved != "named":
        return source.code[3:6] in ("", "GOV") and code.startswith(_WITH_TROOPS)  # "sent troops"
    if not (source.bare or target.bare):
        return False
    return (
        code in _VISITS
        or code.startswith(("033", "07", "161"))
        or (code[:2] == "01" and source.code[3:6] == "GOV")
        or (code[:2] in ("02", "10") and source.code[3:6] in ("", "GOV"))
    )


def _without_repeats(found: list[Outcome]) -> list[Outcome]:
    """One event of a dyad and root a sentence, unless the acts differ; a general code (xx0) gives way to a precise one."""
    kept: list[Outcome] = []
    for event in found:
        rivals = [
            k
            for k in kept
            if (k.source.code, k.target.code, k.code[:2]) == (event.source.code, event.target.code, event.code[:2])
        ]
        mirrored = [
            k
            for k in kept
            if event.reciprocal
            and k.reciprocal
            and (k.source.code, k.target.code, k.code[:2]) == (event.target.code, event.source.code, event.code[:2])
        ]
        if mirrored or any(_covers(rival.code, event.code) for rival in rivals):
            continue
        kept = [k for k in kept if not (k in rivals and _covers(event.code, k.code))]
        kept.append(event)
    return kept


def _covers(precise: str, general: str) -> bool:
    return precise == general or general[2:] == "0" or precise.startswith(general)
