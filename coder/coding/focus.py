"""What a story is about so far: its actors, its countries, the two sides, the events told; nothing that is yet to come."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from coder.lexicon.lexicon import Country

__all__ = ["ARMED_ROLES", "GROUP_ROLES", "Entity", "Focus", "Heard", "Kind", "Told", "is_group", "same_side"]

_MEMORY = 3  # sentences with actors in which a pronoun finds its own
_FAR = 6  # sentences, counting those that name nobody
_SCENE = 2  # sentences after which the police are no longer those of where it happened
_FADING = 0.8  # of a country's weight, from one sentence to the next
_PAIR_FADING = 0.8  # of a pair's weight, from one sentence about a pair to the next
_EQUALLY = 0.85  # a country with this part of the first one's weight fits equally well
_HOME = 0.45  # and with this part of it, the home of the story comes before the first one
_NO_SIDES = frozenset("BUS COP CRM CVL EDU HLH JUD LAB MED REF".split())
_WAR = frozenset({"18", "19", "20"})
_RULERS = frozenset({"", "COP", "GOV", "MIL", "SPY"})
ARMED_ROLES = frozenset("REB UAF SEP INS RAD".split())
GROUP_ROLES = frozenset("REB UAF OPP PTY RAD SEP INS CRM MOS NGO LAB".split())


class Kind(Enum):
    """What an actor is to grammar: he or she, a state, a body such as a ministry, or many."""

    PERSON = "person"
    STATE = "state"
    BODY = "body"
    MANY = "many"


@dataclass(frozen=True, slots=True)
class Entity:
    """An actor as the story knows it; `kind` None is unknown, code "" an actor that the dictionaries do not know.

    `text` are the words of the sentence with this number (from 0) that named it, `note` what the dictionaries say of it.
    """

    code: str
    name: str
    kind: Kind | None
    sentence: int = 0
    text: str = ""
    note: str = ""

    @property
    def country(self) -> str:
        """The country or international type."""
        return self.code[:3]


@dataclass(frozen=True, slots=True)
class Heard:
    """An actor in a sentence: `rank` 0 as subject of the main clause, 1 as another subject, 2 elsewhere, 3 where it only describes."""

    entity: Entity
    rank: int
    named: bool


@dataclass(frozen=True, slots=True)
class Told:
    """An event of an earlier sentence; `together` where both sides did it; `words` are the lemmas that carried it."""

    root: str
    source: Entity
    target: Entity
    sentence: int
    together: bool = False
    words: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Latest:
    """The two sides of the last sentence that had two."""

    sides: tuple[Entity, Entity]
    sentence: int


class Focus:
    """What the sentences read so far leave to the next one.

    `countries` are those of the dictionaries by code, `home` is the country of dateline or publisher, "" for none.
    """

    def __init__(self, countries: Mapping[str, Country], home: str) -> None:
        self.home = home
        self.sentence = 0
        self.pair: tuple[Entity, Entity] | None = None
        self.sides: tuple[Entity, Entity] | None = None
        self.paired = 0
        self.warring: tuple[Entity, Entity] | None = None
        self.latest: Latest | None = None
        self.told: list[Told] = []
        self._countries = countries
        self._heard: deque[tuple[int, list[Heard]]] = deque(maxlen=_MEMORY)
        self._weights: dict[str, float] = {}
        self._pairs: dict[frozenset[str], float] = {}
        self._agents: dict[str, Entity | None] = {}
        self._surnames: dict[str, Entity | None] = {}
        self._groups: dict[str, Entity] = {}
        self._scene = (0, "")

    def find(self, fits: Callable[[Entity], bool], *, within: int = _MEMORY) -> Entity | None:
        """The actor that fits in the last sentence that has one, its subject first; None where two fit equally well."""
        for sentence, heard in list(reversed(self._heard))[:within]:
            fitting = [h for h in heard if fits(h.entity)]
            if fitting and self.sentence - sentence <= _FAR:
                best = min(h.rank for h in fitting)
                entities = {h.entity.code: h.entity for h in fitting if h.rank == best}
                [entity] = entities.values() if len(entities) == 1 else [None]
                return entity if entity is not None and entity.code else None
        return None

    def country(self, without: Collection[str] = (), equally: float = _EQUALLY) -> str:
        """The country that the story is about, else its home; "" where another one has this part of its weight."""
        ranked = sorted((weight, code) for code, weight in self._weights.items() if code not in without)
        home = "" if self.home in without else self.home
        if not ranked:
            return home
        weight, code = ranked[-1]
        if self._weights.get(home, 0) >= _HOME * weight:
            return home
        if len(ranked) > 1 and ranked[-2][0] >= equally * weight:
            return ""
        return code

    def agent(self, words: str) -> Entity | None:
        """The actor that a role noun stood for before, None where there were two."""
        return self._agents.get(words)

    def several(self, number: int) -> list[Entity]:
        """The actors of so many countries that the last sentences named together."""
        for _, heard in list(reversed(self._heard))[:2]:
            for among in (lambda h: h.rank < 2, lambda h: True):
                entities = {
                    h.entity.country: h.entity for h in heard if among(h) and h.entity.country in self._countries
                }
                if len(entities) == number:
                    return list(entities.values())
        return []

    def is_last(self, sentence: int) -> bool:
        """Whether no later sentence than this one spoke of an actor."""
        return not self._heard or self._heard[-1][0] <= sentence

    def pair_without(self, countries: Collection[str]) -> tuple[Entity, Entity] | None:
        """The pair in focus, else (if one of these countries is in it) the one spoken of most that holds none of them."""
        if self.pair is None or not {entity.country for entity in self.pair} & set(countries):
            return self.pair
        fitting = [
            (weight, sorted(pair))
            for pair, weight in self._pairs.items()
            if _is_abroad(pair) and not pair & set(countries)
        ]
        if not fitting:
            return None
        first, second = (Entity(code, "", Kind.STATE, self.sentence) for code in max(fitting)[1])
        return first, second

    def two_persons(self) -> list[Entity]:
        """The two persons who last had to do with each other."""
        for event in reversed(self.told):
            if event.source.kind is Kind.PERSON and event.target.kind is Kind.PERSON:
                return [event.source, event.target]
        return []

    def armed_group(self) -> Entity | None:
        """The only armed group that the story named, else the one that it spoke of in the last two sentences."""
        groups = list(self._groups.values())
        return groups[0] if len(groups) == 1 else self.find(lambda e: e.code in self._groups, within=2)

    def surname(self, word: str) -> Entity | None:
        """The actor whose name ends in a word, None where there are two."""
        return self._surnames.get(word)

    def other(self, country: str) -> Entity | None:
        """The other one of the pair of countries, else the only other one heard of lately."""
        others = [entity for entity in self.pair or () if entity.country != country]
        if len(others) != 1:
            lately = [h.entity for _, heard in list(self._heard)[-2:] for h in heard if h.entity.kind is Kind.STATE]
            others = list({entity.code: entity for entity in lately if entity.country != country}.values())
        return others[0] if len(others) == 1 else None

    def opponents(self, own: Collection[str]) -> list[Entity]:
        """The other countries that had to do with these in the events of the last two sentences."""
        sides = [
            pair
            for event in self.told
            if self.sentence - event.sentence <= _SCENE
            for pair in ((event.source, event.target), (event.target, event.source))
        ]
        others = [
            b.country for a, b in sides if a.country in own and b.country in self._countries and b.country not in own
        ]
        return [Entity(code, "", Kind.STATE, self.sentence) for code in dict.fromkeys(others)]

    def scene(self) -> str:
        """The country in which the last act of force took place; "" where none or one long ago was told."""
        sentence, country = self._scene
        return country if self.sentence - sentence <= _SCENE else ""

    def is_known(self, country: str) -> bool:
        """Whether the story spoke of a country."""
        return self._weights.get(country, 0.0) > 0

    def country_name(self, entity: Entity) -> str:
        """The name of a country, the code of another actor."""
        country = self._countries.get(entity.code)
        return country.name if country else entity.code

    def reason(self, entity: Entity) -> str:
        """Where an actor was heard of, for the trace."""
        words = entity.text or entity.name
        shown = f'"{words}"' if words else self.country_name(entity)
        return f"{shown}, sentence {entity.sentence + 1}"

    # -- at the end of a sentence ------------------------------------------------------------------------------

    def learn_agent(self, words: str, entity: Entity) -> None:
        """A role noun stood for an actor."""
        _set(self._agents, words, entity)

    def learn_surname(self, word: str, entity: Entity) -> None:
        """A name ended in a word."""
        _set(self._surnames, word, entity)

    def learn_scene(self, country: str) -> None:
        """An act of force took place in a country."""
        self._scene = (self.sentence, country)

    def close(self, heard: Sequence[Heard], between: Sequence[Entity], told: Iterable[Told]) -> None:
        """End a sentence: who was heard of in it, the two that it put between one another, the events that it told."""
        told = list(told)
        known = [h for h in heard if h.entity.code]
        armed = (
            h.entity for h in known if h.named and (h.entity.code[3:6] in ARMED_ROLES or h.entity.code[:3] == "IMG")
        )
        self._groups.update((entity.code, entity) for entity in armed if len(entity.code) > 3)
        if heard:
            self._heard.append((self.sentence, list(heard)))
        self.told = [event for event in self.told if self.sentence - event.sentence < _FAR] + told
        self._weigh(known)
        self._set_pair(known, between, told)
        self.warring = _two_of_events([event for event in told if event.root in _WAR]) or self.warring

    def _weigh(self, heard: Sequence[Heard]) -> None:
        """A subject weighs twice, a country that was only inferred half."""
        here: dict[str, float] = {}
        for h in heard:
            if h.entity.country in self._countries:
                weight = (2.0 if h.rank < 2 else 1.0) * (1.0 if h.named else 0.5)
                here[h.entity.country] = max(weight, here.get(h.entity.country, 0.0))
        if here:
            self._weights = {code: weight * _FADING for code, weight in self._weights.items()}
        for code, weight in here.items():
            self._weights[code] = self._weights.get(code, 0.0) + weight

    def _set_pair(self, heard: Sequence[Heard], between: Sequence[Entity], told: Sequence[Told]) -> None:
        """The two sides: of "between", else of the sentence's events, else (if there are none yet) its only two countries.

        The pair that was spoken of most and last counts, not the one that was only mentioned once in between.
        """
        here = {h.entity.country for h in heard}
        if self.pair is not None and all(entity.country in here for entity in self.pair):
            between = ()  # still the same two, whoever else is compared with them
        sides = _two(between) or _two_of_events(told)
        if not sides and (self.pair is None or told):
            countries = list(dict.fromkeys(h.entity.country for h in heard if h.entity.country in self._countries))
            sides = _two([Entity(code, "", Kind.STATE, self.sentence) for code in countries])
        if not sides:
            return
        self.latest = Latest(sides, self.sentence)
        known = sides[0].country in self._countries and sides[1].country in self._countries
        abroad = known and sides[0].country != sides[1].country
        key = frozenset(entity.code[: 3 if abroad else 6] for entity in sides)
        self._pairs = {pair: weight * _PAIR_FADING for pair, weight in self._pairs.items()}
        self._pairs[key] = self._pairs.get(key, 0.0) + 1.0
        if self._pairs[key] == max(self._pairs.values()):
            self.sides, self.paired = sides, self.sentence
        abroad_weights = [weight for pair, weight in self._pairs.items() if _is_abroad(pair)]
        if abroad and self._pairs[key] == max(abroad_weights):
            first, second = (Entity(entity.country, "", Kind.STATE, self.sentence) for entity in sides)
            self.pair = (first, second)


def _is_abroad(pair: Collection[str]) -> bool:
    return all(len(code) == 3 for code in pair)


def is_group(entity: Entity) -> bool:
    """Whether an actor may be "the group", "the party" or "the bloc"."""
    if entity.kind is None or entity.kind in (Kind.PERSON, Kind.STATE):
        return entity.kind is None
    return entity.code[3:6] in GROUP_ROLES or entity.code[:3] in ("IGO", "NGO", "IMG")


def same_side(first: str, second: str) -> bool:
    """Whether two actor codes are one side: the same actor, or a state and those who rule in it."""
    rule = first[3:6] in _RULERS and second[3:6] in _RULERS
    return first == second or (first[:3] == second[:3] and rule)


def _two(entities: Sequence[Entity]) -> tuple[Entity, Entity] | None:
    distinct = list({entity.code: entity for entity in entities}.values())
    return (distinct[0], distinct[1]) if len(distinct) == 2 else None


def _two_of_events(told: Sequence[Told]) -> tuple[Entity, Entity] | None:
    """The two actors that all events of a sentence are between."""
    pairs = {
        frozenset((event.source.code, event.target.code)): event
        for event in told
        if event.source.code[3:6] not in _NO_SIDES and event.target.code[3:6] not in _NO_SIDES
    }
    if len(pairs) != 1:
        return None
    [event] = pairs.values()
    return (event.source, event.target) if event.source.code != event.target.code else None


def _set(known: dict[str, Entity | None], key: str, entity: Entity) -> None:
    """Remember; two actors of one name leave it without a meaning."""
    before = known.get(key, entity)
    known[key] = entity if before is not None and before.code in (entity.code, "") else None
