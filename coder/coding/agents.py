"""Gives role nouns without a country one: "police", "the minister", "its leader", "his counterpart", "the two leaders"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from coder.coding.focus import ARMED_ROLES, GROUP_ROLES, Entity, Focus, Kind, is_group
from coder.coding.grammar import Grammar
from coder.coding.mentions import Mention
from coder.coding.placenames import Place, PlaceNames
from coder.coding.references import DEFINITE, NUMBERS, Clause, entity_of
from coder.lexicon.gazetteer import Region, Town, find_regions, find_towns
from coder.lexicon.lexicon import Lexicon

__all__ = ["Agents"]

_PLACES = (("in", "at", "inside", "across", "through"), ("near", "outside", "around"))  # what says more first
_CHALLENGERS = frozenset({"REB", "SEP", "INS", "OPP"})
_PEOPLE = frozenset({"CVL", "REF"})
_STATE = frozenset({"GOV", "MIL", "LEG"})  # act for their state: one that they act upon is another
_ARRIVING = frozenset({"arrive", "land"})
_LOCAL = frozenset({"COP", "HLH", "JUD"})  # who come to where it happened
_LATELY = 4  # sentences in which "the minister" is still the one told of


class Agents:
    """Answers for one story; `referent` gives what the owner of an agent stands for ("its leader")."""

    def __init__(self, lexicon: Lexicon, focus: Focus, referent: Callable[[int], list[Mention]]) -> None:
        self._lexicon = lexicon
        self._focus = focus
        self._bodies = lexicon.sets.get("BODIES", frozenset())
        self._referent = referent
        self._places = PlaceNames(lexicon)

    def place(self, clause: Clause, mention: Mention, mentions: Sequence[Mention]) -> list[Mention]:
        """Give an agent without a country the one of its owner, the one that it had before, its place's, or the story's.

        Returns what more it stands for: of "the two leaders" the second.
        """
        lemma = clause.grammar.parse.lemmas[mention.head]
        owned = [m for owner in clause.owners(mention.head, "of", "from", "in") for m in self._referent(owner)]
        pair = self._referent(mention.head) if self._is_word("PAIR_NOUNS", lemma) else []
        apposed = clause.apposed(mention)
        if lemma in ("counterpart", "number"):
            self._place_counterpart(mention, owned)
        elif len(pair) > 1:
            return self._take(clause, mention, pair, whole=lemma in ("man", "woman"))
        elif self._is_word("PAIR_NOUNS", lemma) and clause.modifiers(mention.head) & NUMBERS.keys():
            pass  # "the three leaders", and nobody knows which
        elif apposed:
            self._take_known(mention, entity_of(clause, apposed[0], self._bodies, self._focus.sentence))
        elif owned:
            whole = self._is_word("GENERIC_AGENTS", lemma) and mention.role == "GOV" and owned[0].code[3:6] != "CVL"
            return self._take(clause, mention, owned, whole=whole)
        elif any(clause.is_pronoun(owner) for owner in clause.owners(mention.head)):
            pass  # "its spokesman", and nobody knows whose
        elif government := _government_beside(clause.grammar, mention, mentions):
            mention.code, mention.resolved = government.code[:3] + mention.role, "context"
            mention.because = f'"{government.text}" beside it'
        elif known := self._known(clause, mention, lemma):
            self._take_known(mention, known)
        elif self._is_international(clause, mention):
            mention.code, mention.resolved = "IGO" + mention.role.replace("GOV", ""), "context"
            mention.because = "the community of states"
        elif mention.role not in _PEOPLE or not clause.in_compound(mention):  # "a prisoner swap"
            country, because = self._country_of_sentence(clause, mention, mentions)
            if country:
                mention.code, mention.resolved, mention.because = country + mention.role, "context", because
        return []

    def _place_counterpart(self, mention: Mention, owners: Sequence[Mention]) -> None:
        """ "his counterpart" without a nationality is the other one of the pair."""
        if len(owners) == 1 and (other := self._focus.other(owners[0].code[:3])):
            mention.code, mention.resolved = other.country + mention.role, "coreference"
            mention.because = f'the other side than "{owners[0].text}"'

    @staticmethod
    def _take(clause: Clause, mention: Mention, owners: Sequence[Mention], *, whole: bool = False) -> list[Mention]:
        """Make an agent that of some owners: "officials of the two countries", "its spokesman"; `whole` with the owner's role."""
        taken = [
            replace(
                mention,
                code=owner.code if whole and len(owner.code) > 3 else owner.code[:3] + mention.role,
                resolved="coreference",
                because=owner.because or f'"{owner.text}"',
            )
            for owner in owners
        ]
        mention.code, mention.resolved, mention.because = taken[0].code, taken[0].resolved, taken[0].because
        for other in taken[1:]:
            clause.add(other)
        return taken[1:]

    def _known(self, clause: Clause, mention: Mention, lemma: str) -> Entity | None:
        """The actor told of before that an agent is: "the minister"; also "diplomats" and "rebels" without an article."""
        known = self._focus.agent(clause.keys(mention)[0])
        lately = known is not None and (
            self._focus.sentence - known.sentence <= _LATELY or (known.kind is Kind.BODY and mention.role == "MIL")
        )
        if known is not None and not (lately or (known.code and known.country == self._focus.country())):
            known = None
        if not clause.modifiers(mention.head) & DEFINITE:
            beside = {m.code[:3] for m in clause.beside(mention.head)} if known is not None and known.code else ()
            if known is not None and beside and known.country not in beside:  # "the US expelled diplomats, too"
                return known
            group = self._focus.find(lambda e: e.code[3:6] == mention.role) if mention.role in GROUP_ROLES else None
            return replace(group, code=group.country + mention.role) if group is not None else None
        if known is None and self._is_word("OFFICES", lemma) and not clause.plural(mention.head):
            known = self._focus.find(lambda e: e.code[3:6] == mention.role and self._may_be(e, lemma))
        if known is None and self._is_word("GROUP_NOUNS", lemma):
            known = self._focus.find(lambda e: is_group(e) and e.code[3:6] == mention.role)
        if known is None and mention.role in ARMED_ROLES and not clause.is_of_people(mention):
            known = self._focus.armed_group()
        return known

    def _may_be(self, entity: Entity, office: str) -> bool:
        """Whether a person may hold an office: nothing says that it is another one."""
        if entity.kind is not Kind.PERSON:
            return False
        words = set(f"{entity.text} {entity.name} {entity.note}".lower().split())
        return office in words or words.isdisjoint(self._lexicon.sets.get("OFFICES", ()))

    def _take_known(self, mention: Mention, known: Entity) -> None:
        if known.code:  # else the story spoke of one that nobody knows: "the Kurdish militia"
            mention.code, mention.resolved, mention.name = known.code, "coreference", known.name
            mention.because = self._focus.reason(known)

    def _is_international(self, clause: Clause, mention: Mention) -> bool:
        """Whether an agent without a country is one of the community of states: "the peacekeepers", not "sent peacekeepers"."""
        grammar = clause.grammar
        above = grammar.parse.heads[mention.head]
        if not self._is_word("INTERNATIONAL_AGENTS", mention.name.replace(" ", "_")):
            return False
        sent = above >= 0 and self._is_word("SENDING", grammar.parse.lemmas[above])
        return not sent and "as" not in grammar.case_names(mention.head)

    def _country_of_sentence(self, clause: Clause, mention: Mention, mentions: Sequence[Mention]) -> tuple[str, str]:
        """The country of the sentence's place, the one that it names most, the one in focus, the home's; with the reason."""
        named = [
            m
            for m in mentions
            if (m.code[:3] in self._lexicon.countries or m.kind == "given")
            and m.resolved == "named"
            and m.code[3:6] != "MED"
            and not (mention.role[:3] in _STATE and _is_reached(clause.grammar, m))
        ]
        for prepositions in _PLACES:
            placed = {m.code[:3]: m for m in named if _in_place(clause.grammar, m, prepositions)}
            known = bool(placed)
            if len(placed) > 1:
                verb, heads = clause.verb(mention.head), clause.grammar.parse.heads
                placed = {code: m for code, m in placed.items() if heads[m.head] == verb}
            others = {m.code[:3] for m in named} - placed.keys()
            if others and clause.reports(mention):
                continue
            if len(placed) == 1:
                [(code, place)] = placed.items()
                namesakes: list[Town | Region] = [*find_towns(place.text), *find_regions(place.text)]
                at_home = others & {namesake.country for namesake in namesakes}
                if len(at_home) == 1 and place.bare:  # Lebanese police in Tripoli, American ones in Georgia
                    code = at_home.pop()
                return code, f'the place "{place.text}"'
            if not known and (town := self._town(clause, prepositions, others)):
                return town.country, f'the place "{town.phrase}"'
        scene = self._focus.scene()
        if scene and mention.role in _LOCAL and not named:
            return scene, "where it happened"
        besides = clause.beside(mention.head)
        beside = {m.code[:3] for m in besides}
        countries = {m.code[:3]: m for m in named}
        most = Counter(m.code[:3] for m in named).most_common(2)
        if len(most) == 1 or (most and most[0][1] > most[1][1]):
            code = most[0][0]
            if code not in beside and not clause.reports(mention) and not self._is_of_focus(clause, mention, code):
                return code, f'"{countries[code].text}" in the sentence'
        focus = "" if clause.is_of_people(mention) else self._focus.country()  # Kurds may be anywhere
        domestic = focus == self._focus.home and self._focus.is_known(focus)
        if focus and (len(countries) < 2 or focus in countries or domestic):
            return focus, "the country in focus"
        lemmas = clause.grammar.parse.lemmas
        abroad = any(m.bare or self._is_word("AMBASSADORS", lemmas[m.head]) for m in besides)
        if beside and _is_named(clause.grammar, mention):
            return "", ""  # "the Karoo Movement attacked Egyptian guards": nobody knows whose it is
        if len(countries) == 1 and not (abroad and mention.role[:3] in _STATE):
            return next(iter(countries)), "the only country of the sentence"
        return "", ""

    def _is_of_focus(self, clause: Clause, mention: Mention, country: str) -> bool:
        """Whether the army that a foreign country addresses is that of the country in focus: "China urged the army to show restraint"."""
        grammar, focus = clause.grammar, self._focus.country()
        if not focus or focus == country or not self._focus.is_known(focus) or clause.plural(mention.head):
            return False
        definite = clause.modifiers(mention.head) <= {"the"} and bool(clause.modifiers(mention.head))
        verb = grammar.governor(mention.head)
        sent = verb >= 0 and self._is_word("SENDING", grammar.parse.lemmas[verb])
        return definite and verb >= 0 and not sent and clause.rank(mention) == 2

    def _town(self, clause: Clause, prepositions: Sequence[str], countries: Collection[str]) -> Place | None:
        """The place that no actor is named after: "a hospital in Mariupol"; None where there are two."""
        grammar = clause.grammar
        focus = (countries, {self._focus.country()})
        phrases = [
            token
            for token in range(grammar.size)
            if grammar.parse.pos[token] == "PROPN"
            and any(name in prepositions for name in grammar.case_names(token))
            and not clause.is_reporter(grammar.parse.heads[token])
        ]
        places = [place for token in phrases if (place := self._places.of_phrase(grammar, token, focus))]
        return places[0] if len({place.country for place in places}) == 1 else None

    def _is_word(self, name: str, lemma: str) -> bool:
        return lemma in self._lexicon.sets.get(name, ())


def _government_beside(grammar: Grammar, mention: Mention, mentions: Sequence[Mention]) -> Mention | None:
    """The government or army of the state whose rebels are named with it: "the Colombian government and leftist rebels"."""
    if mention.role[:3] not in _CHALLENGERS:
        return None
    fellows = [child for child in grammar.dependents(mention.head, "compound") if grammar.dependents(child, "cc")]
    if grammar.parse.relations[mention.head] == "conj":
        fellows.append(grammar.parse.heads[mention.head])
    found = (m for m in mentions if m.head in fellows and m.resolved == "named" and m.code[3:] in ("GOV", "MIL"))
    return next(found, None)


def _in_place(grammar: Grammar, mention: Mention, prepositions: Sequence[str]) -> bool:
    """Whether a name stands in a phrase of place: "in Iraq", "near the Iraqi city", "in Iraq's west"."""
    token = mention.head
    if any(name in prepositions for name in grammar.case_names(token)):
        return True
    head = grammar.parse.heads[token]
    inside = grammar.parse.relations[token] in ("amod", "compound", "nmod:poss", "nmod") and head >= 0
    if inside and grammar.is_in(head, "BORDERS"):  # which may be on either side of it
        return False
    # not "in defiance of Iraqi officials"
    return inside and mention.bare and any(name in prepositions for name in grammar.case_names(head))


def _is_named(grammar: Grammar, mention: Mention) -> bool:
    """Whether a role noun is part of a name that nobody knows: "Movement" in "the Karoo Movement"."""
    parse = grammar.parse
    before = grammar.dependents(mention.head, "compound")
    return parse.pos[mention.head] == "PROPN" and any(
        parse.pos[word] == "PROPN" and not mention.start <= word < mention.end for word in before
    )


def _is_reached(grammar: Grammar, mention: Mention) -> bool:
    """Whether a name says where somebody comes to, and so is not from: "arrived in Ghana"."""
    head = grammar.parse.heads[mention.head]
    return head >= 0 and grammar.parse.lemmas[head] in _ARRIVING and grammar.parse.relations[mention.head] == "obl"
