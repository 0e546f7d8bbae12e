"""Event rules: the syntax of a row of `verbs/*.csv` and its compiled form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from coder.lexicon.tables import NOTHING_OFF, Problems, Row, dictionary_files, read_table
from coder.lexicon.words import WordSets

__all__ = ["CLASSES", "COLUMNS", "Constraint", "Ranked", "Rule", "RuleIndex", "read_rules"]

COLUMNS = ("trigger", "pos", "pattern", "code", "roles", "example")
CLASSES = frozenset(
    "SAY LIGHT BEGIN END APPEAL DEMAND INTEND PROMISE REFUSE THREATEN ACCUSE INVESTIGATE DENY ALLOW PREVENT ATTEMPT".split()
)
_POS = ("verb", "noun", "adjective")
_ARTICLES = re.compile(r"_(the|a|an)_")
_SLOT = re.compile(r"[a-z]+(_[a-z]+)*\Z")
_SLOTS = frozenset("subject object clause owner infinitive that must should modifier any".split())
_ROLE_SLOTS = _SLOTS | {"home", "pair", "nobody"}
_PREPOSITIONS = frozenset(
    "about above across after against ahead along alongside amid amidst among amongst around as at back because before behind "
    "below beneath beside besides between beyond bound by close concerning deep despite down during except following for from if "
    "in including inside instead into involving like near of off on onto opposite out outside over past pending per regarding "
    "round since than through throughout till to together toward towards under underneath unlike until up upon versus via when "
    "where whether while with within without worth".split()
)
_WORD = re.compile(r"[a-z0-9.'-]+(_[a-z0-9.'-]+)*\Z")
_CODE = re.compile(r"[0-9]{3,4}\Z")


@dataclass(frozen=True, slots=True)
class Constraint:
    """One `slot=value`: holds when any of the slots is filled by any of the values; `phrase_words` are those of all `phrases`."""

    text: str
    slots: tuple[str, ...]
    actor: bool = False
    event: bool = False
    anything: bool = False
    nothing: bool = False
    words: frozenset[str] = frozenset()
    phrases: tuple[tuple[str, ...], ...] = ()
    phrase_words: frozenset[str] = frozenset()

    @property
    def weight(self) -> int:
        """How specific it is: words 4, an event 3, the rest 1."""
        if self.actor or self.anything or self.nothing:
            return 1
        return 3 if self.event else 4


@dataclass(frozen=True, slots=True)
class Rule:
    """One compiled rule for one trigger.

    `place` is its `file:line`; `trigger` the trigger's words; `code` a CAMEO code, a class, or "" for `none`;
    `source` and `target` are slots in the order in which they are tried, () for the default. Of each set in `needs` one word
    must stand in the sentence, or the rule cannot hold. `bonus` is the most that its phrases can add to its weight.
    """

    place: str
    trigger: tuple[str, ...]
    pos: str
    constraints: tuple[Constraint, ...]
    code: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    example: str
    weight: int
    needs: tuple[frozenset[str], ...]
    bonus: int

    @property
    def breadth(self) -> int:
        """How many words its constraints allow: of two rules of one weight the one that allows fewer is more specific."""
        return sum(len(constraint.words) + len(constraint.phrases) for constraint in self.constraints)

    @property
    def is_class(self) -> bool:
        """Whether the code is to be composed with the event below."""
        return self.code in CLASSES


class Ranked(tuple[Rule, ...]):
    """The rules that one lemma carries, the most specific first."""

    @cached_property
    def _by_word(self) -> tuple[list[int], dict[str, list[int]]]:
        """Places of the rules that need no word, and of the others by each word of the smallest set that they need."""
        free: list[int] = []
        by_word: dict[str, list[int]] = {}
        for place, rule in enumerate(self):
            if not rule.needs:
                free.append(place)
            for word in min(rule.needs, key=len, default=frozenset()):
                by_word.setdefault(word, []).append(place)
        return free, by_word

    def possible(self, words: set[str]) -> Iterator[Rule]:
        """The rules that may hold in a sentence of these words, the most specific first."""
        free, by_word = self._by_word
        found = by_word.keys() & words
        places = sorted(set(free).union(*[by_word[word] for word in found])) if found else free
        for place in places:
            rule = self[place]
            for need in rule.needs:
                if need.isdisjoint(words):
                    break
            else:
                yield rule


RuleIndex = Mapping[tuple[str, str], Ranked]
"""Rules by (part of speech, carrying lemma): the first word carries a verb phrase, the last a noun phrase."""


def read_rules(directories: Sequence[Path], sets: WordSets, codes: frozenset[str], problems: Problems) -> RuleIndex:
    """All rules of `verbs/*.csv`, indexed; a later directory's rule replaces one with the same trigger, pos and pattern."""
    rules: dict[tuple[str, str, str], list[Rule]] = {}
    origin: dict[tuple[str, str, str], int] = {}
    layers = {directory: layer for layer, directory in enumerate(directories)}
    for path, shown in dictionary_files(directories, "verbs/*.csv"):
        layer = layers[path.parent.parent]
        for row in read_table(path, shown, COLUMNS, problems):
            key = (row["trigger"], row["pos"], " ".join(sorted(row["pattern"].split())))
            if key in rules and origin[key] == layer and rules[key]:
                problems.add(row.place, f"the same trigger and pattern as {rules[key][0].place}; remove one of them")
                continue
            if row["code"] == "off":
                if key not in rules:
                    problems.add(row.place, f"off: {NOTHING_OFF} trigger, pos and pattern")
                rules[key] = []
            else:
                compiled = _compile(row, sets, codes, problems)
                if compiled:
                    rules[key] = compiled
            origin[key] = layer
    return _index([(rule, origin[key]) for key, compiled in rules.items() for rule in compiled])


def _index(rules: Iterable[tuple[Rule, int]]) -> RuleIndex:
    """Rules with the place of their directory: of equally specific ones the last directory's wins, then the first in the file."""
    index: dict[tuple[str, str], list[Rule]] = {}
    for rule, _ in sorted(rules, key=lambda pair: (-pair[0].weight, -pair[1], pair[0].breadth)):
        carrier = rule.trigger[-1] if rule.pos == "noun" else rule.trigger[0]
        index.setdefault((rule.pos, carrier), []).append(rule)
    return {carrier: Ranked(ranked) for carrier, ranked in index.items()}


def _compile(row: Row, sets: WordSets, codes: frozenset[str], problems: Problems) -> list[Rule]:
    before = len(problems.found)
    triggers: dict[str, None] = {}
    for name in row["trigger"].split("|"):
        if name.startswith("&"):
            if name[1:] not in sets:
                problems.add(row.place, f"trigger `{name}`: no such word set")
            triggers.update(dict.fromkeys(sorted(sets.get(name[1:], ()))))
        elif _WORD.match(name):
            triggers[name] = None
        else:
            problems.add(
                row.place,
                f"trigger `{name}`: expected a lemma in lower case, `_` between words, or a set such as `&TIES`",
            )
    if row["pos"] not in _POS:
        problems.add(row.place, f"pos `{row['pos']}`: expected {', '.join(_POS)}")
    code = "" if row["code"] == "none" else row["code"]
    if row["code"] != "none" and code not in CLASSES and code not in codes:
        what = (
            "no such CAMEO code"
            if _CODE.match(code)
            else "expected a CAMEO code of three or four digits, a class or `none`"
        )
        problems.add(row.place, f"code `{row['code']}`: {what}")
    constraints = tuple(c for text in row["pattern"].split() if (c := _constraint(text, row.place, sets, problems)))
    if code in CLASSES and not any(c.event for c in constraints):
        problems.add(
            row.place,
            f"class {code} needs an event below it: expected `clause=EVENT`, `object=EVENT`, `for=EVENT` or the like",
        )
    source, target = _roles(row, problems)
    if not row["example"]:
        problems.add(row.place, "no example; expected a sentence that shows the rule at work")
    if len(problems.found) > before:
        return []
    base = sum(c.weight for c in constraints)
    bonus = sum(2 * (max(map(len, c.phrases)) - 1) for c in constraints if c.phrases)
    needs = tuple(
        c.words.union(phrase[0] for phrase in c.phrases) for c in constraints if (c.words or c.phrases) and not c.actor
    )
    return [
        Rule(
            place=row.place,
            trigger=words,
            pos=row["pos"],
            constraints=constraints,
            code=code,
            source=source,
            target=target,
            example=row["example"],
            weight=base + 2 * (len(words) > 1),
            needs=(*needs, *(frozenset({word}) for word in words)) if len(words) > 1 else needs,
            bonus=bonus,
        )
        for words in (tuple(name.split("_")) for name in triggers)
    ]


def _constraint(text: str, place: str, sets: WordSets, problems: Problems) -> Constraint | None:
    slot_text, equals, value_text = text.partition("=")
    slots = tuple(_ARTICLES.sub("_", slot) for slot in slot_text.split("|"))
    if not equals or not value_text or not all(_SLOT.match(slot) for slot in slots):
        problems.add(place, f"pattern `{text}`: expected slot=value, e.g. `object=&TIES` or `with|to=ACTOR`")
        return None
    _check_slots(f"pattern `{text}`", slots, _SLOTS, place, problems)
    if value_text in ("EVENT", "*", "-"):
        return Constraint(
            text, slots, event=value_text == "EVENT", anything=value_text == "*", nothing=value_text == "-"
        )
    values = value_text.split("|")
    words: set[str] = set()
    for value in values:
        if value.startswith("&") and value[1:] in sets:
            words |= sets[value[1:]]
        elif value.startswith("&"):
            problems.add(place, f"pattern `{text}`: no word set `{value}`")
        elif _WORD.match(value):
            words.add(value)
        elif value != "ACTOR":
            problems.add(place, f"pattern `{text}`: `{value}` is no lemma, set or ACTOR; EVENT, * and - stand alone")
    phrases = tuple(sorted(tuple(word.split("_")) for word in words if "_" in word))
    return Constraint(
        text,
        slots,
        actor="ACTOR" in values,
        words=frozenset(word for word in words if "_" not in word),
        phrases=phrases,
        phrase_words=frozenset(word for phrase in phrases for word in phrase),
    )


def _check_slots(where: str, slots: Iterable[str], known: frozenset[str], place: str, problems: Problems) -> None:
    for slot in slots:
        first, *_, last = slot.split("_") * 2
        if slot not in known and first not in _PREPOSITIONS and last not in _PREPOSITIONS:
            problems.add(place, f"{where}: `{slot}` is no preposition; the other slots are {', '.join(sorted(known))}")


def _roles(row: Row, problems: Problems) -> tuple[tuple[str, ...], tuple[str, ...]]:
    roles: dict[str, tuple[str, ...]] = {"source": (), "target": ()}
    for text in row["roles"].split():
        role, equals, slots = text.partition("=")
        if role not in roles or not equals or not all(_SLOT.match(slot) for slot in slots.split("|")):
            problems.add(row.place, f"roles `{text}`: expected source=SLOT|SLOT or target=SLOT|SLOT")
        else:
            roles[role] = tuple(slots.split("|"))
            _check_slots(f"roles `{text}`", roles[role], _ROLE_SLOTS, row.place, problems)
    return roles["source"], roles["target"]
