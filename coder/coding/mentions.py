"""Finds the actors of a sentence: names and role nouns, put together as newspapers write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from coder.coding.grammar import Grammar
from coder.language.parse import Parse
from coder.lexicon.actors import Name
from coder.lexicon.lexicon import Lexicon
from coder.lexicon.names import token_words

__all__ = ["Mention", "find_mentions"]

_TITLE_RELATIONS = ("compound", "flat", "nmod", "amod", "appos", "dep")
_FORMER = frozenset({"former", "ex", "late", "onetime", "deposed", "ousted"})
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
    found = sorted([*given, *found], key=lambda mention: (mention.start, mention.end))
    mentions = _merge_titles(grammar, _join_agents(grammar, lexicon, found))
    return [mention for mention in mentions if not _part_of_person(grammar, mention, mentions)]


def _words(parse: Parse) -> tuple[list[str], list[str], list[int]]:
    """Normal words, the letters as written, and the token of each."""
    words: list[str] = []
    written: list[str] = []
    owners: list[int] = []
    for token, form in enumerate(parse.forms):
        normal = token_words(form)
        if len(normal) == 1:
            words += normal
            written.append(form)
            owners.append(token)
        elif normal:
            pieces = form.replace("–", "-").replace("/", "-").split("-")
            pieces = [piece for piece in pieces if token_words(piece)]
            for place, word in enumerate(normal):
                words.append(word)
                written.append(pieces[place] if len(pieces) == len(normal) else form)
                owners.append(token)
    return words, written, owners


def _matches(grammar: Grammar, lexicon: Lexicon, day: date | None) -> list[Mention]:
    parse = grammar.parse
    words, written, owners = _words(parse)
    found: list[Mention] = []
    position = 0
    while position < len(words):
        matches = lexicon.names.matches(words, position)
        if not matches:
            position += 1
            continue
        step = 1
        longer = _end_after_article(lexicon, words, position)
        for end, names in matches:
            if end < longer:
                break
            name = next((name for name in names if name.written_as(written[position:end])), None)
            if name is None:
                continue
            start_token, end_token = owners[position], owners[end - 1] + 1
            step = end - position
            if name.kind == "none" or _only_describes(words, owners, parse, position, end):
                break
            if words[end : end + 1] == ["led"] and _is_joined(owners, parse, end):
                end_token = owners[end] + 1  # "French-led troops" are French
            head = _head(parse, start_token, end_token)
            if name.kind == "agent":
                if parse.pos[head] in ("NOUN", "PROPN"):
                    role = name.terms[0]
                    found.append(Mention(start_token, end_token, head, "", role.code, "agent", name=role.name))
            elif term := name.term(day):
                kind = "actor" if term.dated or len(name.terms) == 1 else "elite"
                found.append(
                    Mention(
                        start_token, end_token, head, term.code, "", kind, note=term.note, name=term.name, entry=name
                    )
                )
            break
        position += step
    return found


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
    if not _is_joined(owners, parse, end) or words[end] == "led":
        return False
    return words[end].endswith("ed") or words[end] in (
        "run",
        "held",
        "built",
        "made",
        "born",
        "style",
        "speaking",
        "based",
    )


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


def _join_agents(grammar: Grammar, lexicon: Lexicon, found: list[Mention]) -> list[Mention]:
    """Give each agent the country that stands with it: "Iraqi troops", "officials from Iran and Egypt" (two actors)."""
    at = {token: mention for mention in found for token in range(mention.start, mention.end)}
    generic = lexicon.sets.get("GENERIC_AGENTS", frozenset())
    joined: list[Mention] = []
    consumed: set[int] = set()
    for mention in found:
        if mention.kind != "agent":
            continue
        owners = _owners(grammar, mention, at)
        modifier = next((owner for owner in owners if owner.kind == "agent"), None)
        if modifier is not None and modifier.role and grammar.parse.lemmas[mention.head] in generic:
            mention.role = modifier.role
        actors = [owner for owner in owners if owner.kind != "agent"]
        if modifier is not None and not actors:
            actors = [owner for owner in _owners(grammar, modifier, at) if owner.kind != "agent"]
        former = mention.start > 0 and grammar.parse.lemmas[mention.start - 1] in _FORMER
        role = "ELI" if former else mention.role
        consumed.update(id(owner) for owner in (*owners, *actors) if owner.kind != "given")
        if not actors:
            joined.append(_agent(mention, "", role, mention))
        joined += [_agent(mention, actor.code, role, actor) for actor in actors]
    return sorted(
        [mention for mention in found if mention.kind != "agent" and id(mention) not in consumed]
        + [mention for mention in joined if not _is_consumed(mention, found, consumed)],
        key=lambda mention: (mention.start, mention.end),
    )


def _is_consumed(mention: Mention, found: list[Mention], consumed: set[int]) -> bool:
    return any(
        id(original) in consumed and original.kind == "agent" and original.head == mention.head for original in found
    )


def _agent(mention: Mention, code: str, role: str, owner: Mention) -> Mention:
    start, end = min(mention.start, owner.start), mention.end
    if len(code) == 3 or owner.kind == "elite":  # "Iraqi troops"; "X's government" governs, whatever X is called today
        code = code[:3] + role
    return Mention(start, end, mention.head, code, role, "agent", name=mention.name)


def _owners(grammar: Grammar, agent: Mention, at: dict[int, Mention]) -> list[Mention]:
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
    for relations, cases in (
        (("amod", "compound", "nmod:poss", "nmod", "flat"), None),
        (("nmod",), ("of", "from", "for", "in", "at")),
    ):
        tied: list[Mention] = []
        for head in heads:
            for child in grammar.dependents(head, *relations):
                names = grammar.case_names(child)
                if (cases is None and not names) or (cases is not None and any(name in cases for name in names)):
                    for conjunct in grammar.conjuncts(child):
                        owner = at.get(conjunct)
                        if owner is not None and owner is not agent and owner not in tied:
                            tied.append(owner)
        if cases is None and before is not None and before is not agent and before not in tied and not tied:
            tied.append(before)
        if any(owner.kind != "agent" for owner in tied) or (tied and cases is not None):
            return tied
        if tied:
            more = [owner for head in heads for owner in _of_phrase(grammar, head, at) if owner is not agent]
            return tied + more
    return []


def _of_phrase(grammar: Grammar, head: int, at: dict[int, Mention]) -> list[Mention]:
    found = []
    for name in ("of", "from", "in"):
        for child in grammar.prepositions(head).get(name, ()):
            found += [at[conjunct] for conjunct in grammar.conjuncts(child) if conjunct in at]
    return found


def _merge_titles(grammar: Grammar, mentions: list[Mention]) -> list[Mention]:
    """Make one actor of a title and a name ("Iraqi Prime Minister X").

    The name's own dates win; where they say no more than that it is somebody of rank, the title does.
    """
    parse = grammar.parse
    merged: list[Mention] = []
    for mention in mentions:
        last = merged[-1] if merged else None
        if (
            last is not None
            and (last.kind == "agent" or last.code[:3] == "IGO")
            and mention.kind in ("actor", "elite")
            and len(mention.code) > 3
            and last.end == mention.start
            and (parse.heads[last.head] == mention.head or parse.heads[mention.head] == last.head)
        ):
            if mention.kind == "elite" and last.role != "ELI" and last.code[:3] in (mention.code[:3], "IGO"):
                mention.code, mention.entry = last.code, None
            mention.start = last.start
            merged[-1] = mention
            continue
        merged.append(mention)
    for mention in merged:
        if mention.kind == "agent":
            _extend_to_name(grammar, mention)
    return merged


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


def _part_of_person(grammar: Grammar, mention: Mention, mentions: Sequence[Mention]) -> bool:
    """Whether a one-word country is really the last word of an unknown name ("Michael Jordan")."""
    if mention.end - mention.start != 1 or len(mention.code) != 3 or mention.kind != "actor" or mention.start == 0:
        return False
    parse, before = grammar.parse, mention.start - 1
    if (
        parse.pos[before] != "PROPN"
        or parse.heads[before] != mention.head
        or parse.relations[before] not in ("compound", "flat")
    ):
        return False
    if not parse.forms[before][:1].isupper() or parse.forms[before].isupper() or parse.lemmas[before] in _DIRECTIONS:
        return False
    return not any(other.start <= before < other.end for other in mentions if other is not mention)
