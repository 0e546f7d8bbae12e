"""Finds the actors that stand in a phrase."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from coder.coding.grammar import Grammar
from coder.coding.mentions import Mention

__all__ = ["Fillers"]

_CLAUSE_PREPOSITIONS = ("on", "about", "with", "to", "against", "from", "for", "over", "of", "in")
_WITHIN = ("of", "from", "against", "on", "with", "to", "by", "between", "in", "for")
_BESIDE = frozenset({"appos", "obl:npmod", "parataxis"})
_BEFORE = ("amod", "compound", "nmod:unmarked")


class Fillers:
    """Answers for one sentence; `referent` gives what pronouns and short definite phrases stand for."""

    def __init__(self, grammar: Grammar, mentions: Sequence[Mention], referent: Callable[[int], list[Mention]]) -> None:
        self.grammar = grammar
        self._referent = referent
        self._including = "including" in grammar.parse.lemmas
        self._at: dict[int, list[Mention]] = {}
        for mention in mentions:
            self._at.setdefault(mention.head, []).append(mention)
        for first, second in pairwise(mentions):
            if (
                _hyphenated(grammar, first, second)
                or _in_headline(grammar, first, second)
                or _share_noun(grammar, first, second)
            ):
                both = [*self._at[first.head], *self._at[second.head]]
                self._at[first.head] = self._at[second.head] = both
                if (noun := grammar.parse.heads[first.head]) in range(second.start, second.end):
                    self._at[noun] = both
        self._listed = {
            first.head: second.head for first, second in pairwise(mentions) if _goes_on_list(grammar, first, second)
        }
        self._inside = {token: mention for mention in mentions for token in range(mention.start, mention.end)}

    def within(self, token: int) -> Mention | None:
        """The mention that a token is part of, None for none."""
        return self._inside.get(token)

    def actors(
        self, tokens: Iterable[int], *, direct: bool = False, whole: bool = True, without: Sequence[Mention] = ()
    ) -> list[Mention]:
        """Actors of phrases: their heads and what is coordinated, else (unless `direct`) the actors inside them.

        With `whole` an inner actor may stand anywhere in the phrase ("the attack on Iran"), else only where it owns it
        ("Iran's attack"). Actors in `without` do not count: the other side of the event.
        """
        found: list[Mention] = []
        for token in tokens:
            for conjunct in self._conjuncts(token):
                for mention in self._actors_at(self.grammar.content(conjunct), direct, whole, without):
                    if mention not in found:
                        found.append(mention)
        return found

    def unplaced(self, tokens: Iterable[int]) -> list[Mention]:
        """The role nouns at the heads of phrases whose country nobody knows."""
        heads = [self.grammar.content(conjunct) for token in tokens for conjunct in self.grammar.conjuncts(token)]
        return [m for head in heads for m in self._at.get(head, ()) if m.kind == "agent" and not m.code]

    def _conjuncts(self, token: int) -> list[int]:
        """A token and what is coordinated with it, also where the list is read as an apposition to its first name."""
        found = self.grammar.conjuncts(token)
        more = self._listed.get(token) if self._listed else None
        return found if more is None else found + self._conjuncts(more)

    def _actors_at(self, token: int, direct: bool, whole: bool, without: Sequence[Mention]) -> list[Mention]:
        grammar = self.grammar
        here = self._at.get(token) or ([self._inside[token]] if token in self._inside else [])
        if here and any(mention.code for mention in here):
            return _kept(here, without)
        # "groups including Greenpeace"
        members = grammar.prepositions(token).get("including", ()) if self._including else ()
        if here:  # "refugees, many of them Syrians"
            beside = [m for other in (*grammar.dependents(token, "appos"), *members) for m in self._at.get(other, ())]
            return _kept(beside, without)
        referents = self._referent(token)
        if referents or grammar.parse.pos[token] == "PRON":
            return _kept(referents, without) or self._doers_of_clause(token, without)
        if not grammar.children[token] and grammar.parse.relations[token] != "cop":
            return []
        for child in grammar.dependents(token, "appos", "flat", "compound"):
            if child in self._at and (grammar.parse.relations[child] == "appos" or grammar.parse.pos[token] == "PROPN"):
                return _kept(self._at[child], without)
        named = (members and self.actors(members, direct=True, without=without)) or self._doers_of_clause(
            token, without
        )
        if named or direct:
            return named
        if grammar.is_verb(token) or grammar.dependents(token, "cop", "nsubj"):
            return self._actors_of_clause(token, without) if whole else []
        premodifiers = [] if not whole and self._has_topic(token) else self._premodifiers(token)
        for before in (grammar.dependents(token, "nmod:poss"), premodifiers):
            if before and (inner := self.actors(before, direct=True, without=without)):
                return inner
        prepositions = grammar.prepositions(token)
        for name in _WITHIN if whole else ("by", "of", "from", "between"):
            if (below := prepositions.get(name)) and (inner := self.actors(below, whole=whole, without=without)):
                return inner
        clauses = [child for child in grammar.dependents(token, "acl", "ccomp") if grammar.is_verb(child)]
        if whole:
            return self.actors(clauses, without=without)
        doers = [by for clause in clauses if grammar.passive(clause) for by in grammar.subjects(clause)]
        blaming = [clause for clause in clauses if grammar.parse.lemmas[clause] == "blame"]
        doers += [blamed for clause in blaming for blamed in grammar.prepositions(clause).get("on", ())]
        return self.actors(doers, direct=True, without=without)  # "aid sent by Norway", "a bomb blamed on rebels"

    def _has_topic(self, token: int) -> bool:
        """Whether the country before a noun is what it is about, and not whose it is: "Africa policy", but "African policy"."""
        parse = self.grammar.parse
        if not (self.grammar.is_in(token, "POLICIES") or self.grammar.is_in(token, "PLANS")):
            return False
        names = [child for child in self.grammar.dependents(token, "compound") if parse.pos[child] == "PROPN"]
        return any(not parse.forms[name].isupper() and "." not in parse.forms[name] for name in names)

    def _doers_of_clause(self, token: int, without: Sequence[Mention]) -> list[Mention]:
        """Who did what a clause tells that a noun sums up: "Egypt closed the border, a move that Israel condemned"."""
        grammar = self.grammar
        if grammar.parse.relations[token] not in _BESIDE or not grammar.is_in(token, "SUMMING_UP"):
            return []
        verb = next((above for above in grammar.ancestors(token) if grammar.is_verb(above)), -1)
        return self.actors(grammar.subjects(verb), whole=False, without=without) if 0 <= verb < token else []

    def _premodifiers(self, token: int) -> list[int]:
        """Words before a noun, and before these: "US" in "US Predator attacks" may hang on "Predator"."""
        found = self.grammar.dependents(token, *_BEFORE)
        return found + [inner for child in found for inner in self._premodifiers(child)]

    def _actors_of_clause(self, token: int, without: Sequence[Mention]) -> list[Mention]:
        """Actors of a clause below: its subject's, its object's, those of its phrases ("declined to comment on Iran")."""
        grammar = self.grammar
        prepositions = grammar.prepositions(token)
        for tokens in (
            grammar.dependents(token, "nsubj", "nsubj:pass"),
            prepositions.get("to", ()) if grammar.is_in(token, "TRANSFERS") else (),  # "to send peacekeepers to Mali"
            grammar.dependents(token, "obj"),
            grammar.subjects(token) if grammar.passive(token) else (),
            *(prepositions.get(name, ()) for name in _CLAUSE_PREPOSITIONS),
            grammar.dependents(token, "xcomp", "ccomp"),
        ):
            if tokens and (found := self.actors(tokens, without=without)):
                return found
        return []


def _kept(mentions: Iterable[Mention], without: Sequence[Mention]) -> list[Mention]:
    """The mentions with a code that are not the other side, nor its troops."""
    return [m for m in mentions if m.code and not any(m.is_same(other) or _own_troops(m, other) for other in without)]


def _hyphenated(grammar: Grammar, first: Mention, second: Mention) -> bool:
    """Whether two countries share a noun: "Egyptian-Iranian talks"."""
    return (
        first.bare
        and second.bare
        and second.start == first.end + 1
        and grammar.parse.forms[first.end] in ("-", "–", "/")
    )


def _goes_on_list(grammar: Grammar, first: Mention, second: Mention) -> bool:
    """Whether the second begins the rest of a list, and does not say who the first is: "Chad, Mali and Niger sent troops"."""
    parse = grammar.parse
    return (
        parse.relations[second.head] in ("appos", "obl:npmod")
        and parse.heads[second.head] == first.head
        and first.code != second.code
        and (
            "between" in grammar.case_names(first.head)
            or bool(
                grammar.dependents(second.head, "conj")
                and all(mention.bare or mention.code.startswith("IGO") for mention in (first, second))
            )
        )
    )


def _share_noun(grammar: Grammar, first: Mention, second: Mention) -> bool:
    """Whether two actors share the second's noun: "Pakistan and Afghanistan's intelligence services"."""
    parse = grammar.parse
    return (
        second.start == first.end + 1
        and parse.lemmas[first.end] == "and"
        and second.start <= parse.heads[first.head] < second.end
        and parse.relations[first.head] in (*_BEFORE, "nmod:poss", "flat")
    )


def _own_troops(mention: Mention, owner: Mention) -> bool:
    """Whether it is the army of an actor, as "its troops" is in "Egypt withdrew its troops": its means, not the other side."""
    return mention.role == "MIL" and mention.resolved == "coreference" and mention.code[:3] == owner.code[:3]


def _in_headline(grammar: Grammar, first: Mention, second: Mention) -> bool:
    """Whether a comma stands for "and" between the first two words of a headline: "Egypt, Iran hold talks"."""
    return (
        first.bare
        # "Egyptian, Iranian ministers meet", "Egypt, Iran ministers meet"
        and (second.bare or second.role or grammar.parse.pos[first.head] == "ADJ")
        and first.start == 0
        and second.start == first.end + 1
        and grammar.parse.forms[first.end] == ","
        and second.end < grammar.size
        and grammar.is_verb(second.end)
        and grammar.parse.heads[second.head] == second.end
    )
