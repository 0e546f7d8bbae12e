"""Which town, region or country a phrase names: "the northern Syrian city of Manbij", "Idlib province", "the Afghan capital".

An ambiguous name is the place that the rest of the phrase allows ("Tripoli, Lebanon"), else one in a country that the event or the
story is about, else the largest town. A world city stands for itself, unless the phrase says otherwise. Where two fit equally well, and
for a small town in a country that nobody speaks of, there is no place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from coder.coding.grammar import Grammar
from coder.coding.timewords import TIME_NAMES
from coder.lexicon.gazetteer import Region, Town, find_regions, find_towns, mapped_countries
from coder.lexicon.lexicon import Country, Lexicon
from coder.lexicon.names import name_words, token_words

__all__ = ["INSIDE", "PLACE_NOUNS", "Place", "PlaceNames"]

INSIDE = frozenset({"in", "inside", "within", "across", "throughout"})  # "near Iran" is not in Iran

_TOWN_NOUNS = frozenset("city town village capital port suburb neighborhood neighbourhood settlement resort".split())
_REGION_NOUNS = frozenset("province governorate region state county oblast department republic prefecture".split())
_AREA_NOUNS = frozenset(
    "district area part north south east west northeast northwest southeast southwest center centre outskirt street coast island "
    "peninsula enclave territory stronghold desert countryside valley".split()
)
_SITES = frozenset(
    "airport airfield base airbase prison camp hospital hotel market checkpoint square university".split()
)
PLACE_NOUNS = _TOWN_NOUNS | _REGION_NOUNS | _AREA_NOUNS | _SITES
_NESTED = frozenset({"of", "in", "near", "outside", "at"})
_JOINED = frozenset({"compound", "flat"})
_CUT = frozenset({"acl", "acl:relcl", "advcl", "ccomp", "conj", "cc", "case", "parataxis", "punct", "advmod", "det"})
_DIRECTIONS = frozenset("north south east west northern southern eastern western central greater downtown".split())

_WORLD_CITY = 10  # times as large as its namesake in a country in focus
_CLEARLY = 1.5  # times as large as the next
_OTHER_NAME = 0.1  # a town's weight under another name than its first
_KNOWN_TOWN = 100_000  # people; a smaller one counts only in a country that is spoken of

Candidate = Town | Region | Country


@dataclass(frozen=True, slots=True)
class Place:
    """A town, a region or a country; only a town has coordinates (degrees north and east).

    `country` is a three-letter code; `phrase` are the words of the sentence that name the place, "" for the dateline.
    """

    name: str
    country: str
    region: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class _Name:
    """A name in a phrase and what it may stand for: all in `country` where the dictionaries know it as a part of one.

    `elsewhere` are its namesakes in other countries: Barcelona in Venezuela.
    """

    candidates: Sequence[Candidate]
    country: str = ""
    elsewhere: Sequence[Town] = ()

    @property
    def places(self) -> list[Town | Region]:
        """What it may stand for below a country."""
        return [place for place in self.candidates if not isinstance(place, Country)]


class PlaceNames:
    """Reads names with one set of dictionaries."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def of_phrase(self, grammar: Grammar, head: int, focus: Sequence[Collection[str]]) -> Place | None:
        """The place that the phrase with this head names; `focus` are sets of countries, the most important first."""
        parse = grammar.parse
        noun = parse.lemmas[head]
        if parse.pos[head] != "PROPN" and noun not in PLACE_NOUNS:
            return None
        tokens = sorted(_phrase(grammar, head))
        names = list(self._names(grammar, tokens))
        of_capital = "capital" in (parse.lemmas[token] for token in tokens)
        if noun == "capital" and not names and focus and len(focus[0]) == 1:  # "in the capital"
            names = [_Name([country]) for country in map(self._mapped, focus[0]) if country]
        found = self._choose(names, focus, capital=of_capital)
        if isinstance(found, Country):
            if noun in _SITES or not INSIDE.intersection(grammar.case_names(head)):
                return None
            found = _at_home(found, focus[0]) if focus else found
        return _place(found, " ".join(parse.forms[tokens[0] : tokens[-1] + 1]))

    def of_dateline(self, text: str) -> Place | None:
        """The town of a dateline ("CAIRO", "TRIPOLI, Lebanon")."""
        names = []
        for position, piece in enumerate(text.split(",")):
            words = [word for word in piece.split() if not position or word.lower() not in _DIRECTIONS]
            names.append(self._read(" ".join(words), ""))
        found = self._choose(names, ())
        return _place(found, "") if isinstance(found, Town) else None

    # -- names in a phrase -------------------------------------------------------------------------------------

    def _names(self, grammar: Grammar, tokens: Sequence[int]) -> Iterator[_Name]:
        """The names of a phrase, from left to right."""
        parse, last = grammar.parse, -1
        for token in tokens:
            if token < last:
                continue
            if parse.pos[token] == "ADJ":
                if country := self._country(parse.forms[token]):
                    yield _Name([country])
            elif parse.pos[token] == "PROPN" and parse.forms[token].lower() not in TIME_NAMES:
                last = self._end(grammar, token, tokens)
                yield self._read(_text(grammar, token, last), _kind(grammar, token, last))

    def _end(self, grammar: Grammar, start: int, tokens: Sequence[int]) -> int:
        """Where the name that begins with a token ends: with its compound, or with a longer name in the dictionaries."""
        parse, end = grammar.parse, start + 1
        while end < grammar.size and (
            (parse.pos[end] in ("PROPN", "X") and _joined(grammar, start, end))
            or (
                parse.forms[end] in ("-", "–")
                and end + 1 < grammar.size
                and parse.pos[end + 1] in ("PROPN", "NUM", "X")
            )
        ):
            end += 1
        words: list[str] = []
        ends: list[int] = []
        for token in range(start, tokens[-1] + 1):
            for word in token_words(parse.forms[token]):
                words.append(word)
                ends.append(token + 1)
        matches = self._lexicon.names.matches(words, 0) if words else ()
        return max([end, *(ends[match - 1] for match, _ in matches)])

    def _read(self, text: str, kind: str) -> _Name:
        """What a name may stand for beside a noun such as "city" or "province" ("" for none); persons and organisations nothing."""
        known = next(self._actors(text), None)
        if known is None:
            found = self._places(text, kind)
            first, _, rest = text.partition(" ")
            return self._read(rest, kind) if not found and rest and first.lower() in _DIRECTIONS else _Name(found)
        code, note = known
        country = self._mapped(code)
        if country is None or note.startswith("capital"):
            return _Name(self._places(text, kind) if country or kind else ())
        if note.startswith(("name", "nationality")):
            return _Name([country] if note.startswith("name") else ())
        anywhere = self._places(text, kind)
        places = [place for place in anywhere if place.country == code]
        town, comma, around = text.partition(", ")
        if comma and not places:  # "Birmingham, Alabama" is one name in the dictionaries
            regions = self._places(around, "")
            places = [place for place in self._places(town, kind) if any(_lies_in(place, r) for r in regions)]
        elsewhere = [place for place in anywhere if isinstance(place, Town) and place.own and place.country != code]
        return _Name(places or [country], code, elsewhere=elsewhere)

    def _places(self, text: str, kind: str) -> list[Town | Region]:
        if kind in _REGION_NOUNS:
            return list(find_regions(text))
        first, _, last = text.rpartition(" ")
        towns = find_towns(text)
        if not towns and first and last.lower() in PLACE_NOUNS:
            towns = find_towns(first) if last.lower() not in _REGION_NOUNS else ()
        return [*towns, *(find_regions(text) if kind != "capital" else ())]

    def _actors(self, text: str) -> Iterator[tuple[str, str]]:
        """Codes and notes of the actors that have exactly this name."""
        words = name_words(text)
        for end, names in self._lexicon.names.matches(words, 0) if words else ():
            if end == len(words):
                for name in names:
                    first = name.terms[0]
                    if name.namesake(first.code) and not first.note.startswith(("name", "capital")):
                        continue  # "Punjab": the map knows both
                    if name.kind == "actor" and (name.capitals <= text.isupper()):
                        yield from ((term.code, term.note) for term in name.terms)

    def _country(self, form: str) -> Country | None:
        """The country of a nationality."""
        return next((country for code, _ in self._actors(form) if (country := self._mapped(code))), None)

    def _mapped(self, code: str) -> Country | None:
        return self._lexicon.countries.get(code) if code in mapped_countries() else None

    # -- the one that is meant ---------------------------------------------------------------------------------

    def _choose(
        self, names: Sequence[_Name], focus: Sequence[Collection[str]], *, capital: bool = False
    ) -> Candidate | None:
        """The first town or region of a phrase, within the places named around it; else the one country, or its capital."""
        countries = [c for name in names for c in name.candidates if isinstance(c, Country)]
        for name in sorted(names, key=lambda name: _holds_another(name, names)):
            pool = name.places
            if not pool:
                continue
            at_home = [town for town in name.elsewhere if focus and town.country in focus[0]]
            if at_home and name.country not in focus[0]:
                return _largest(at_home)
            if name.country:
                focus = [{name.country}]
            for other in names:
                if other is name or not other.candidates:
                    continue
                within = [place for place in pool if any(_lies_in(place, around) for around in other.candidates)]
                if within:
                    pool, focus = within, [{place.country for place in within}]
                elif not any(isinstance(around, Town) for around in other.candidates):
                    return self._around(other, focus)  # a town that we do not know, in a region or country that we do
            return _pick(pool, focus)
        if len({country.code for country in countries}) != 1:
            return None
        if capital:
            towns = [town for town in find_towns(countries[0].capital) if town.country == countries[0].code]
            return towns[0] if towns else None
        return countries[0]

    @staticmethod
    def _around(name: _Name, focus: Sequence[Collection[str]]) -> Candidate | None:
        country = next((c for c in name.candidates if isinstance(c, Country)), None)
        return country or _pick(name.places, focus)


def _phrase(grammar: Grammar, token: int) -> Iterator[int]:
    """The tokens of a phrase without its preposition, its clauses and what is coordinated with it."""
    yield token
    place = grammar.parse.lemmas[token] in PLACE_NOUNS
    for child in grammar.children[token]:
        relation, cases = grammar.parse.relations[child], grammar.case_names(child)
        if relation in _CUT or (relation == "nmod:poss" and grammar.parse.pos[child] != "PROPN"):
            continue
        if cases and (not _NESTED.issuperset(cases) or ("of" in cases and not place)):
            continue
        yield from _phrase(grammar, child)


def _joined(grammar: Grammar, start: int, token: int) -> bool:
    """Whether two words belong to one name."""
    heads, relations = grammar.parse.heads, grammar.parse.relations
    if relations[token] in _JOINED and start <= heads[token] < token:
        return True
    return any(relations[t] in _JOINED and heads[t] >= token for t in range(start, token)) and (
        relations[token] in _JOINED or any(heads[t] == token for t in range(start, token))
    )


def _kind(grammar: Grammar, start: int, end: int) -> str:
    """The noun that says what a name is: "Idlib province", "the city of Manbij", "Helmand Province"; "" for none."""
    parse = grammar.parse
    if end - start > 1 and parse.lemmas[end - 1] in _REGION_NOUNS | _TOWN_NOUNS:
        return parse.lemmas[end - 1]
    head = next((t for t in range(start, end) if not start <= parse.heads[t] < end), start)
    above = parse.heads[head]
    if above < 0 or parse.relations[head] not in ("compound", "flat", "nmod", "appos", "nmod:unmarked"):
        return ""
    if parse.relations[head] == "nmod" and "of" not in grammar.case_names(head):
        return ""
    return parse.lemmas[above] if parse.lemmas[above] in _REGION_NOUNS | _TOWN_NOUNS else ""


def _text(grammar: Grammar, start: int, end: int) -> str:
    """Words as they stand in the sentence, without spaces where there are none."""
    parse, text = grammar.parse, grammar.parse.forms[start]
    for token in range(start + 1, end):
        gap = parse.offsets[token] - parse.offsets[token - 1] - len(parse.forms[token - 1])
        text += (" " if gap else "") + parse.forms[token]
    return text


def _holds_another(name: _Name, names: Sequence[_Name]) -> bool:
    """Whether a name is a region around another name of the phrase: "the West Bank city of Nablus"."""
    return not any(isinstance(place, Town) for place in name.places) and any(
        isinstance(place, Town) and _lies_in(place, region)
        for other in names
        for place in other.places
        for region in name.places
    )


def _lies_in(place: Town | Region, around: Candidate) -> bool:
    if isinstance(around, Country):
        return place.country == around.code
    if isinstance(around, Region) and isinstance(place, Town) and around.first_order:
        return place.country == around.country and place.region == around.name
    return place.country == around.country


def _pick(pool: Iterable[Town | Region], focus: Sequence[Collection[str]]) -> Town | Region | None:
    """The place that is meant, by the countries in focus and by size."""
    pool = list(pool)
    towns = [place for place in pool if isinstance(place, Town)]
    largest = _largest(towns)
    for countries in focus:
        near = _largest([town for town in towns if town.country in countries])
        regions = [place for place in pool if isinstance(place, Region) and place.country in countries]
        if near is not None and largest is not None and _weight(largest) > _WORLD_CITY * _weight(near):
            near = None
        named_after = near is not None and len(regions) == 1 and near.region == regions[0].name  # Andijan's Andijan
        if near is not None and (near.own or not regions or named_after):
            return near
        if len(regions) == 1:
            return regions[0]
    return largest if largest is not None and _weight(largest) >= _KNOWN_TOWN else None


def _at_home(country: Country, actors: Collection[str]) -> Country | Region:
    """A country, or the region of its name where all actors are at home: Georgia for American police."""
    if len(actors) == 1 and country.code not in actors:
        regions = [region for region in find_regions(country.name) if region.country in actors]
        return regions[0] if len(regions) == 1 else country
    return country


def _largest(towns: Sequence[Town]) -> Town | None:
    """The largest town, None where another is nearly as large."""
    ranked = sorted(towns, key=_weight, reverse=True)
    if len(ranked) > 1 and _weight(ranked[0]) < _CLEARLY * _weight(ranked[1]):
        return None
    return ranked[0] if ranked else None


def _weight(town: Town) -> float:
    return town.population * (1 if town.own else _OTHER_NAME)


def _place(found: Candidate | None, phrase: str) -> Place | None:
    if found is None:
        return None
    if isinstance(found, Country):
        return Place(found.name, found.code, phrase=phrase)
    if isinstance(found, Region):
        return Place(found.name, found.country, found.name if found.first_order else None, phrase=phrase)
    return Place(found.name, found.country, found.region, found.latitude, found.longitude, phrase)
