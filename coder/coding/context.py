"""The story so far: who "he", "the two countries", "the minister" and "the police" stand for.

No looking ahead, and no guess where two actors fit equally well. Every actor found here says so in `resolved`:
coreference where a phrase stands for an actor named before, context where a role noun takes a country from around it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from coder.coding.dates import EventDate
from coder.coding.fillers import Fillers
from coder.coding.grammar import Grammar
from coder.coding.mentions import Mention
from coder.lexicon.lexicon import Lexicon
from coder.lexicon.names import token_words
from coder.stories.story import Story

__all__ = ["Context"]

_PERSONS = frozenset({"he", "she", "him", "his", "her"})
_THINGS = frozenset({"it", "its"})
_GROUPS = frozenset({"they", "them", "their"})
_SPEAKERS = frozenset({"we", "our", "ours"})
_PRONOUNS = _PERSONS | _THINGS | _GROUPS | _SPEAKERS
_PLACES = (("in", "at", "inside", "across"), ("near", "outside", "around"))  # what says more first
_SUBJECTS = ("nsubj", "nsubj:pass")
_PERSON_ROLES = frozenset({"GOV", "OPP", "ELI", "LEG", "JUD", "REL"})


@dataclass(frozen=True, slots=True)
class _Entity:
    """An actor as the story knows it."""

    code: str
    name: str

    @property
    def country(self) -> str:
        return self.code[:3]


class Context:
    """What a sentence may lean on: its own actors first, then the sentences before it, the dateline and the publisher."""

    def __init__(self, lexicon: Lexicon, story: Story) -> None:
        self.time: EventDate | None = None  # what the text is about: "in April of this year" inside a passage on 2012
        self.fillers: Fillers | None = None
        self._lexicon = lexicon
        self._home = _country_of(lexicon, story.dateline_place) or _country_of(lexicon, story.publisher)
        self._pair: tuple[_Entity, _Entity] | None = None
        self._person: _Entity | None = None
        self._thing: _Entity | None = None
        self._group: _Entity | None = None
        self._country = ""
        self._agents: dict[str, _Entity | None] = {}
        self._names: dict[str, _Entity | None] = {}
        self._grammar: Grammar | None = None
        self._mentions: list[Mention] = []
        self._referents: dict[int, list[Mention]] = {}

    def open_sentence(self, grammar: Grammar, mentions: list[Mention]) -> list[Mention]:
        """Begin a sentence: add surnames known from before, give a country to the agents that name none."""
        self._grammar = grammar
        self._referents = {}
        mentions = sorted(mentions + self._surnames(grammar, mentions), key=lambda m: (m.start, m.end))
        self._mentions = mentions
        for mention in list(mentions):
            if mention.kind == "agent" and not mention.code:
                self._place_agent(grammar, mention)
        self._mentions.sort(key=lambda m: (m.start, m.end))
        return self._mentions

    def close_sentence(self, times: Iterable[EventDate], dyads: Sequence[tuple[Mention, Mention]]) -> None:
        """End a sentence: its actors, its time and its dyads are known to the next."""
        known = [time for time in times if time.day is not None]
        if known:
            self.time = known[-1]
        self._remember(dyads)
        self._grammar = self.fillers = None

    def referent(self, token: int) -> list[Mention]:
        """Actors that a pronoun or a short definite phrase stands for; [] where that is not certain."""
        found = self._referents.get(token)
        if found is None:
            self._referents[token] = []  # stops a circle
            found = self._referents[token] = self._find_referent(token)
        return found

    def _find_referent(self, token: int) -> list[Mention]:
        grammar = self._grammar
        if grammar is None:
            return []
        form, lemma, sets = grammar.parse.forms[token].lower(), grammar.parse.lemmas[token], self._lexicon.sets
        if form in _PRONOUNS:
            return self._pronoun(grammar, token, form)
        modifiers = {grammar.parse.lemmas[child] for child in grammar.children[token]}
        if form in ("north", "south") and grammar.parse.forms[token][0].isupper() and "the" in modifiers:
            return self._as_mentions(grammar, token, self._half(form.title()))
        if lemma == "other" and "each" in modifiers:
            return self._above(grammar, token, lambda mention: True)
        if lemma in sets.get("PAIR_NOUNS", ()) and modifiers & {"two", "both"}:
            return self._as_mentions(grammar, token, self._pair_before(grammar, token))
        if (
            lemma in sets.get("PAIR_NOUNS", ())
            and lemma in ("side", "neighbour", "neighbor", "party")
            and grammar.parse.forms[token].endswith(("s", "S"))
            and "the" in modifiers
        ):
            return self._as_mentions(grammar, token, self._pair_before(grammar, token))
        if (
            lemma in sets.get("COUNTRY_NOUNS", ())
            and modifiers & {"the", "this"}
            and not modifiers & {"other", "two", "both"}
        ):
            country = self._country_before(grammar, token)
            return self._as_mentions(grammar, token, (country,) if country else ())
        return []

    def pair(self, without: Sequence[Mention]) -> list[Mention]:
        """The two countries that an act between unnamed parties ("Oman mediates") is about: the sentence's, else those in focus."""
        outside = {m.code[:3] for m in without}
        codes = dict.fromkeys(m.code[:3] for m in self._mentions if self._is_country(m.code))
        named = [_Entity(code, self._lexicon.countries[code].name) for code in codes if code not in outside]
        pair = named if len(named) == 2 else list(self._pair or ())
        return [Mention(0, 0, -1, e.code, resolved="context", text=e.name, name=e.name) for e in pair]

    # -- pronouns ----------------------------------------------------------------------------------------------

    def _pronoun(self, grammar: Grammar, token: int, form: str) -> list[Mention]:
        """The subject above that fits, else the actor named last before in the sentence, else the one in focus."""
        if form in _SPEAKERS:
            return self._speaker(grammar, token)
        found = self._above(grammar, token, lambda mention: _fits(form, mention))
        if found:
            return found
        before = [m for m in self._mentions if m.end <= token and m.code and _could_be(grammar, form, m)]
        if before and form not in _GROUPS:
            return self._as_mentions(grammar, token, (_Entity(before[-1].code, before[-1].name or before[-1].text),))
        if form in _PERSONS:
            entity = self._person
        elif form in _THINGS:
            entity = self._thing
        else:
            if self._group is None and self._pair is not None:
                return self._as_mentions(grammar, token, self._pair)
            entity = self._group
        return self._as_mentions(grammar, token, (entity,) if entity else ())

    def _speaker(self, grammar: Grammar, token: int) -> list[Mention]:
        """Whose "we" it is: the speaker's of the sentence, else the person's in focus."""
        if self.fillers is None:
            return []
        spoken: list[Mention] = []
        for head in grammar.ancestors(token):  # the outermost clause tells who speaks
            subjects = grammar.subjects(head) if grammar.is_verb(head) else []
            spoken = self.fillers.actors([s for s in subjects if grammar.parse.pos[s] != "PRON"], direct=True) or spoken
        if spoken:
            return self._as_mentions(grammar, token, (_Entity(spoken[0].code, spoken[0].name or spoken[0].text),))
        return self._as_mentions(grammar, token, (self._person,) if self._person else ())

    def _above(self, grammar: Grammar, token: int, fits: Callable[[Mention], bool]) -> list[Mention]:
        """The actors of the nearest subject above a token: "Israel said it ...", "the minister called his counterpart"."""
        if self.fillers is None:
            return []
        for head in grammar.ancestors(token):
            if not grammar.is_verb(head):
                continue
            subjects = [s for s in grammar.subjects(head) if s != token and grammar.parse.pos[s] != "PRON"]
            found = [m for m in self.fillers.actors(subjects, direct=True) if fits(m)] if subjects else []
            if found:
                return [
                    replace(m, resolved="coreference", start=token, end=token + 1, text=grammar.parse.forms[token])
                    for m in found
                ]
        return []

    def _as_mentions(self, grammar: Grammar, token: int, entities: Iterable[_Entity]) -> list[Mention]:
        start = min(
            [
                token,
                *(
                    c
                    for c in grammar.children[token]
                    if c < token and grammar.parse.relations[c] in ("det", "nummod", "amod")
                ),
            ]
        )
        text = " ".join(grammar.parse.forms[start : token + 1])
        return [
            Mention(start, token + 1, token, entity.code, resolved="coreference", text=text, name=entity.name)
            for entity in entities
        ]

    # -- pairs and countries -----------------------------------------------------------------------------------

    def _pair_before(self, grammar: Grammar, token: int) -> tuple[_Entity, ...]:
        """The two countries named before a phrase in its sentence, else the pair in focus."""
        if self._pair is not None and any(len(found) == 2 for found in self._referents.values()):
            return self._pair  # a phrase before it in this sentence stood for the pair in focus
        before = [m for m in self._mentions if m.end <= token and self._is_country(m.code)]
        codes = list(dict.fromkeys(m.code[:3] for m in before))
        if len(codes) == 2:
            return tuple(_Entity(code, self._lexicon.countries[code].name) for code in codes)
        return self._pair or ()

    def _half(self, direction: str) -> Iterable[_Entity]:
        """Which state "the North" is, where the text names it or its other half."""
        focus = dict.fromkeys(m.code[:3] for m in self._mentions if self._is_country(m.code))
        known = [*focus, self._country, *(entity.code for entity in self._pair or ())]
        divided = [self._lexicon.countries[code].name.partition(" ") for code in known if code]
        names = {f"{direction} {name}" for half, _, name in divided if half in ("North", "South")}
        found = [country for country in self._lexicon.countries.values() if country.name in names]
        return [_Entity(country.code, country.name) for country in found]

    def _country_before(self, grammar: Grammar, token: int) -> _Entity | None:
        """The country named last before a phrase in its sentence, else the country in focus."""
        before = [m.code[:3] for m in self._mentions if m.end <= token and self._is_country(m.code)]
        code = before[-1] if before else self._country
        return _Entity(code, self._lexicon.countries[code].name) if code else None

    def _is_country(self, code: str) -> bool:
        return code[:3] in self._lexicon.countries

    # -- agents and surnames -----------------------------------------------------------------------------------

    def _place_agent(self, grammar: Grammar, mention: Mention) -> None:
        """Give an agent without a country the one that it had before, its owner's, its place's, or the story's."""
        owners = grammar.dependents(mention.head, "nmod:poss")
        for name in ("of", "from", "in"):
            owners = owners + grammar.prepositions(mention.head).get(name, [])
        owned = [m for owner in owners for m in self.referent(owner)]
        lemma = grammar.parse.lemmas[mention.head]
        definite = any(grammar.parse.lemmas[c] in ("the", "this", "same") for c in grammar.children[mention.head])
        known = self._agents.get(lemma)
        pair = self.referent(mention.head)
        if len(pair) == 2:  # "the two leaders"
            mention.code, mention.resolved = pair[0].code[:3] + mention.role, "coreference"
            self._mentions.append(replace(mention, code=pair[1].code[:3] + mention.role))
        elif owned:
            mention.code, mention.resolved = owned[0].code[:3] + mention.role, "coreference"
            for owner in owned[1:]:  # "officials of the two countries"
                self._mentions.append(replace(mention, code=owner.code[:3] + mention.role))
        elif (
            definite
            and lemma in self._lexicon.sets.get("OFFICES", ())
            and self._person is not None
            and self._person.code[3:6] == mention.role
        ):
            mention.code, mention.resolved, mention.name = self._person.code, "coreference", self._person.name
        elif known is not None and definite:
            mention.code, mention.resolved, mention.name = known.code, "coreference", known.name
        elif self._is_international(grammar, mention):
            mention.code, mention.resolved = "IGO" + mention.role.replace("GOV", ""), "context"
        elif country := self._country_of_sentence(grammar):
            mention.code, mention.resolved = country + mention.role, "context"

    def _is_international(self, grammar: Grammar, mention: Mention) -> bool:
        """Whether an agent without a country is one of the community of states: "the peacekeepers", not "sent peacekeepers"."""
        sets, above = self._lexicon.sets, grammar.parse.heads[mention.head]
        if mention.name.replace(" ", "_") not in sets.get("INTERNATIONAL_AGENTS", ()):
            return False
        sent = above >= 0 and grammar.parse.lemmas[above] in sets.get("SENDING", ())
        return not sent and "as" not in grammar.case_names(mention.head)

    def _country_of_sentence(self, grammar: Grammar) -> str:
        """The country of the sentence's place, the one that it names most, the one in focus, the dateline's; "" for none."""
        named = [
            m
            for m in self._mentions
            if (self._is_country(m.code) or m.kind == "given") and m.resolved == "named" and m.code[3:6] != "MED"
        ]
        for prepositions in _PLACES:
            placed = {m.code[:3] for m in named if _in_place(grammar, m, prepositions)}
            if len(placed) == 1:
                return placed.pop()
        countries = Counter(m.code[:3] for m in named).most_common(2)
        if len(countries) == 1 or (countries and countries[0][1] > countries[1][1] > 0):
            return countries[0][0]
        return self._country or self._home

    def _surnames(self, grammar: Grammar, mentions: Sequence[Mention]) -> list[Mention]:
        parse = grammar.parse
        taken = {token for mention in mentions for token in range(mention.start, mention.end)}
        found = []
        for token in range(grammar.size):
            if parse.pos[token] != "PROPN" or token in taken:
                continue
            entity = self._names.get(parse.forms[token].lower())
            if entity is not None:
                found.append(
                    Mention(
                        token,
                        token + 1,
                        token,
                        entity.code,
                        entity.code[3:],
                        resolved="coreference",
                        text=parse.forms[token],
                        name=entity.name,
                    )
                )
        return found

    # -- what the next sentence knows --------------------------------------------------------------------------

    def _remember(self, dyads: Sequence[tuple[Mention, Mention]]) -> None:
        grammar, coded = self._grammar, [m for m in self._mentions if m.code]
        if grammar is None or not coded:
            return
        for mention in coded:
            entity = _Entity(mention.code, mention.name or mention.text)
            if mention.kind == "agent":
                self._set(self._agents, grammar.parse.lemmas[mention.head], entity)
            if (
                mention.kind != "given"
                and not mention.bare
                and mention.end - mention.start > 1
                and grammar.parse.pos[mention.end - 1] == "PROPN"
            ):
                self._set(self._names, grammar.parse.forms[mention.end - 1].lower(), entity)
        subjects = [
            m for m in coded if grammar.parse.relations[m.head] in _SUBJECTS and grammar.parse.heads[m.head] >= 0
        ]
        self._person = _single([m for m in subjects if _is_person(grammar, m)]) or _single(
            [m for m in coded if _is_person(grammar, m)]
        )
        self._thing = _single([m for m in subjects if not _is_person(grammar, m)]) or _single(
            [m for m in coded if not _is_person(grammar, m)]
        )
        self._group = _single([m for m in subjects if _is_plural(grammar, m)]) or _single(
            [m for m in coded if _is_plural(grammar, m)]
        )
        countries = [m.code[:3] for m in (subjects or coded) if self._is_country(m.code)]
        if countries:
            self._country = countries[0] if len(set(countries)) == 1 or subjects else self._country
        self._remember_pair(coded, dyads)

    def _remember_pair(self, coded: Sequence[Mention], dyads: Sequence[tuple[Mention, Mention]]) -> None:
        """The pair in focus: the sentence's only two countries, else the two of its first event, else the pair before."""
        codes = list(dict.fromkeys(m.code[:3] for m in coded if self._is_country(m.code)))
        if len(codes) != 2:
            between = [
                (a.code[:3], b.code[:3])
                for a, b in dyads
                if self._is_country(a.code) and self._is_country(b.code) and a.code[:3] != b.code[:3]
            ]
            both = {frozenset(pair) for pair in between}
            if len(both) != 1:
                return
            codes = list(between[0])
        first, second = (_Entity(code, self._lexicon.countries[code].name) for code in codes)
        self._pair = (first, second)

    @staticmethod
    def _set(known: dict[str, _Entity | None], key: str, entity: _Entity) -> None:
        """Remember; two actors of one surname leave it without a meaning."""
        before = known.get(key, entity)
        known[key] = (
            entity
            if before is not None and before.code == entity.code
            else (None if key in known and before is None else entity)
        )


def _in_place(grammar: Grammar, mention: Mention, prepositions: Sequence[str]) -> bool:
    """Whether a name stands in a phrase of place: "in Iraq", "near the Iraqi city", "in Iraq's west"."""
    token = mention.head
    if any(name in prepositions for name in grammar.case_names(token)):
        return True
    head = grammar.parse.heads[token]
    inside = grammar.parse.relations[token] in ("amod", "compound", "nmod:poss", "nmod") and head >= 0
    # not "in defiance of Iraqi officials"
    return inside and mention.bare and any(name in prepositions for name in grammar.case_names(head))


def _fits(pronoun: str, mention: Mention) -> bool:
    return mention.kind == "given" or not (pronoun in _PERSONS and mention.bare)


def _could_be(grammar: Grammar, pronoun: str, mention: Mention) -> bool:
    """Whether a pronoun may stand for an actor named before it in the sentence."""
    if pronoun in _PERSONS:
        return _is_person(grammar, mention)
    return mention.bare or not (_is_person(grammar, mention) or _is_plural(grammar, mention))


def _is_person(grammar: Grammar, mention: Mention) -> bool:
    if mention.bare or "Number=Plur" in grammar.parse.features[mention.head]:
        return False
    return mention.code[3:6] in _PERSON_ROLES and (
        grammar.parse.pos[mention.head] == "PROPN" or mention.kind != "agent" or mention.role in _PERSON_ROLES
    )


def _is_plural(grammar: Grammar, mention: Mention) -> bool:
    return not mention.bare and "Number=Plur" in grammar.parse.features[mention.head]


def _single(mentions: Sequence[Mention]) -> _Entity | None:
    """The one actor that they all are, else None."""
    entities = {m.code: _Entity(m.code, m.name or m.text) for m in mentions}
    return next(iter(entities.values())) if len(entities) == 1 else None


def _country_of(lexicon: Lexicon, text: str) -> str:
    """The country that a dateline's place or a publisher's name stands for; "" for none."""
    words = [word for piece in text.split() for word in token_words(piece)]
    for position in range(len(words)):
        for _, names in lexicon.names.matches(words, position):
            for name in names:
                term = name.term(None)
                if name.kind == "actor" and term and term.code[:3] in lexicon.countries:
                    return term.code[:3]
    return ""
