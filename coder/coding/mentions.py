"""Finds the actors of a sentence: names and role nouns, put together as newspapers write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from coder.coding.grammar import Grammar
from coder.language.parse import Parse
from coder.lexicon.actors import Name, Term
from coder.lexicon.lexicon import Lexicon
from coder.lexicon.names import token_words

__all__ = ["Mention", "find_mentions"]

_TITLE_RELATIONS = ("compound", "flat", "nmod", "amod", "appos", "dep")
_FORMER = frozenset({"former", "ex", "late", "onetime", "one-time", "deposed", "ousted", "toppled", "exiled"})
_TIES_TO_PLACES = frozenset({"led", "based"})
_OPPOSITES = {"north": "south", "south": "north", "east": "west", "west": "east"}
_WHOSE = ("of", "from", "for", "in", "at")
_FOLLOWING = frozenset(
    {"loyal", "faithful", "allied", "ally", "aligned", "align", "affiliated", "affiliate", "linked", "link"}
)
_DIVIDED = {"koreas": "korea", "vietnams": "vietnam", "yemens": "yemen", "germanys": "germany", "germanies": "germany"}
_PLACES_WITHIN = frozenset({"state", "city", "city or region"})
_REGIONS = frozenset(
    {"country", "province", "republic", "region", "state", "territory", "area", "north", "south", "east", "west"}
)
_TITLES = frozenset({"president", "prime", "premier", "chancellor"})
_OUT_OF_OFFICE = frozenset({"ELI", "OPP", "PTY", "LEG"})
_GOVERNMENTS = frozenset({"government", "administration", "cabinet", "regime"})
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

    `role` is what an agent adds ("GOV"); a code without a country ("") waits for the story's context.
    `resolved` says how the code was found: named, coreference or context. `country` means a bare state or grouping.
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

    def at(self, day: date | None) -> Mention:
        """The same actor with the code that it had on another day."""
        term = self.entry.term(day) if self.entry is not None and day is not None else None
        return self if term is None or term.code == self.code else replace(self, code=term.code, note=term.note)

    def home(self) -> Mention:
        """The country of this actor, as the other side of what it does at home ("Greek farmers blocked roads")."""
        return replace(self, code=self.code[:3], role="", resolved="context", entry=None)

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


def find_mentions(grammar: Grammar, lexicon: Lexicon, day: date | None, given: Sequence[Mention] = ()) -> list[Mention]:
    """All actors of a sentence in its order, agents joined with their countries and titles with their names.

    The story's own mentions (`given`) win over those of the dictionaries.
    """
    found = [m for m in _matches(grammar, lexicon, day) if not any(m.start < g.end and g.start < m.end for g in given)]
    _take_namesakes(found)
    found = [mention for mention in found if not _part_of_person(grammar.parse, mention, found)]
    found = sorted([*given, *found], key=lambda mention: (mention.start, mention.end))
    return _merge_titles(grammar, lexicon, _join_agents(grammar, lexicon, _at_home(grammar, found)))


def _words(parse: Parse) -> tuple[list[str], list[str], list[int]]:
    """Normal words, the letters as written, and the token of each."""
    words: list[str] = []
    written: list[str] = []
    owners: list[int] = []
    for token, form in enumerate(parse.forms):
        normal = token_words(form)
        if len(normal) == 1:
            words += normal
            # "Kim Jong-il" is written as a name in all its parts
            written.append(_as_in_name(form) if token and parse.forms[token - 1] == "-" else form)
            owners.append(token)
        elif normal:
            pieces = form.replace("–", "-").replace("/", "-").split("-")
            pieces = [piece for piece in pieces if token_words(piece)]
            for place, word in enumerate(normal):
                words.append(word)
                piece = pieces[place] if len(pieces) == len(normal) else form
                written.append(_as_in_name(piece) if place else piece)
                owners.append(token)
    return words, written, owners


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


def _matches(grammar: Grammar, lexicon: Lexicon, day: date | None) -> list[Mention]:
    parse = grammar.parse
    words, written, owners = _words(parse)
    found: list[Mention] = []
    position = 0
    while position < len(words):
        matches = lexicon.names.matches(words, position)
        if not matches:
            if words[position] in _DIVIDED and written[position][0].isupper():
                found += _both_halves(lexicon, words[position], owners[position], day)
            position += 1
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
        position += step
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
    """The token of a span whose head lies outside it."""
    for token in range(start, end):
        if not start <= parse.heads[token] < end:
            return token
    return end - 1


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


def _at_home(grammar: Grammar, found: list[Mention]) -> list[Mention]:
    """Give a people the country that it lives in: "the Serbs of Croatia" are Croatian."""
    parse = grammar.parse
    countries = {mention.head: mention for mention in found if mention.kind == "actor" and len(mention.code) == 3}
    homes: list[Mention] = []
    for head, mention in countries.items() if len(countries) > 1 else ():
        if "Number=Plur" not in parse.features[head] or not parse.forms[head].endswith("s"):
            continue
        of = grammar.prepositions(head).get("of", ())
        home = countries.get(of[0]) if of else None
        if home is not None and home.code != mention.code:
            mention.code, mention.entry = home.code + "CVL", None
            homes.append(home)
    return [mention for mention in found if mention not in homes] if homes else found


def _join_agents(grammar: Grammar, lexicon: Lexicon, found: list[Mention]) -> list[Mention]:
    """Give each agent the country that stands with it: "Iraqi troops", "officials from Iran and Egypt" (two actors)."""
    at = {token: mention for mention in found for token in range(mention.start, mention.end)}
    generic = lexicon.sets.get("GENERIC_AGENTS", frozenset())
    minorities = lexicon.sets.get("MINORITIES", frozenset())
    joined: list[Mention] = []
    consumed: set[int] = set()
    for mention in found:
        if mention.kind != "agent":
            continue
        owners = _owners(grammar, mention, at, minorities)
        modifier = next((owner for owner in owners if owner.kind == "agent"), None)
        if modifier is not None and modifier.role and grammar.parse.lemmas[mention.head] in generic:
            mention.role = modifier.role
        actors = [owner for owner in owners if owner.kind not in ("agent", "base")]
        if grammar.parse.lemmas[mention.head] in minorities and _lives_elsewhere(grammar, mention, at):
            actors = []
        if not actors and mention.role != "GOV":  # "Gaza-based militants", not "Brussels-based diplomats"
            actors = [owner for owner in owners if owner.kind == "base"]
        if modifier is not None and not actors:
            actors = [owner for owner in _owners(grammar, modifier, at, minorities) if owner.kind != "agent"]
        role = "ELI" if _is_former(grammar, mention, owners) else mention.role
        consumed.update(id(owner) for owner in (*owners, *actors) if owner.kind != "given")
        if grammar.parse.lemmas[mention.head] in minorities:
            consumed.update(id(owner) for owner in _owners(grammar, mention, at, frozenset()))
        if not actors:
            joined.append(_agent(mention, "", role, mention))
        governs = role == "GOV" and grammar.parse.lemmas[mention.head] in _GOVERNMENTS
        joined += [_agent(mention, actor.code, role, actor, governs=governs) for actor in actors]
    owned = {mention.start for mention in found if id(mention) in consumed and mention.kind != "agent"}
    joined = [mention for mention in joined if mention.code or mention.end not in owned]  # "President X's government"
    return sorted(
        [mention for mention in found if mention.kind not in ("agent", "base") and id(mention) not in consumed]
        + [mention for mention in joined if not _is_consumed(mention, found, consumed)],
        key=lambda mention: (mention.start, mention.end),
    )


def _is_consumed(mention: Mention, found: list[Mention], consumed: set[int]) -> bool:
    return any(
        id(original) in consumed and original.kind == "agent" and original.head == mention.head for original in found
    )


def _lives_elsewhere(grammar: Grammar, agent: Mention, at: dict[int, Mention]) -> bool:
    """Whether a minority is that of a country or region without a name: "the Albanian population of the province"."""
    homes = [home for name in ("of", "in") for home in grammar.prepositions(agent.head).get(name, ())]
    return any(grammar.parse.lemmas[home] in _REGIONS and home not in at for home in homes)


def _is_former(grammar: Grammar, agent: Mention, owners: Sequence[Mention]) -> bool:
    """Whether somebody was what the agent says: "former Iraqi president", "Iraq's ousted president"."""
    lemmas = grammar.parse.lemmas
    if _FORMER.isdisjoint(lemmas):
        return False
    before = {token for child in grammar.children[agent.head] if (token := child) < agent.head}
    before |= {mention.start - 1 for mention in (agent, *owners) if 0 < mention.start <= agent.start}
    return any(lemmas[token] in _FORMER for token in before)


def _agent(mention: Mention, code: str, role: str, owner: Mention, *, governs: bool = False) -> Mention:
    start, end = min(mention.start, owner.start), mention.end
    # "Iraqi troops", "Kremlin troops"; "X's government" governs, whatever X is called today
    if len(code) == 3 or owner.kind == "elite" or code[3:] == "GOV" or (governs and code[3:6] in _OUT_OF_OFFICE):
        code = code[:3] + role
    return Mention(start, end, mention.head, code, role, "agent", name=mention.name)


def _owners(grammar: Grammar, agent: Mention, at: dict[int, Mention], minorities: frozenset[str]) -> list[Mention]:
    """Actors (or agents: "army spokesman") that an agent belongs to, nearest kind of tie first."""
    parse = grammar.parse
    before = at.get(agent.start - 1)
    heads = [agent.head]
    parent = parse.heads[agent.head]
    if (
        parent >= 0
        and parse.pos[parent] == "PROPN"
        and parse.relations[agent.head] in ("compound", "flat")
        and parent not in at
    ):
        heads.append(parent)
    kinds = [("amod", "compound", "nmod:poss", "nmod", "flat"), _WHOSE]
    inner = [
        token for token in range(agent.start, agent.end) if token != agent.head
    ]  # "Ministry of Health of Ethiopia"
    if parse.lemmas[agent.head] in minorities:  # "the Turkish minority in Bulgaria" is Bulgarian
        kinds.reverse()
    for kind in kinds:
        tied: list[Mention] = []
        for head in (*heads, *inner) if kind is _WHOSE else heads:
            for child in grammar.dependents(head, *(kind if kind is not _WHOSE else ("nmod",))):
                names = grammar.case_names(child)
                if not names if kind is not _WHOSE else any(name in _WHOSE for name in names):
                    for conjunct in grammar.conjuncts(child):
                        owner = at.get(conjunct)
                        if owner is not None and owner is not agent and owner not in tied:
                            tied.append(owner)
        if kind is not _WHOSE and before is not None and before is not agent and before not in tied and not tied:
            tied.append(before)
        if any(owner.kind != "agent" for owner in tied) or (tied and kind is _WHOSE):
            return tied
        if tied:
            more = [owner for head in heads for owner in _of_phrase(grammar, head, at) if owner is not agent]
            return tied + more
    return _followed(grammar, agent.head, at)


def _followed(grammar: Grammar, head: int, at: dict[int, Mention]) -> list[Mention]:
    """Whom an agent follows: "troops loyal to X", "militias allied with Iran"."""
    found: list[Mention] = []
    if _FOLLOWING.isdisjoint(grammar.parse.lemmas):
        return found
    for child in grammar.dependents(head, "amod", "acl", "acl:relcl"):
        if grammar.parse.lemmas[child] in _FOLLOWING:
            for name in ("to", "with"):
                for follower in grammar.prepositions(child).get(name, ()):
                    found += [at[conjunct] for conjunct in grammar.conjuncts(follower) if conjunct in at]
    return found


def _of_phrase(grammar: Grammar, head: int, at: dict[int, Mention]) -> list[Mention]:
    found = []
    for name in ("of", "from", "in"):
        for child in grammar.prepositions(head).get(name, ()):
            found += [at[conjunct] for conjunct in grammar.conjuncts(child) if conjunct in at]
    return found


def _merge_titles(grammar: Grammar, lexicon: Lexicon, mentions: list[Mention]) -> list[Mention]:
    """Make one actor of a title and a name ("Iraqi Prime Minister X")."""
    offices = lexicon.sets.get("OFFICES", frozenset())
    merged: list[Mention] = []
    for mention in mentions:
        last = merged[-1] if merged else None
        if (
            last is not None
            and (last.kind == "agent" or last.code[:3] == "IGO")
            and mention.kind in ("actor", "elite")
            and len(mention.code) > 3
            and last.end == mention.start
            and _is_tied(grammar.parse, last, mention)
        ):
            _entitle(mention, last, grammar.parse.lemmas[last.end - 1], offices)
            mention.start = last.start
            merged[-1] = mention
            continue
        merged.append(mention)
    for mention in merged:
        if mention.kind == "agent":
            _extend_to_name(grammar, mention)
    return merged


def _is_tied(parse: Parse, title: Mention, name: Mention) -> bool:
    above, below = parse.heads[title.head], parse.heads[name.head]
    return above == below or name.start <= above < name.end or title.start <= below < title.end


def _entitle(mention: Mention, title: Mention, word: str, offices: frozenset[str]) -> None:
    """Give a name the code of the title before it, where that says more than what the dictionaries know of the day.

    The name's own dates win, but not over an office that the text itself gives to somebody who is without one in them
    ("President X" is in office), nor over a post in an international organisation ("UN chief X" is no minister at home).
    """
    if title.role == "ELI" or mention.code.startswith("IGO"):
        return
    country, role = mention.code[:3], mention.code[3:6]
    if title.code[:3] == "IGO":
        at_home = word == "ambassador" or word == "representative"  # sent there by their country
        code = country + "GOV" if at_home else title.code
    elif title.code:
        code = title.code if title.code[:3] == country else ""
    else:
        posts = mention.entry.terms if word == "general" and mention.entry is not None else ()
        code = next((post.code for post in posts if post.code.startswith("IGO")), country + title.role)
    without_office = mention.kind == "elite" or (word in offices and role in _OUT_OF_OFFICE)
    if code and (without_office or code[:3] != country):
        mention.code, mention.entry = code, None


def _extend_to_name(grammar: Grammar, mention: Mention) -> None:
    """Let a title take the unknown name behind it: its head becomes the name's head."""
    parse = grammar.parse
    parent = parse.heads[mention.head]
    if parent == mention.end or (
        parent > mention.end and all(parse.pos[t] == "PROPN" for t in range(mention.end, parent + 1))
    ):
        if parse.pos[parent] == "PROPN" and parse.relations[mention.head] in _TITLE_RELATIONS:
            mention.head, mention.end = parent, parent + 1
    elif mention.end < grammar.size and parse.heads[mention.end] == mention.head and parse.pos[mention.end] == "PROPN":
        end = mention.end
        while (
            end < grammar.size and parse.pos[end] == "PROPN" and parse.relations[end] in ("flat", "appos", "compound")
        ):
            end += 1
        mention.end = end


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
