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
_CLAUSE_PREPOSITIONS = ("on", "about", "with", "to", "against", "from", "for", "over", "of", "in")
_DOER_STANDS_APART = ("LIGHT", "BEGIN", "INTEND", "PROMISE", "REFUSE")
_WITHIN = ("of", "from", "against", "on", "with", "to", "by", "between", "in", "for")
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
    weight: int = 0

    @property
    def chain(self) -> list[Reading]:
        """This reading and the events below it that its code is made of."""
        return [self, *(self.below.chain if self.below is not None else ())]


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
        self._slots: dict[tuple[int, str, str], list[int]] = {}

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
            if rules is None and pos == "verb":
                rules = self.lexicon.rules.get((pos, lemma + "e"))  # the lemmatizer makes "wag" of "waged"
            if rules is None or (
                pos == "verb" and parse.pos[token] in ("PROPN", "ADJ") and not self._misread_verb(token)
            ):
                continue
            inside = self._inside.get(token)
            if inside is not None and inside.kind != "given" and inside.end - inside.start > 1:
                return None
            best: Reading | None = None
            for rule in rules:
                if best is not None and rule.weight + rule.bonus <= best.weight:
                    if self.attempts is None:
                        break
                    continue
                reading = self._apply(rule, token, pos)
                if reading is not None and (best is None or reading.weight > best.weight):
                    best = reading
            if best is not None:
                return best
        return None

    def _misread_verb(self, token: int) -> bool:
        """Whether a word that the parser took for a noun or adjective governs like a verb, as in headlines."""
        relations = {self.grammar.parse.relations[child] for child in self.grammar.children[token]}
        return bool(relations & {"nsubj", "obj", "nsubj:pass"}) and "cop" not in relations

    def _apply(self, rule: Rule, token: int, pos: str) -> Reading | None:
        if len(rule.trigger) > 1 and not self._phrase(rule, token):
            return None
        below: Reading | None = None
        weight = rule.weight
        for constraint in rule.constraints:
            words, event = self._holds(constraint, token, pos)
            if not words:
                self._note(token, rule, constraint.text)
                return None
            weight += 2 * (words - 1)
            below = event or below
        if not rule.code:
            self._note(token, rule, "")
            return Reading(token, rule, "", [], [], weight=weight)
        code = rule.code
        sources, source_slot = self._source(rule, token, pos)
        if rule.is_class:
            if below is None:
                return None
            code = self._compose(rule.code, below, sources)
            if not code:
                self._note(token, rule, f"{rule.code} of {below.code}")
                return None
            sources, targets, paired = self._class_roles(rule, token, pos, below, sources)
        else:
            sources, targets, paired = self._roles(rule, token, pos, sources, source_slot)
        self._note(token, rule, "")
        return Reading(token, rule, code, sources, targets, below if rule.is_class else None, paired, weight)

    def _note(self, token: int, rule: Rule, missing: str) -> None:
        if self.attempts is not None:
            self.attempts.append(Attempt(token, rule, missing))

    def _compose(self, class_name: str, below: Reading, sources: Sequence[Mention]) -> str:
        """The code of a class and the event below it; the intent that somebody else does it is an appeal ("wants Iran to leave")."""
        code = below.code
        if class_name == "INTEND" and sources and below.sources and self._others(below.sources, sources):
            class_name = "APPEAL"
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

    def _holds(self, constraint: Constraint, token: int, pos: str) -> tuple[int, Reading | None]:
        """How many words of the constraint's the slot has (0: it does not hold), and the event below where it asks for one."""
        tokens = [filler for slot in constraint.slots for filler in self.slot(token, pos, slot)]
        if constraint.nothing:
            return int(not tokens), None
        if not tokens:
            return 0, None
        if constraint.anything:
            return 1, None
        if constraint.event:
            event = self._event(tokens, token)
            return int(event is not None), event
        words = max(self._matching_words(constraint, filler) for filler in tokens)
        if not words and constraint.actor:
            words = int(bool(self.actors(tokens)))
        return words, None

    def _matching_words(self, constraint: Constraint, token: int) -> int:
        """The length of the longest word or phrase of the constraint that the head of a phrase matches."""
        grammar = self.grammar
        longest = 0
        for conjunct in grammar.conjuncts(token):
            for head in dict.fromkeys((conjunct, grammar.content(conjunct))):
                lemma, form = grammar.parse.lemmas[head], grammar.parse.forms[head].lower()
                names = {lemma, form, lemma.rstrip("s")} if grammar.parse.pos[head] == "PROPN" else {lemma, form}
                if not names.isdisjoint(constraint.words):
                    longest = longest or 1
                for phrase in constraint.phrases:
                    if len(phrase) > longest and not names.isdisjoint(phrase) and grammar.stands(phrase, head):
                        longest = len(phrase)
        return longest

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

    def slot(self, token: int, pos: str, name: str) -> list[int]:
        """The heads that fill a slot of a trigger; see the table in the dictionaries' README."""
        key = (token, pos, name)
        known = self._slots.get(key)
        if known is None:
            known = self._slots[key] = self._find_slot(token, pos, name)
        return known

    def _find_slot(self, token: int, pos: str, name: str) -> list[int]:
        grammar = self.grammar
        if name == "subject":
            if pos == "noun":
                return self._noun_subjects(token)
            return grammar.subjects(token) or (self._below(token, "by") if grammar.passive(token) else [])
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
        by = self._below(token, "by")
        if by:
            return by
        return self.grammar.dependents(token, "nsubj", "nmod:poss", "amod", "compound", "nmod:unmarked")

    def _prepositional(self, token: int, pos: str, name: str) -> list[int]:
        grammar = self.grammar
        found = self._below(token, name)
        if pos == "noun":
            governor = grammar.governor(token)
            if governor >= 0:
                found = found + [t for t in grammar.prepositions(governor).get(name, ()) if t not in found]
        else:
            for below in grammar.objects(token):
                found = found + self._below(grammar.content(below), name)
            if not found:
                others = [other for other in grammar.dependents(token, "conj") if grammar.is_verb(other)]
                for other in (*others, *grammar.subjects(token)):  # "relations between A and B improved"
                    found = found + grammar.prepositions(other).get(name, [])
        return [other for other in found if other != token]

    def _below(self, token: int, name: str) -> list[int]:
        """Phrases with a preposition below a word, also where the parser hangs them one or two phrases too low.

        "the raid by Turkish troops into Iraq" and "met via video link with Peru" often have their last phrase under the one before.
        """
        grammar = self.grammar
        level = [token]
        for _ in range(2):
            found = [phrase for above in level for phrase in grammar.prepositions(above).get(name, ())]
            if found:
                return found
            level = [
                below
                for above in level
                for below in grammar.dependents(above, "nmod", "obl")
                if grammar.case_names(below)
            ]
        return []

    # -- actors and roles --------------------------------------------------------------------------------------

    def actors(
        self, tokens: Iterable[int], *, direct: bool = False, whole: bool = True, without: Sequence[Mention] = ()
    ) -> list[Mention]:
        """Actors of phrases: their heads and what is coordinated, else (unless `direct`) the actors inside them.

        With `whole` an inner actor may stand anywhere in the phrase ("the attack on Iran"), else only where it owns it
        ("Iran's attack"). Actors in `without` do not count: the other side of the event.
        """
        found: list[Mention] = []
        for token in tokens:
            for conjunct in self.grammar.conjuncts(token):
                for mention in self._actors_at(self.grammar.content(conjunct), direct, whole, without):
                    if mention not in found:
                        found.append(mention)
        return found

    def _actors_at(self, token: int, direct: bool, whole: bool, without: Sequence[Mention]) -> list[Mention]:
        grammar = self.grammar

        def kept(mentions: Iterable[Mention]) -> list[Mention]:
            return [m for m in mentions if m.code and not any(m.is_same(other) for other in without)]

        here = self._at.get(token) or ([self._inside[token]] if token in self._inside else [])
        if here:
            return kept(here)
        referents = self.referent(token)
        if referents or grammar.parse.pos[token] == "PRON":
            return kept(referents)
        for child in grammar.dependents(token, "appos", "flat", "compound"):
            if child in self._at and (grammar.parse.relations[child] == "appos" or grammar.parse.pos[token] == "PROPN"):
                return kept(self._at[child])
        if direct:
            return []
        if grammar.is_verb(token):
            return self._actors_of_clause(token, without) if whole else []
        for relations in (("nmod:poss",), ("amod", "compound", "nmod:unmarked")):
            inner = self.actors(grammar.dependents(token, *relations), direct=True, without=without)
            if inner:
                return inner
        prepositions = grammar.prepositions(token)
        for name in _WITHIN if whole else ("of", "from"):
            inner = self.actors(prepositions.get(name, ()), whole=whole, without=without)
            if inner:
                return inner
        return []

    def _actors_of_clause(self, token: int, without: Sequence[Mention]) -> list[Mention]:
        """Actors of a clause below: its subject's, its object's, those of its phrases ("declined to comment on Iran")."""
        grammar = self.grammar
        prepositions = grammar.prepositions(token)
        for tokens in (
            grammar.dependents(token, "nsubj", "nsubj:pass"),
            grammar.dependents(token, "obj"),
            *(prepositions.get(name, ()) for name in _CLAUSE_PREPOSITIONS),
            grammar.dependents(token, "xcomp", "ccomp"),
        ):
            found = self.actors(tokens, without=without)
            if found:
                return found
        return []

    def _roles(
        self, rule: Rule, token: int, pos: str, sources: list[Mention], source_slot: str
    ) -> tuple[list[Mention], list[Mention], bool]:
        targets, target_slot = self._target(rule, token, pos, sources)
        if len(sources) > 1 and (source_slot == target_slot or targets == sources):
            return sources, sources, True
        if not targets and len(sources) > 1 and (self.lexicon.cameo[rule.code].mirror or self._each_other(token, pos)):
            return sources, sources, True
        if not sources and target_slot == "between" and len(targets) > 1:  # "relations between A and B were severed"
            return targets, targets, True
        if not sources and pos == "noun" and target_slot == "with" and self.grammar.parse.relations[token] == "obl":
            # "Two soldiers died in a clash with rebels", "The minister left after talks with Egypt"
            sources = self.actors(self.grammar.surface_subjects(self.grammar.parse.heads[token]), without=targets)
        return sources, targets, False

    def _each_other(self, token: int, pos: str) -> bool:
        lemmas = self.grammar.parse.lemmas
        return any(
            lemmas[filler] == "other" and any(lemmas[child] == "each" for child in self.grammar.children[filler])
            for name in ("object", "with", "against", "at", "to", "on")
            for filler in self.slot(token, pos, name)
        )

    def _source(self, rule: Rule, token: int, pos: str) -> tuple[list[Mention], str]:
        grammar = self.grammar
        for name in rule.source or (("subject", "between", "from") if pos == "noun" else ("subject",)):
            found = self.actors(self.slot(token, pos, name), whole=False)
            if found:
                return found, name
        if pos != "noun" and grammar.parse.relations[token] == "acl" and not grammar.passive(token):
            # "approved a resolution calling for ...", "sent a letter urging ...": who approved and sent it
            governor = grammar.governor(grammar.parse.heads[token])
            if governor >= 0:
                return self.actors(grammar.subjects(governor), whole=False), "subject"
        return [], ""

    def _target(self, rule: Rule, token: int, pos: str, sources: list[Mention]) -> tuple[list[Mention], str]:
        if rule.target:
            for name in rule.target:
                if name == "home":
                    return [source.home() for source in sources if not source.bare], name
                tokens = self.slot(token, pos, name)
                found = self.actors(tokens, without=sources)
                if found:
                    return found, name
                if len(both := self.actors(tokens)) > 1:
                    return both, name  # one list for both sides
            return [], ""
        objects = self.slot(token, pos, "object")
        found = self.actors(objects, direct=True, without=sources)
        if found:
            return found, "object"
        for name in _DEFAULT_TARGETS:
            tokens = self.slot(token, pos, name)
            found = self.actors(tokens, without=sources)
            if found:
                return found, name
            if name == "between" and len(both := self.actors(tokens)) > 1:
                return both, name
        return self.actors(objects, without=sources), "object"

    def _class_roles(
        self, rule: Rule, token: int, pos: str, below: Reading, sources: list[Mention]
    ) -> tuple[list[Mention], list[Mention], bool]:
        """Roles of composed events; see the table of classes in the dictionaries' README."""
        grammar = self.grammar
        if rule.code == "SAY":
            return below.sources, below.targets, below.paired
        if not sources and rule.code in _DOER_STANDS_APART and grammar.passive(token):
            # "is engaged in a battle", "is committed to ending": no passive in meaning
            objects = grammar.objects(token)
            sources = self.actors(objects, whole=False) if below.token not in objects else []
        if rule.code in ("LIGHT", "BEGIN", "END"):
            sources = sources or below.sources
        own: list[Mention] = []
        for name in rule.target:
            own = own or self.actors(self.slot(token, pos, name))
        if not rule.target and rule.code not in ("LIGHT", "BEGIN", "SAY", "END", "INTEND"):
            for name in ("object", *_ADDRESSEE):
                own = own or self.actors(self.slot(token, pos, name), direct=True, without=sources)
        if below.paired and rule.code not in ("APPEAL", "DEMAND"):
            return below.sources, below.targets, True
        doers = self._others(below.sources, sources)
        done_to = self._others(below.targets, sources)
        if rule.code in ("APPEAL", "DEMAND", "REFUSE", "ACCUSE", "INVESTIGATE", "DENY", "ALLOW", "PREVENT"):
            targets = own or doers or done_to
        else:
            targets = own or done_to
            if not targets:
                names = ("with", "to", "against", "on", "from", "for", "at", "over") if pos != "noun" else ()
                for name in names:
                    targets = targets or self.actors(self.slot(token, pos, name), without=sources)
            targets = targets or doers
        if not targets and len(sources) > 1:
            return sources, sources, True
        return sources, targets, False

    @staticmethod
    def _others(mentions: Sequence[Mention], without: Sequence[Mention]) -> list[Mention]:
        return [mention for mention in mentions if not any(mention.is_same(other) for other in without)]
