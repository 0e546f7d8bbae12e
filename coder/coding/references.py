"""What references ask of one parsed sentence: which actors stand above, before or beside a word, and of what kind they are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from coder.coding.focus import Entity, Kind
from coder.coding.grammar import Grammar
from coder.coding.mentions import Mention

__all__ = ["DEFINITE", "GROUPS", "NUMBERS", "PERSONS", "SPEAKERS", "THINGS", "Clause", "entity_of", "kind_of"]

DEFINITE = frozenset({"the", "this", "that", "these", "those", "same"})
NUMBERS = {"three": 3, "four": 4, "five": 5, "six": 6}
PERSONS = frozenset({"he", "she", "him", "his", "her", "hers", "himself", "herself"})
THINGS = frozenset({"it", "its", "itself"})
GROUPS = frozenset({"they", "them", "their", "theirs", "themselves"})
SPEAKERS = frozenset({"we", "our", "ours", "us", "i", "my", "me"})
_SUBJECTS = ("nsubj", "nsubj:pass")
_DESCRIBING = (
    "det",
    "det:predet",
    "cc:preconj",
    "nummod",
    "amod",
    "compound",
    "flat",
    "nmod",
    "nmod:poss",
    "appos",
    "acl",
)
_TO = frozenset({"to", "into", "against", "with", "on", "toward", "towards"})
_GOVERNS = frozenset({"GOV", "LEG", "JUD", "ELI"})
_STATE = frozenset({"", "GOV", "MIL"})
_GENERAL = frozenset("central federal former high interim joint national new old royal senior supreme".split())
_BACK = frozenset({"other", "itself", "themselves", "himself", "herself"})
# "condemned the attack in a statement": parsers hang it on the attack
_SAYINGS = frozenset("address communique interview letter message note post speech statement tweet".split())
_PEOPLES = frozenset("KUR SHI SUN MOS JEW CHR CTH HIN SIK BUD DRZ".split())


class Clause:
    """Questions about one sentence; `referent` gives the actors that a pronoun or definite phrase stands for."""

    def __init__(self, grammar: Grammar, mentions: Sequence[Mention], referent: Callable[[int], list[Mention]]) -> None:
        self.grammar = grammar
        self._mentions = list(mentions)
        self._referent = referent
        self._at: dict[int, list[Mention]] = {}
        self._inside: dict[int, Mention] = {}
        for mention in mentions:
            self.add(mention)

    def add(self, mention: Mention) -> None:
        """Take another actor in."""
        self._at.setdefault(mention.head, []).append(mention)
        self._inside |= dict.fromkeys(range(mention.start, mention.end), mention)

    def standing(self, token: int, code: str, name: str, because: str) -> Mention:
        """A mention of an actor by a pronoun or phrase with this head."""
        parse = self.grammar.parse
        own = [c for c in self.grammar.children[token] if c < token and parse.relations[c] in ("det", "nummod", "amod")]
        start = min([token, *own])
        text = " ".join(parse.forms[start : token + 1])
        return Mention(start, token + 1, token, code, resolved="coreference", text=text, name=name, because=because)

    # -- words -------------------------------------------------------------------------------------------------

    def modifiers(self, token: int) -> set[str]:
        """Lemmas of the words that describe a noun, and of its clauses; phrases behind it do not count ("the sides in London")."""
        relations, lemmas = self.grammar.parse.relations, self.grammar.parse.lemmas
        described = self.grammar.dependents(token, *_DESCRIBING)
        return {lemmas[child] for child in described if child < token or relations[child] != "nmod"}

    def introduced(self, among: Callable[[str], bool]) -> list[str]:
        """Lemmas of some nouns that stand with neither "the" nor an actor: "a wave of bombings"."""
        parse = self.grammar.parse
        nouns = (t for t, lemma in enumerate(parse.lemmas) if parse.pos[t] == "NOUN" and among(lemma))
        bare = (t for t in nouns if not self.modifiers(t) & DEFINITE)
        return [parse.lemmas[t] for t in bare if self._inside.keys().isdisjoint(self.grammar.subtree(t))]

    def bare_definite(self, token: int) -> bool:
        """Whether a noun stands with "the" or "this" and nothing but adjectives: "the deadly attack"."""
        described = set(self.grammar.dependents(token, *_DESCRIBING)) - set(self.grammar.dependents(token, "amod"))
        lemmas = {self.grammar.parse.lemmas[child] for child in described} - _SAYINGS
        return bool(lemmas) and lemmas <= DEFINITE

    def is_done_to(self, token: int) -> bool:
        """Whether a noun is an object, or the subject of a passive."""
        return self.grammar.parse.relations[token] in ("obj", "nsubj:pass")

    def in_compound(self, mention: Mention) -> bool:
        """Whether a mention stands in a compound before its noun: "a prisoner swap"."""
        return self.grammar.parse.relations[mention.head] == "compound"

    def plural(self, token: int) -> bool:
        """Whether a word stands in the plural."""
        return "Number=Plur" in self.grammar.parse.features[token]

    def is_pronoun(self, token: int) -> bool:
        """Whether a word is a pronoun."""
        return self.grammar.parse.pos[token] == "PRON"

    def possessive(self, token: int) -> bool:
        """Whether a word owns the one above it."""
        return self.grammar.parse.relations[token] == "nmod:poss"

    def owners(self, token: int, *cases: str) -> list[int]:
        """Whose a noun is: "its leader", and by these prepositions "officials of both countries"."""
        prepositions = self.grammar.prepositions(token)
        return self.grammar.dependents(token, "nmod:poss") + [t for case in cases for t in prepositions.get(case, [])]

    def keys(self, mention: Mention) -> list[str]:
        """Under which a role noun is remembered: its last word with its number, with and without names ("Kurdish militias")."""
        parse = self.grammar.parse
        noun = parse.lemmas[mention.head] if parse.pos[mention.head] == "NOUN" else mention.name.rpartition(" ")[2]
        plural = self.plural(mention.head) and parse.forms[mention.head].lower() != parse.lemmas[mention.head]
        number = "s" if plural else ""
        word = (noun or parse.lemmas[mention.head]) + number
        names = self._names_before(mention)
        return [" ".join([*names, word]), word] if names else [word]

    def _names_before(self, mention: Mention) -> list[str]:
        """Names before an agent that are no actors: "the Kurdish leadership"."""
        parse = self.grammar.parse
        return [
            parse.forms[child].lower()
            for child in self.grammar.dependents(mention.head, "amod", "compound")
            if 0 < child < mention.start
            and parse.forms[child][:1].isupper()
            and child not in self._inside
            and parse.lemmas[child] not in _GENERAL
        ]

    def is_of_people(self, mention: Mention) -> bool:
        """Whether an agent belongs to a people or place that says nothing of its country."""
        return mention.role[:3] in _PEOPLES or bool(self._names_before(mention))

    def has_surname(self, mention: Mention) -> bool:
        """Whether the last word of a mention is a name that may stand alone later."""
        last = self.grammar.parse.pos[mention.end - 1] == "PROPN"
        return last and mention.kind != "given" and not mention.bare and mention.end - mention.start > 1

    # -- actors ------------------------------------------------------------------------------------------------

    def actors(self, token: int) -> list[Mention]:
        """The actors that a word and what is coordinated with it name or stand for."""
        found: list[Mention] = []
        for conjunct in self.grammar.conjuncts(token):
            inside = self._inside.get(conjunct)
            here = self._at.get(conjunct) or ([inside] if inside else self._referent(conjunct))
            found += [mention for mention in here if mention.code]
        return found

    def rank(self, mention: Mention) -> int:
        """0 for a subject of the main clause, 1 for another subject, 2 for the rest."""
        relations, heads = self.grammar.parse.relations, self.grammar.parse.heads
        token = mention.head
        while relations[token] == "conj":
            token = heads[token]
        if relations[token] not in _SUBJECTS or heads[token] < 0:
            return 2
        verb = heads[token]
        while relations[verb] == "conj":
            verb = heads[verb]
        return 0 if heads[verb] < 0 else 1

    def is_reporter(self, token: int) -> bool:
        """Whether a word stands for an actor who only says what the rest tells: "officials in Nairobi said"."""
        inside = self._inside.get(token)
        return inside is not None and self.reports(inside)

    def describes(self, mention: Mention) -> bool:
        """Whether a mention only describes another word: "the Syrian town"."""
        return self.grammar.parse.relations[mention.head] in ("amod", "compound")

    def before(self, token: int, fits: Callable[[Mention], bool], *, adjectives: bool = False) -> list[Mention]:
        """The actors named before a word that fit; without adjectives ("the Syrian town" is no "it")."""
        named = [m for m in self._mentions if m.end <= token and m.code]
        return [m for m in named if (adjectives or not self.describes(m)) and fits(m)]

    def apposed(self, mention: Mention) -> list[Mention]:
        """The named actors beside which an agent stands: "the PKK, a terror group"."""
        parse = self.grammar.parse
        other = parse.heads[mention.head]
        named = other >= 0 and parse.relations[mention.head] == "appos"
        return [m for m in self._at.get(other, ()) if m.code] if named else []

    def own_subjects(self, token: int) -> set[str]:
        """Codes of the subjects of the verb that a pronoun is an object of: it stands for none of them.

        An infinitive of purpose may have another subject: in "Iran wants missiles to protect it" it is Iran.
        """
        relations = self.grammar.parse.relations
        verb = -1 if self.possessive(token) or relations[token] in _SUBJECTS else self.verb(token)
        if verb < 0 or (relations[verb] == "advcl" and self.grammar.infinitive(verb)):
            return set()
        return {m.code for s in self.grammar.surface_subjects(verb) for m in self.actors(s)}

    def own_objects(self, token: int) -> set[str]:
        """Countries to whose state the verb of a subject does something: in "it bombed the Chinese embassy" it is not China."""
        if self.grammar.parse.relations[token] != "nsubj":
            return set()
        named = (m for m in self.beside(token) if m.code[3:6] in _STATE)
        return {m.code[:3] for m in named}

    def subjects_of(self, token: int, verbs: Collection[str]) -> set[str]:
        """Countries of the subjects of the verb above a phrase, if it is one of these: hosts of talks are none of the two sides."""
        verb = self.verb(token)
        if verb < 0 or self.grammar.parse.lemmas[verb] not in verbs:
            return set()
        return {m.code[:3] for s in self.grammar.surface_subjects(verb) for m in self.actors(s)}

    def subject_above(self, token: int, fits: Callable[[Mention], bool]) -> list[Mention]:
        """The actors of the nearest subject above a word: "Israel said it ...", "the minister called his counterpart".

        An object is never the subject of its own verb: in "Erdogan said that Iran thanked him" he is not Iran.
        """
        grammar, parse = self.grammar, self.grammar.parse
        without = set() if parse.forms[token].lower() in _BACK else self.own_subjects(token) | self.own_objects(token)
        for head in grammar.ancestors(token):
            if not (grammar.is_verb(head) or grammar.dependents(head, "cop")):
                continue
            subjects = [s for s in grammar.surface_subjects(head) if s != token and not self._holds(s, token)]
            above = [m for s in subjects for m in self.actors(s) if m.code not in without]
            if found := [m for m in above if fits(m)]:
                return found
        return []

    def objects_above(self, token: int, fits: Callable[[Mention], bool]) -> list[Mention]:
        """The actors of the objects of the verbs above a word, if they stand before it: "criticized the group after it attacked"."""
        grammar = self.grammar
        verbs = [head for head in grammar.ancestors(token) if grammar.is_verb(head)]
        objects = [t for verb in verbs[1:] for t in grammar.dependents(verb, "obj") if t < token]
        return [m for t in objects for m in self.actors(t) if fits(m)]

    def _holds(self, above: int, token: int) -> bool:
        return any(head == above for head in self.grammar.ancestors(token))

    def verb(self, token: int) -> int:
        """The nearest verb or predicate above a word, -1 for none."""
        grammar = self.grammar
        return next((t for t in grammar.ancestors(token) if grammar.is_verb(t) or grammar.dependents(t, "cop")), -1)

    def beside(self, token: int) -> list[Mention]:
        """The named actors that the verb of a phrase ties to it and so tells apart from it.

        "The government expelled the Rwandan ambassador" is not Rwanda's, "France congratulated the president" not of France;
        but "Iran arrested protesters" in Iran, and "Kenya closed schools in the country" in Kenya.
        """
        verb = self.verb(token)
        return [m for m in self._arguments(verb, token) if m.resolved == "named"] if verb >= 0 else []

    def _arguments(self, verb: int, token: int) -> Iterator[Mention]:
        grammar, parse = self.grammar, self.grammar.parse
        if grammar.dependents(verb, "cop"):  # "the militia is an ally of the US"
            for phrase in grammar.prepositions(verb).get("of", []):
                yield from (m for conjunct in grammar.conjuncts(phrase) for m in self._at.get(conjunct, ()))
            return
        top = next((t for t in (token, *grammar.ancestors(token)) if parse.heads[t] == verb), token)
        subject = parse.relations[top] in _SUBJECTS
        objects = [*grammar.dependents(verb, "obj", "iobj")]
        objects += [t for t in grammar.dependents(verb, "obl") if not _TO.isdisjoint(grammar.case_names(t))]
        agent = self._inside.get(token)
        if not subject and top not in objects:
            return
        others: list[int] = []
        if subject:
            others = objects
        elif agent is None or agent.role[:3] in _GOVERNS:
            others = [t for t in (*grammar.surface_subjects(verb), *objects) if t != top]
        for other in others:
            named = [m for conjunct in grammar.conjuncts(other) for m in self._at.get(conjunct, ())]
            yield from (m for m in named if agent is None or m.code[3:6] in ("", "GOV") or other in objects)

    def reports(self, mention: Mention) -> bool:
        """Whether an agent only says what the rest of the sentence tells."""
        verb = self.grammar.parse.heads[mention.head]
        return self.rank(mention) < 2 and bool(self.grammar.dependents(verb, "ccomp", "parataxis"))

    def between(self) -> list[Mention]:
        """The actors in a phrase with "between"."""
        if "between" not in self.grammar.parse.lemmas:
            return []
        phrases = [t for t in range(self.grammar.size) if "between" in self.grammar.case_names(t)]
        return [m for phrase in phrases[:1] for m in self.actors(phrase)]

    # -- subjects ----------------------------------------------------------------------------------------------

    def subject_phrases(self) -> list[int]:
        """Subjects that are no names: pronouns and nouns, for which an actor may be known."""
        parse = self.grammar.parse
        return [t for t in range(self.grammar.size) if parse.relations[t] in _SUBJECTS and t not in self._inside]

    def unknown_subjects(self) -> list[tuple[str, int]]:
        """Names that are subjects and no actors that we know, with their rank: "he" may be one of them."""
        parse = self.grammar.parse
        return [
            (parse.forms[t], 0 if parse.heads[parse.heads[t]] < 0 else 1)
            for t in self.subject_phrases()
            if parse.pos[t] == "PROPN" and not self._referent(t)
        ]

    def outermost_subjects(self, token: int) -> list[int]:
        """The subjects of the outermost clause around a word that is not spoken by "we"."""
        found: list[int] = []
        for head in self.grammar.ancestors(token):
            subjects = self.grammar.surface_subjects(head) if self.grammar.is_verb(head) else []
            found = [s for s in subjects if self.grammar.parse.forms[s].lower() not in SPEAKERS] or found
        return [s for s in found if s != token]

    def speaking_subjects(self) -> list[int]:
        """The subjects of the verb that reports the sentence; [] where none does."""
        root = next((t for t in range(self.grammar.size) if self.grammar.parse.heads[t] < 0), 0)
        reports = self.grammar.is_verb(root) and self.grammar.dependents(root, "ccomp", "parataxis")
        return self.grammar.surface_subjects(root) if reports else []


def kind_of(clause: Clause, mention: Mention, bodies: Collection[str]) -> Kind | None:
    """What an actor is to grammar; None for one that the story itself brought, of which nothing is known."""
    parse, head = clause.grammar.parse, mention.head
    if mention.kind == "given":
        return None
    if parse.forms[head].lower() in PERSONS:
        return Kind.PERSON
    plural = clause.plural(head)
    if mention.bare:
        return Kind.MANY if plural and mention.note.startswith("nationality") else Kind.STATE
    if mention.kind == "agent":
        noun = parse.lemmas[head]
        if parse.pos[head] != "NOUN" and noun not in bodies:
            noun = mention.name.partition(" of ")[0].rpartition(" ")[2]
        return Kind.MANY if plural else Kind.BODY if noun in bodies else Kind.PERSON
    dated = mention.entry is not None and any(term.dated for term in mention.entry.terms)
    held = dated and len(mention.code) == 6 and mention.code[:3] != "IGO"  # an office; longer codes are parties
    if mention.kind == "elite" or held or mention.code[3:6] == "ELI":
        return Kind.PERSON
    return Kind.MANY if plural and mention.code[:3] != "IGO" else Kind.BODY


def entity_of(clause: Clause, mention: Mention, bodies: Collection[str], sentence: int) -> Entity:
    """The actor of a mention as the next sentences know it."""
    kind = kind_of(clause, mention, bodies)
    return Entity(mention.code, mention.name or mention.text, kind, sentence, mention.text, mention.note.lower())
