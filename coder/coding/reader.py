"""Reads a sentence with the rules: which rule wins at a word, and what code it makes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from coder.coding.context import Context
from coder.coding.fillers import Fillers
from coder.coding.grammar import Grammar
from coder.coding.mentions import Mention
from coder.coding.reading import Attempt, Reading, Sides
from coder.coding.roles import Roles, others
from coder.coding.slots import Slots
from coder.coding.triggers import Carried, Triggers
from coder.lexicon.lexicon import Lexicon
from coder.lexicon.rules import Constraint, Rule

__all__ = ["Reader"]

# They leave the code of the event below as it is.
_SAME_CODE = frozenset({"LIGHT", "BEGIN"})
_INTENTIONS = frozenset({"INTEND", "PROMISE", "ALLOW"})
_FIRST_CONFLICT = "09"
# What countries do to each other with what people do in the streets: they complain officially.
_TO_PROTEST = ("protest",)
_DEMONSTRATION = "141"
_COMPLAINT = "114"


class Reader:
    """Reads one sentence; each word is read once and remembered. `attempts` collects the rules tried, where it is given."""

    def __init__(
        self,
        grammar: Grammar,
        lexicon: Lexicon,
        triggers: Triggers,
        mentions: Sequence[Mention],
        context: Context,
        attempts: list[Attempt] | None = None,
    ) -> None:
        self.fillers = Fillers(grammar, mentions, context.referent)
        self._grammar = grammar
        self._lexicon = lexicon
        self._triggers = triggers
        self._slots = Slots(grammar)
        self._roles = Roles(grammar, lexicon.cameo, self._slots, self.fillers, context.pair)
        self._attempts = attempts
        self._readings: dict[int, Reading | None] = {}
        self._filling: dict[tuple[int, str, tuple[str, ...]], set[str]] = {}
        self._named: dict[int, set[str]] = {}

    @cached_property
    def _words(self) -> set[str]:
        return self._grammar.words()

    @cached_property
    def _carried(self) -> dict[int, tuple[Carried, ...]]:
        parse = self._grammar.parse
        return self._triggers.find(parse.pos, parse.lemmas, self._grammar.lower)

    def read(self, token: int) -> Reading | None:
        """The reading of a token, None where no rule holds."""
        carried = self._carried.get(token)
        if carried is None:
            return None
        if token in self._readings:
            return self._readings[token]
        self._readings[token] = None  # stops a circle
        reading = self._readings[token] = self._read(token, carried)
        return reading

    def readings(self) -> list[Reading]:
        """The readings of all tokens that have one."""
        return [reading for token in self._carried if (reading := self.read(token)) is not None]

    def _read(self, token: int, carried: Sequence[Carried]) -> Reading | None:
        for pos, rules, misread in carried:
            if (misread and not self._misread_verb(token)) or (pos == "verb" and self._in_compound(token)):
                continue
            inside = self.fillers.within(token)
            if inside is not None and inside.kind != "given" and inside.end - inside.start > 1:
                return None
            best: Reading | None = None
            for rule in rules if self._attempts is not None else rules.possible(self._words):
                if best is not None and rule.weight + rule.bonus <= best.weight:
                    if self._attempts is None:
                        break
                    continue
                reading = self._apply(rule, token, pos)
                if reading is not None and (best is None or reading.weight > best.weight):
                    best = reading
            if best is not None:
                return best
        return None

    def _in_compound(self, token: int) -> bool:
        """Whether a participle only describes with the word before it: "Swiss-hosted talks", "were killed by army shelling"."""
        parse = self._grammar.parse
        if self._grammar.gerund(token) and token > 0 and parse.relations[token - 1] == "obl:agent":
            return parse.heads[token - 1] == parse.heads[token]
        return parse.relations[token] == "amod" and token > 0 and parse.forms[token - 1] in ("-", "–")

    def _misread_verb(self, token: int) -> bool:
        """Whether a word that the parser took for a noun or adjective governs like a verb, as in headlines."""
        governs = self._grammar.dependents(token, "nsubj", "obj", "nsubj:pass")
        return bool(governs) and not self._grammar.dependents(token, "cop")

    def _apply(self, rule: Rule, token: int, pos: str) -> Reading | None:
        if len(rule.trigger) > 1 and not self._phrase(rule, token):
            return None
        below: Reading | None = None
        weight = rule.weight
        absorbed: set[int] = set()
        for constraint in rule.constraints:
            words, event = self._holds(constraint, token, pos, absorbed)
            if not words:
                self._note(token, rule, constraint.text)
                return None
            weight += 2 * (words - 1)
            below = event or below
        if not rule.code:
            self._note(token, rule, "")
            return Reading(token, rule, "", Sides([], []), weight=weight, absorbed=frozenset(absorbed))
        sources, source_slot = self._roles.source(rule, token, pos)
        if rule.is_class:
            code = self._compose(rule.code, below, sources) if below is not None else ""
            if below is None or not code:
                self._note(token, rule, f"{rule.code} of {below.code if below else 'an event'}")
                return None
            sides = self._roles.composed_sides(rule, code, token, pos, below, sources)
        else:
            sides = self._roles.sides(rule, token, pos, sources, source_slot)
            protest = rule.trigger == _TO_PROTEST and rule.code == _DEMONSTRATION
            code = _COMPLAINT if protest and self._is_between_states(sides) else rule.code
        self._note(token, rule, "")
        return Reading(token, rule, code, sides, below if rule.is_class else None, weight, frozenset(absorbed))

    def _is_between_states(self, sides: Sides) -> bool:
        """Whether countries, and no people of theirs, do it to another: "Japan protested over Chinese ships"."""
        parse, grammar = self._grammar.parse, self._grammar
        own = {source.code for source in sides.sources}
        return (
            bool(sides.sources and sides.targets)
            and all(
                source.bare
                and parse.pos[source.head] == "PROPN"
                and "Number=Plur" not in parse.features[source.head]
                and "of" not in grammar.case_names(source.head)
                for source in sides.sources
            )
            and all(target.code[:3] not in own for target in sides.targets)
        )

    def _note(self, token: int, rule: Rule, missing: str) -> None:
        if self._attempts is not None:
            self._attempts.append(Attempt(token, rule, missing))

    def _compose(self, class_name: str, below: Reading, sources: Sequence[Mention]) -> str:
        """The code of a class and the event below it; the intent that somebody else does it is an appeal ("wants Iran to leave")."""
        code = below.code
        if class_name in _SAME_CODE and self.negated(below.token):
            if below.below is None or below.rule.code not in _INTENTIONS:
                return ""  # "held no talks"
            return self._lexicon.composition.code("REFUSE", below.below.code)  # "has no plans to lift the embargo"
        if class_name == "INTEND" and sources and others(below.sides.sources, sources):
            class_name = "APPEAL"
        if self.negated(below.token) and class_name == "PROMISE" and code < _FIRST_CONFLICT:
            class_name = "REFUSE"  # "vowed never to recognise Chad"
        elif self.negated(below.token) and class_name not in ("SAY", *_SAME_CODE):
            code = self._lexicon.composition.code("END", code)  # "urged Iran not to attack"
        return self._lexicon.composition.code(class_name, code) if code else ""

    def _phrase(self, rule: Rule, token: int) -> bool:
        """Whether the words of a trigger of several words stand together, particles also apart ("broke relations off")."""
        lemmas, words = self._grammar.parse.lemmas, rule.trigger
        if rule.pos == "noun":
            start = token - len(words) + 1
            return start >= 0 and tuple(lemmas[start : token + 1]) == words
        if tuple(lemmas[token : token + len(words)]) == words:
            return True
        below = {lemmas[child] for child in self._grammar.children[token]}
        particles = {
            lemmas[child]
            for child in self._grammar.children[token]
            if self._grammar.parse.relations[child] in ("compound:prt", "advmod", "obj", "xcomp") and child > token
        }
        if words[1] not in particles:
            return False
        return all(word in below or word in lemmas[token + 1 : token + 8] for word in words[2:])

    def negated(self, token: int) -> bool:
        """Whether a word is negated: "did not meet", "no talks", "without meeting"."""
        parse, negations = self._grammar.parse, self._lexicon.sets.get("NEGATIONS", frozenset())
        return any(
            parse.lemmas[child] in negations
            and parse.relations[child] in ("advmod", "det", "case", "mark", "cc:preconj", "neg")
            for child in self._grammar.children[token]
        )

    def _holds(self, constraint: Constraint, token: int, pos: str, absorbed: set[int]) -> tuple[int, Reading | None]:
        """How many words of the constraint's the slot has (0: it does not hold), and the event below where it asks for one."""
        tokens = self._slots.find(token, pos, constraint.slots[0])
        for slot in constraint.slots[1:]:
            tokens = tokens + self._slots.find(token, pos, slot)
        if constraint.nothing:
            return int(not tokens), None
        if not tokens:
            return 0, None
        if constraint.anything:
            return 1, None
        if constraint.event:
            event = self._event(tokens, token)
            return int(event is not None), event
        words = 0
        names = self._names_of((token, pos, constraint.slots), tokens)
        if not (names.isdisjoint(constraint.words) and names.isdisjoint(constraint.phrase_words)):
            words = max([self._matching_words(constraint, filler, absorbed) for filler in tokens])
        if not words and constraint.actor:
            words = int(bool(self.fillers.actors(tokens)))
        return words, None

    def _matching_words(self, constraint: Constraint, token: int, absorbed: set[int]) -> int:
        """The length of the longest word or phrase of the constraint that the head of a phrase matches."""
        grammar = self._grammar
        longest = 0
        for conjunct in grammar.conjuncts(token):
            content = grammar.content(conjunct)
            if grammar.is_in(conjunct, "MILLIONS"):
                conjunct = content  # "millions of refugees" are no money
            for head in (conjunct,) if content == conjunct else (conjunct, content):
                names = self._names(head)
                length = 0 if names.isdisjoint(constraint.words) else 1
                if not names.isdisjoint(constraint.phrase_words):
                    for phrase in constraint.phrases:
                        if len(phrase) > length and not names.isdisjoint(phrase) and grammar.stands(phrase, head):
                            length = len(phrase)
                if length:
                    absorbed.add(head)
                longest = max(longest, length)
        return longest

    def _names_of(self, slot: tuple[int, str, tuple[str, ...]], tokens: Iterable[int]) -> set[str]:
        """All words that fill a slot, as constraints may ask for them."""
        known = self._filling.get(slot)
        if known is None:
            known = self._filling[slot] = set()
            for token in tokens:
                for conjunct in self._grammar.conjuncts(token):
                    known |= self._names(conjunct) | self._names(self._grammar.content(conjunct))
        return known

    def _names(self, token: int) -> set[str]:
        """A word as constraints may ask for it: its lemma, the word as written, a name also without a final s."""
        known = self._named.get(token)
        if known is None:
            parse = self._grammar.parse
            known = self._named[token] = {parse.lemmas[token], self._grammar.lower[token]}
            if parse.pos[token] == "PROPN":
                known.add(parse.lemmas[token].rstrip("s"))
        return known

    def _event(self, tokens: Iterable[int], above: int) -> Reading | None:
        """The first event among some phrases, looking through words such as "efforts to" and "a series of"."""
        transparent = self._lexicon.sets.get("TRANSPARENT", frozenset())
        grammar = self._grammar
        for token in tokens:
            for conjunct in grammar.conjuncts(token):
                head = grammar.content(conjunct)
                if head == above:
                    continue
                reading = self.read(head)
                if reading is not None:
                    if reading.code:
                        return reading
                    continue
                if grammar.parse.lemmas[head] in transparent:
                    below = [
                        *grammar.dependents(head, "compound", "amod"),
                        *grammar.clauses(head),
                        *(
                            t
                            for name in ("of", "for", "at", "toward", "towards", "in")
                            for t in grammar.prepositions(head).get(name, ())
                        ),
                    ]
                    event = self._event(below, above)
                    if event is not None:
                        return event
        return None
