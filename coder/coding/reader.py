"""Reads a sentence with the rules: which rule wins at a word, and who is source and target."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from coder.coding.grammar import Grammar
from coder.coding.mentions import Mention
from coder.lexicon.lexicon import Lexicon
from coder.lexicon.rules import Constraint, Rule

__all__ = ["Attempt", "Reader", "Reading"]

_DEFAULT_TARGETS = ("with to against on at from over for of toward towards upon about between among").split()
_ADDRESSEE = ("on", "to", "with", "from", "against", "at", "upon")
_MODIFIERS = ("amod", "compound", "nmod", "nummod", "flat", "nmod:poss")
_POS = {"VERB": ("verb",), "AUX": ("verb",), "NOUN": ("noun",), "PROPN": ("noun", "verb"), "ADJ": ("adjective", "verb")}


@dataclass(slots=True)
class Reading:
    """What a trigger says: the winning rule, the code ("" for `none`), the actors on both sides, and the event below.

    `paired` readings have their source and target in one list ("Kenya and Somalia met"): each pair is an event.
    """

    token: int
    rule: Rule
    code: str
    sources: list[Mention]
    targets: list[Mention]
    below: Reading | None = None
    paired: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """A rule that was tried, for `coder explain`: `missing` names the constraint that failed, "" for the winner."""

    token: int
    rule: Rule
    missing: str


class Reader:
    """Reads one sentence; each word is read once and remembered."""

    def __init__(
        self,
        grammar: Grammar,
        lexicon: Lexicon,
        mentions: Sequence[Mention],
        referent: Callable[[int], list[Mention]],
        attempts: list[Attempt] | None = None,
    ) -> None:
        self.grammar = grammar
        self.lexicon = lexicon
        self.mentions = mentions
        self.referent = referent
        self.attempts = attempts
        self._at: dict[int, list[Mention]] = {}
        for mention in mentions:
            self._at.setdefault(mention.head, []).append(mention)
        self._inside = {token: mention for mention in mentions for token in range(mention.start, mention.end)}
        self._readings: dict[int, Reading | None] = {}

    # -- triggers and rules ------------------------------------------------------------------------------------

    def read(self, token: int) -> Reading | None:
        """The reading of a token, None where no rule holds."""
        if token in self._readings:
            return self._readings[token]
        self._readings[token] = None  # stops a circle
        reading = self._read(token)
        self._readings[token] = reading
        return reading

    def _read(self, token: int) -> Reading | None:
        parse = self.grammar.parse
        lemma = parse.lemmas[token]
        for pos in _POS.get(parse.pos[token], ()):
            rules = self.lexicon.rules.get((pos, lemma))
            if rules is None and parse.pos[token] == "PROPN" and lemma.endswith("s"):
                rules = self.lexicon.rules.get((pos, lemma[:-1]))
            if rules is None or (
                pos == "verb" and parse.pos[token] in ("PROPN", "ADJ") and not self._misread_verb(token)
            ):
                continue
            inside = self._inside.get(token)
            if inside is not None and inside.kind != "given" and inside.end - inside.start > 1:
                return None
            for rule in rules:
                reading = self._apply(rule, token, pos)
                if reading is not None:
                    return reading
        return None

    def _misread_verb(self, token: int) -> bool:
        """Whether a word that the parser took for a noun or adjective governs like a verb, as in headlines."""
        relations = {self.grammar.parse.relations[child] for child in self.grammar.children[token]}
        return bool(relations & {"nsubj", "obj", "nsubj:pass"}) and "cop" not in relations

    def _apply(self, rule: Rule, token: int, pos: str) -> Reading | None:
        if len(rule.trigger) > 1 and not self._phrase(rule, token):
            return None
        below: Reading | None = None
        for constraint in rule.constraints:
            held, event = self._holds(constraint, token, pos)
            if not held:
                self._note(token, rule, constraint.text)
                return None
            below = event or below
        if not rule.code:
            self._note(token, rule, "")
            return Reading(token, rule, "", [], [])
        code = rule.code
        if rule.is_class:
            if below is None:
                return None
            code = self._compose(rule.code, below)
            if not code:
                self._note(token, rule, f"{rule.code} of {below.code}")
                return None
        self._note(token, rule, "")
        sources, targets, paired = self._roles(rule, token, pos, below)
        return Reading(token, rule, code, sources, targets, below if rule.is_class else None, paired)

    def _note(self, token: int, rule: Rule, missing: str) -> None:
        if self.attempts is not None:
            self.attempts.append(Attempt(token, rule, missing))

    def _compose(self, class_name: str, below: Reading) -> str:
        code = below.code
        if self.negated(below.token) and class_name not in ("SAY", "LIGHT", "BEGIN"):
            code = self.lexicon.composition.code("END", code)  # "urged Iran not to attack"
        return self.lexicon.composition.code(class_name, code) if code else ""

    def _phrase(self, rule: Rule, token: int) -> bool:
        """Whether the words of a trigger of several words stand together, particles also apart ("broke relations off")."""
        lemmas, words = self.grammar.parse.lemmas, rule.trigger
        if rule.pos == "noun":
            start = token - len(words) + 1
            return start >= 0 and tuple(lemmas[start : token + 1]) == words
        if tuple(lemmas[token : token + len(words)]) == words:
            return True
        below = {lemmas[child] for child in self.grammar.children[token]}
        particles = {
            lemmas[child]
            for child in self.grammar.children[token]
            if self.grammar.parse.relations[child] in ("compound:prt", "advmod", "obj", "xcomp") and child > token
        }
        if words[1] not in particles:
            return False
        return all(word in below or word in lemmas[token + 1 : token + 8] for word in words[2:])

    def negated(self, token: int) -> bool:
        """Whether a word is negated: "did not meet", "no talks", "without meeting"."""
        parse, negations = self.grammar.parse, self.lexicon.sets.get("NEGATIONS", frozenset())
        return any(
            parse.lemmas[child] in negations
            and parse.relations[child] in ("advmod", "det", "case", "mark", "cc:preconj", "neg")
            for child in self.grammar.children[token]
        )

    # -- constraints -------------------------------------------------------------------------------------------

    def _holds(self, constraint: Constraint, token: int, pos: str) -> tuple[bool, Reading | None]:
        tokens = [filler for slot in constraint.slots for filler in self.slot(token, pos, slot)]
        if constraint.nothing:
            return not tokens, None
        if not tokens:
            return False, None
        if constraint.anything:
            return True, None
        if constraint.actor:
            return bool(self.actors(tokens)), None
        if constraint.event:
            event = self._event(tokens, token)
            return event is not None, event
        return any(self._is_word(constraint, filler) for filler in tokens), None

    def _is_word(self, constraint: Constraint, token: int) -> bool:
        grammar = self.grammar
        lemmas = grammar.parse.lemmas
        for conjunct in grammar.conjuncts(token):
            for head in {conjunct, grammar.content(conjunct)}:
                lemma = lemmas[head]
                if lemma in constraint.words or (
                    grammar.parse.pos[head] == "PROPN" and lemma.rstrip("s") in constraint.words
                ):
                    return True
                if any(lemma in phrase and grammar.stands(phrase, head) for phrase in constraint.phrases):
                    return True
        return False

    def _event(self, tokens: Iterable[int], above: int) -> Reading | None:
        """The first event among some phrases, looking through words such as "efforts to" and "a series of"."""
        transparent = self.lexicon.sets.get("TRANSPARENT", frozenset())
        grammar = self.grammar
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

    def slot(self, token: int, pos: str, name: str) -> list[int]:
        """The heads that fill a slot of a trigger; see the table in the dictionaries' README."""
        grammar = self.grammar
        if name == "subject":
            return self._noun_subjects(token) if pos == "noun" else grammar.subjects(token)
        if name == "object":
            if pos != "noun":
                return grammar.objects(token)
            of = grammar.prepositions(token).get("of", [])
            return of or [
                child
                for child in grammar.dependents(token, "compound", "nmod:poss")
                if child not in self._noun_subjects(token)
            ]
        if name == "clause":
            return grammar.clauses(token)
        if name == "modifier":
            return (
                grammar.dependents(token, *_MODIFIERS)
                if pos == "noun"
                else grammar.dependents(token, "advmod", "advcl", "xcomp", "obj")
            )
        if name == "any":
            return [below for below in grammar.subtree(token) if below != token]
        return self._prepositional(token, pos, name)

    def _noun_subjects(self, token: int) -> list[int]:
        by = self.grammar.prepositions(token).get("by", [])
        if by:
            return by
        return self.grammar.dependents(token, "nmod:poss", "amod", "compound", "nmod:unmarked")

    def _prepositional(self, token: int, pos: str, name: str) -> list[int]:
        grammar = self.grammar
        found = list(grammar.prepositions(token).get(name, ()))
        if pos == "noun":
            governor = grammar.governor(token)
            if governor >= 0:
                found += [t for t in grammar.prepositions(governor).get(name, ()) if t != token]
        else:
            for below in grammar.objects(token):
                found += grammar.prepositions(grammar.content(below)).get(name, ())
            if not found:
                for other in grammar.dependents(token, "conj"):
                    if grammar.is_verb(other):
                        found += grammar.prepositions(other).get(name, ())
        return [other for other in found if other != token]

    # -- actors and roles --------------------------------------------------------------------------------------

    def actors(self, tokens: Iterable[int], *, direct: bool = False, whole: bool = True) -> list[Mention]:
        """Actors of phrases: their heads and what is coordinated, else (unless `direct`) the actors inside them.

        With `whole` an inner actor may stand anywhere in the phrase ("the attack on Iran"), else only where it owns it ("Iran's attack").
        """
        found: list[Mention] = []
        for token in tokens:
            for conjunct in self.grammar.conjuncts(token):
                for mention in self._actors_at(self.grammar.content(conjunct), direct, whole):
                    if mention not in found:
                        found.append(mention)
        return found

    def _actors_at(self, token: int, direct: bool, whole: bool) -> list[Mention]:
        grammar = self.grammar
        here = self._at.get(token)
        if here:
            return here
        inside = self._inside.get(token)
        if inside is not None:
            return [inside]
        referents = self.referent(token)
        if referents or grammar.parse.pos[token] == "PRON":
            return referents
        for child in grammar.dependents(token, "appos", "flat", "compound"):
            if child in self._at and (grammar.parse.relations[child] == "appos" or grammar.parse.pos[token] == "PROPN"):
                return self._at[child]
        if direct or grammar.is_verb(token):
            return []
        for relations in (("nmod:poss",), ("amod", "compound", "nmod:unmarked")):
            inner = [m for child in grammar.dependents(token, *relations) for m in self.actors([child], direct=True)]
            if inner:
                return inner
        prepositions = grammar.prepositions(token)
        for name in (
            ("of", "from", "against", "on", "with", "to", "by", "between", "in", "for") if whole else ("of", "from")
        ):
            inner = self.actors(prepositions.get(name, ()), whole=whole)
            if inner:
                return inner
        return []

    def _roles(
        self, rule: Rule, token: int, pos: str, below: Reading | None
    ) -> tuple[list[Mention], list[Mention], bool]:
        sources, source_slot = self._source(rule, token, pos)
        if rule.is_class and below is not None:
            return self._class_roles(rule, token, pos, below, sources)
        targets, target_slot = self._target(rule, token, pos, sources)
        if source_slot == target_slot and len(sources) > 1:
            return sources, sources, True
        if not targets and len(sources) > 1 and (self.lexicon.cameo[rule.code].mirror or self._each_other(token, pos)):
            return sources, sources, True
        if not sources and target_slot == "between" and len(targets) > 1:  # "relations between A and B were severed"
            return targets, targets, True
        return sources, targets, False

    def _each_other(self, token: int, pos: str) -> bool:
        lemmas = self.grammar.parse.lemmas
        return any(
            lemmas[filler] == "other" and any(lemmas[child] == "each" for child in self.grammar.children[filler])
            for name in ("object", "with", "against", "at", "to", "on")
            for filler in self.slot(token, pos, name)
        )

    def _source(self, rule: Rule, token: int, pos: str) -> tuple[list[Mention], str]:
        for name in rule.source or (("subject", "between", "from") if pos == "noun" else ("subject",)):
            found = self.actors(self.slot(token, pos, name), whole=False)
            if found:
                return found, name
        return [], ""

    def _target(self, rule: Rule, token: int, pos: str, sources: list[Mention]) -> tuple[list[Mention], str]:
        def different(found: list[Mention], name: str) -> list[Mention]:
            return found if name == "subject" else [mention for mention in found if mention not in sources]

        if rule.target:
            for name in rule.target:
                found = self.actors(self.slot(token, pos, name))
                if name in rule.source and len(found) > 1:
                    return found, name
                kept = different(found, name)
                if kept and (name != "subject" or len(kept) > 1):
                    return kept, name
            return [], ""
        objects = self.slot(token, pos, "object")
        found = different(self.actors(objects, direct=True), "object")
        if found:
            return found, "object"
        for name in _DEFAULT_TARGETS:
            filled = self.actors(self.slot(token, pos, name))
            if name == "between" and len(filled) > 1 and not [m for m in filled if m not in sources]:
                return filled, name
            found = different(filled, name)
            if found:
                return found, name
        return different(self.actors(objects), "object"), "object"

    def _class_roles(
        self, rule: Rule, token: int, pos: str, below: Reading, sources: list[Mention]
    ) -> tuple[list[Mention], list[Mention], bool]:
        """Roles of composed events; see the table of classes in the dictionaries' README."""
        if rule.code == "SAY":
            return below.sources, below.targets, below.paired
        sources = sources or below.sources
        own: list[Mention] = []
        for name in rule.target:
            own = own or self.actors(self.slot(token, pos, name))
        if not rule.target and rule.code not in ("LIGHT", "BEGIN", "SAY", "END", "INTEND"):
            for name in ("object", *_ADDRESSEE):
                own = own or [m for m in self.actors(self.slot(token, pos, name), direct=True) if m not in sources]
        if below.paired and rule.code not in ("APPEAL", "DEMAND"):
            return below.sources, below.targets, True
        doers = [mention for mention in below.sources if mention not in sources]
        done_to = [mention for mention in below.targets if mention not in sources]
        if rule.code in ("APPEAL", "DEMAND", "REFUSE", "ACCUSE", "INVESTIGATE", "DENY", "ALLOW", "PREVENT"):
            targets = own or doers or done_to
        else:
            targets = own or done_to
            if not targets:
                names = ("with", "to", "against", "on", "from", "for", "at", "over") if pos != "noun" else ()
                for name in names:
                    targets = targets or [m for m in self.actors(self.slot(token, pos, name)) if m not in sources]
            targets = targets or doers
        if not targets and len(sources) > 1:
            return sources, sources, True
        return sources, targets, False
