"""Finds the names and role nouns of the dictionaries in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from coder.language.parse import Parse
from coder.lexicon.actors import Name, Term
from coder.lexicon.lexicon import Lexicon
from coder.lexicon.names import token_words

__all__ = ["SUPPLIED", "Mention", "find_names"]

_TIES_TO_PLACES = frozenset({"led", "based", "flagged", "registered", "run"})
_OPPOSITES = {"north": "south", "south": "north", "east": "west", "west": "east"}
_DIVIDED = {"koreas": "korea", "vietnams": "vietnam", "yemens": "yemen", "germanys": "germany", "germanies": "germany"}
SUPPLIED = frozenset({*_OPPOSITES, *_DIVIDED.values()})
"""Words of names that need not stand in a text which is read as holding the name: "North and South Korea", "the two Koreas"."""
_PLACES_WITHIN = frozenset({"state", "city", "city or region"})
_TITLES = frozenset({"president", "prime", "premier", "chancellor", "foreign", "secretary"})
# "Iran-backed", "Qatari-owned", "anti-American": the name only describes what follows.
_PREFIXES = frozenset({"anti", "pro", "non", "post", "pre", "un"})
_DIRECTIONS = frozenset(
    "north south east west northern southern eastern western central northeastern northwestern southeastern southwestern upper lower "
    "greater mainland occupied communist imperial modern war-torn neighboring neighbouring saint "
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october "
    "november december".split()
)


@dataclass(slots=True)
class Mention:
    """An actor in a sentence: tokens [start, end), its head token, and its code.

    `kind` is actor or agent, given (by the story itself), elite (a person out of office) or base ("Gaza-based").
    `role` is what an agent adds ("GOV"); a code without a country ("") waits for the story's context.
    `resolved` says how the code was found: named, coreference or context, and `because` by what, for the trace.
    """

    start: int
    end: int
    head: int
    code: str
    role: str = ""
    kind: str = "actor"
    resolved: str = "named"
    note: str = ""
    text: str = ""
    name: str = ""
    entry: Name | None = None
    because: str = ""

    def at(self, day: date | None) -> Mention:
        """The same actor with the code that it had on another day."""
        term = self.entry.term(day) if self.entry is not None and day is not None else None
        return self if term is None or term.code == self.code else replace(self, code=term.code, note=term.note)

    def home(self) -> Mention:
        """The country of this actor, as the other side of what it does at home ("Greek farmers blocked roads")."""
        because = f'the home of "{self.text}"'
        return replace(self, code=self.code[:3], role="", resolved="context", entry=None, because=because)

    def is_same(self, other: Mention) -> bool:
        """Whether two mentions are one actor: one country, one phrase, or a phrase and what stands for it."""
        if self is other:
            return True
        return self.code == other.code and (
            self.bare or "coreference" in (self.resolved, other.resolved) or self.text.lower() == other.text.lower()
        )

    @property
    def bare(self) -> bool:
        """Whether the code is a country and nothing more."""
        return len(self.code) == 3 and not self.role


def find_names(parse: Parse, lexicon: Lexicon, day: date | None, given: Sequence[Mention] = ()) -> list[Mention]:
    """The longest names and role nouns of a sentence that lie outside the story's own mentions (`given`), in its order."""
    found = [m for m in _matches(parse, lexicon, day) if not any(m.start < g.end and g.start < m.end for g in given)]
    _take_namesakes(found)
    return [mention for mention in found if not _part_of_person(parse, mention, found)]


def _words(parse: Parse) -> tuple[list[str], list[str], list[int]]:
    """Normal words, the letters as written, and the token of each."""
    words: list[str] = []
    written: list[str] = []
    owners: list[int] = []
    before = ""
    for token, form in enumerate(parse.forms):
        normal, pieces = _pieces(form)
        words += normal
        # "Kim Jong-il" is written as a name in all its parts
        written += map(_as_in_name, pieces) if before == "-" and len(pieces) == 1 else pieces
        owners += [token] * len(normal)
        before = form
    return words, written, owners


@lru_cache(maxsize=1 << 16)
def _pieces(form: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The normal words of a token, and the letters of each as written."""
    normal = token_words(form)
    if len(normal) < 2:
        return normal, (form,) * len(normal)
    pieces = [piece for piece in form.replace("–", "-").replace("/", "-").split("-") if token_words(piece)]
    if len(pieces) != len(normal):
        pieces = [form] * len(normal)
    return normal, (pieces[0], *map(_as_in_name, pieces[1:]))


def _holding(names: Sequence[Name], pieces: Sequence[str], day: date | None) -> tuple[Name | None, Term | None]:
    """The first of some names that is so written and stands for somebody on this day, with whom."""
    for name in names:
        if name.written_as(pieces):
            term = name.term(day) if name.kind == "actor" else None
            if term is not None or name.kind != "actor":
                return name, term
    return None, None


def _as_in_name(form: str) -> str:
    return form.capitalize() if form.islower() else form


def _matches(parse: Parse, lexicon: Lexicon, day: date | None) -> list[Mention]:
    words, written, owners = _words(parse)
    found: list[Mention] = []
    behind = 0
    first = lexicon.names.first_words
    for position in [place for place, word in enumerate(words) if word in first or word in _DIVIDED]:
        if position < behind:
            continue
        matches = lexicon.names.matches(words, position)
        if not matches:
            if words[position] in _DIVIDED and written[position][0].isupper():
                found += _both_halves(lexicon, words[position], owners[position], day)
            continue
        step = 1
        longer = _end_after_article(lexicon, words, position)
        for end, names in matches:
            if end < longer:
                break
            name, term = _holding(names, written[position:end], day)
            if name is None:
                continue
            if name.kind == "actor" and words[position] in _TITLES and _goes_on(lexicon, words, written, end):
                continue
            start_token, end_token = owners[position], owners[end - 1] + 1
            step = end - position
            if name.kind == "none":
                break
            if _only_describes(words, owners, parse, position, end):
                step = 1 if name.kind == "agent" else step  # "anti-riot police" are police
                break
            joined = words[end] if end < len(words) and _is_joined(owners, parse, end) else ""
            if joined in _TIES_TO_PLACES:
                end_token = owners[end] + 1  # "French-led troops" are French
            head = _head(parse, start_token, end_token)
            if name.kind == "agent":
                if parse.pos[head] in ("NOUN", "PROPN"):
                    role = name.terms[0]
                    found.append(Mention(start_token, end_token, head, "", role.code, "agent", name=role.name))
            elif term is not None:
                kind = "actor" if term.dated or len(name.terms) == 1 or len(term.code) == 3 else "elite"
                kind = "base" if joined == "based" else kind
                mention = Mention(
                    start_token, end_token, head, term.code, "", kind, note=term.note, name=term.name, entry=name
                )
                found += [*_other_half(lexicon, words, owners, position, mention, day), mention]
            break
        behind = position + step
    return found


def _both_halves(lexicon: Lexicon, word: str, token: int, day: date | None) -> list[Mention]:
    """The two states of a divided country: "the two Koreas"."""
    found = []
    for half in _OPPOSITES:
        for end, names in lexicon.names.matches([half, _DIVIDED[word]], 0):
            term = names[0].term(day)
            if end == 2 and term is not None:
                found.append(Mention(token, token + 1, token, term.code, name=term.name, entry=names[0]))
    return found


def _goes_on(lexicon: Lexicon, words: Sequence[str], written: Sequence[str], end: int) -> bool:
    """Whether a name after a title is longer than the surname: "President Xi Jinping"."""
    named = any(further > end for further, _ in lexicon.names.matches(words, end - 1))
    return named or (end < len(words) and written[end][0].isupper() and words[end] not in _DIRECTIONS)


def _end_after_article(lexicon: Lexicon, words: Sequence[str], position: int) -> int:
    """Where the longest name behind a "the" ends (0: no name): "the World Health Organization" is not "the world"."""
    if words[position] != "the" or position + 1 == len(words):
        return 0
    return max((end for end, _ in lexicon.names.matches(words, position + 1)), default=0)


def _only_describes(words: Sequence[str], owners: Sequence[int], parse: Parse, start: int, end: int) -> bool:
    """Whether a name stands inside a compound adjective such as "Iran-backed" or "anti-American"."""
    first = owners[start]
    if start and words[start - 1] in _PREFIXES and (owners[start - 1] == first or parse.forms[first - 1] == "-"):
        return True
    if end >= len(words):
        return False
    if not _is_joined(owners, parse, end) or words[end] in _TIES_TO_PLACES:
        return False
    return words[end].endswith("ed") or words[end] in ("run", "held", "built", "made", "born", "style", "speaking")


def _other_half(
    lexicon: Lexicon, words: Sequence[str], owners: Sequence[int], start: int, half: Mention, day: date | None
) -> list[Mention]:
    """The state that shares its last word with the one behind it: "North and South Korea", "East and West German"."""
    opposite = _OPPOSITES.get(words[start])
    if opposite is None or start < 2 or words[start - 1] not in ("and", "or") or words[start - 2] != opposite:
        return []
    name = [opposite, *(words[place] for place in range(start + 1, len(words)) if owners[place] < half.end)]
    for end, names in lexicon.names.matches(name, 0):
        term = names[0].term(day)
        if end == len(name) and term is not None:
            token, half.head = owners[start - 2], half.end - 1
            return [Mention(token, token + 1, half.head, term.code, name=term.name, entry=names[0])]
    return []


def _is_joined(owners: Sequence[int], parse: Parse, place: int) -> bool:
    """Whether a hyphen joins the word at a place to the one before it."""
    last, token = owners[place - 1], owners[place]
    return token == last or (token == last + 2 and parse.forms[last + 1] in ("-", "–"))


def _head(parse: Parse, start: int, end: int) -> int:
    """The token of a span whose head lies outside it, a noun where there is one."""
    outside = [token for token in range(start, end) if not start <= parse.heads[token] < end]
    nouns = [token for token in outside if parse.pos[token] in ("NOUN", "PROPN")]
    return (nouns or outside or [end - 1])[0]


def _take_namesakes(found: list[Mention]) -> None:
    """Take the second place of a name ("Hyderabad", "Georgia") where the sentence is about its country, not the first's.

    For the name of a state a place or party of that country must be there: "the US and Georgia" are two states.
    """
    for mention in found:
        if mention.entry is None or len(mention.entry.terms) == 1:
            continue
        second = mention.entry.namesake(mention.code)
        if second is None:
            continue
        others = [other for other in found if other is not mention and other.code]
        if mention.note == "name":
            others = [other for other in others if other.note in _PLACES_WITHIN or other.code[3:6] == "PTY"]
        countries = {other.code[:3] for other in others}
        if second.code[:3] in countries and mention.code[:3] not in countries:
            mention.code, mention.note, mention.entry = second.code, second.note, None


def _part_of_person(parse: Parse, mention: Mention, found: Sequence[Mention]) -> bool:
    """Whether a one-word country is really part of an unknown name ("Michael Jordan", "William French Smith")."""
    if mention.end - mention.start != 1 or len(mention.code) != 3 or mention.kind != "actor" or mention.start == 0:
        return False
    before, after = mention.start - 1, mention.end
    if parse.pos[before] != "PROPN" or parse.relations[before] not in ("compound", "flat"):
        return False
    form = parse.forms[before]
    if not form[:1].isupper() or form.isupper() or parse.lemmas[before] in _DIRECTIONS:
        return False
    if "Number=Plur" in parse.features[mention.head]:  # "Young Algerians"
        return False
    beside = [other for other in found if other.start <= before < other.end or other.start <= after < other.end]
    above = parse.heads[before]
    if above == mention.head:
        return all(other.start > before for other in beside)
    within = before > 0 and above == parse.heads[mention.head] == after and not beside
    return within and parse.pos[mention.head] == parse.pos[after] == "PROPN"
