"""Fills the roles of a rule: who is source, who is target."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from coder.coding.fillers import Fillers
from coder.coding.grammar import Grammar
from coder.coding.mentions import Mention
from coder.coding.reading import Reading, Sides
from coder.coding.slots import Slots
from coder.lexicon.cameo import CameoCode
from coder.lexicon.rules import Rule

__all__ = ["Roles", "others"]

_DEFAULT_TARGETS = "with to against on at from over for of toward towards upon about between among".split()
_ADDRESSEE = ("object", "on", "to", "with", "from", "against", "at", "upon")
_DONE_TO = ("with", "to", "against", "on", "from", "for", "at", "over")
_DONE_TOGETHER = ("with", "to", "against", "from")  # what talks are on, over or for is what they are about
# Without a target, two who do these do them with each other ("Chad and Sudan restored ties", "declared a truce"), and two who
# say, want or agree to do anything below aid.
_SHARED = ("030", "031", "036", "037", "050", "054", "057", "06", "087")
_FIRST_ONE_SIDED = "07"
# Aid, concessions, force and repression are done to the country where they are done, if nobody else is named.
_DONE_IN_PLACES = ("07", "081", "087", "15", "17", "18", "19", "20")
_PLACES = ("in", "into", "inside", "across", "near", "along")
_ALONG = ("near", "along")
# Who protests, represses or relents without naming whom it is done to does it at home.
_PEOPLE = frozenset("CVL LAB EDU OPP AGR REL HLH JUD REF REB BUS MED HRI NGO ENV PTY CRM".split())
_RULERS = frozenset("GOV COP JUD LEG MIL".split())
_AUTHORITIES = _RULERS - {"MIL"}  # armies act abroad, too
_SUBJECTS_OF_RULE = _PEOPLE - {"REF"}
_AT_HOME = (
    ("14", _PEOPLE),
    ("17", _RULERS - {"MIL", "LEG"}),
    ("081", _RULERS),
    ("082", _PEOPLE | _RULERS),
    ("083", _RULERS),
    ("034", _RULERS),
    ("123", _RULERS),
    ("087", _PEOPLE),
)
# A country does these at home by its government ("Nepal lifted the curfew").
_DISSENT = "14"
_GOVERNING = ("081", "083", "172")
_VIOLENT = ("18", "19", "20")
_HOSTILE = ("15", "16", "17", *_VIOLENT)
_ARMED = frozenset({"MIL", "COP", "REB", "UAF", "SEP", "INS", "SPY"})
_ARREST = "173"
_DISSENTERS = frozenset({"OPP", "PTY", "MED"})
_MEDIATION = "045"
_TALKS = ("040", "046")
_INTERNATIONAL = ("IGO", "NGO", "IMG", "MNC")
_CONDITIONS = frozenset({"if", "unless", "until", "till"})
_CIRCUMSTANTIAL = frozenset({"on", "at", "in", "during"})
# The weight of a rule that asks for words: it is sure of its code, and may look further for the target.
_SPECIFIC = 4
# What stands beside a clause: other clauses, and what describes its actors.
_ASIDE = frozenset("parataxis conj acl:relcl appos".split())
# Whom these address is their target before whom the event below is done to.
_ADDRESSING = frozenset("APPEAL DEMAND REFUSE ACCUSE INVESTIGATE DENY ALLOW PREVENT".split())
# Whose sides are those of the event below, where they have none of their own.
_SAME_SIDES = frozenset({"LIGHT", "BEGIN", "END"})
# "is engaged in a battle", "is committed to ending": passives whose subject is the doer.
_DOER_IN_PASSIVE = frozenset({"LIGHT", "BEGIN", "INTEND", "PROMISE", "REFUSE"})


def others(mentions: Sequence[Mention], without: Sequence[Mention]) -> list[Mention]:
    """The mentions that are none of the other side."""
    return [mention for mention in mentions if not any(mention.is_same(other) for other in without)]


def _at_home(code: str, sources: Sequence[Mention]) -> list[Mention]:
    """The countries of actors who do this at home where nobody is named ("students protested")."""
    roles = next((roles for prefix, roles in _AT_HOME if code.startswith(prefix)), frozenset())
    return [
        source.home()
        for source in sources
        if source.code[3:6] in roles
        or (source.bare and source.kind == "actor" and code.startswith((*_GOVERNING, _DISSENT)))
    ]


def _as_body(code: str, sources: Sequence[Mention], targets: Sequence[Mention]) -> list[Mention]:
    """The sources, a country that acts at home as its government, or as its people ("tens of thousands of Nepalese marched")."""
    role = "GOV" if code.startswith(_GOVERNING) else "CVL" if code.startswith(_DISSENT) else ""
    if not role:
        return list(sources)
    home = {target.code for target in targets}
    return [
        replace(source, code=source.code + role, entry=None) if source.bare and source.code in home else source
        for source in sources
    ]


def _all_at_home(sources: Sequence[Mention], sides: Sides) -> bool:
    """Whether all of an act happens in the country of who speaks of it."""
    countries = {actor.code[:3] for actor in (*sources, *sides.sources, *sides.targets)}
    return bool(sources and sides.sources and sides.targets) and len(countries) == 1


def _rulers_of(arrested: Sequence[Mention]) -> list[Mention]:
    """The country that arrests its own opposition, where nobody is named who does ("Malian opposition leaders were detained")."""
    homes = {mention.code[:3]: mention.home() for mention in arrested if mention.code[3:6] in _DISSENTERS}
    return list(homes.values()) if len(homes) == 1 and len(homes) == len({m.code[:3] for m in arrested}) else []


def _is_to_nobody(rule: Rule) -> bool:
    """Whether a rule ends its search for a target: "took the case to the United Nations" is done to nobody else."""
    return rule.target[-1:] == ("nobody",)


class Roles:
    """Answers for the rules of one sentence."""

    def __init__(
        self,
        grammar: Grammar,
        cameo: Mapping[str, CameoCode],
        slots: Slots,
        fillers: Fillers,
        pair: Callable[[Sequence[Mention]], list[Mention]],
    ) -> None:
        self._grammar = grammar
        self._cameo = cameo
        self._slots = slots
        self._fillers = fillers
        self._pair = pair
        self._default_targets = [name for name in _DEFAULT_TARGETS if slots.may_be(name)]

    def source(self, rule: Rule, token: int, pos: str) -> tuple[list[Mention], str]:
        """The source and the slot that gave it ("" for none)."""
        grammar = self._grammar
        aside = rule.is_class and grammar.parse.relations[token] == "obl"  # "flew to Iran in an effort to ..."
        for name in rule.source or (("subject", "between", "from") if pos == "noun" and not aside else ("subject",)):
            found = self._in_slot(token, pos, name, whole=False)
            if found:
                return found, name
        if pos == "verb" and rule.code.startswith(_VIOLENT) and grammar.passive(token):
            # "were killed when rebels ambushed their patrol"
            told = [
                c
                for c in grammar.dependents(token, "advcl")
                if any(grammar.is_word(w, "when") for w in grammar.children[c])
            ]
            doers = self._fillers.actors((doer for clause in told for doer in grammar.subjects(clause)), direct=True)
            if armed := [doer for doer in doers if doer.code[3:6] in _ARMED]:
                return armed, "subject"
        if pos == "verb" and grammar.passive(token) and (given := grammar.dependents(token, "obj")):
            # "inspectors were denied access to a Syrian plant"
            return self._fillers.actors(
                [to for thing in given for to in grammar.prepositions(thing).get("to", ())]
            ), "to"
        if pos == "noun" and rule.is_class:  # "Angola issued a call to resume talks": Angola calls
            governor = grammar.governor(token)
            if governor >= 0 and (aside or token in grammar.objects(governor)):
                return self._fillers.actors(grammar.subjects(governor), whole=False), "subject"
        if pos != "noun" and grammar.parse.relations[token] == "acl" and not grammar.passive(token):
            # "approved a resolution calling for ...", "sent a letter urging ...": who approved and sent it
            governor = grammar.governor(grammar.parse.heads[token])
            if governor >= 0:
                return self._fillers.actors(grammar.subjects(governor), whole=False), "subject"
        if pos == "verb" and self._may_be_main(token) and not any("object" in c.slots for c in rule.constraints):
            return self._fillers.actors([grammar.parse.heads[token]], whole=False), "subject"
        if pos == "verb" and not grammar.passive(token):  # parsers take some short names for adverbs
            before = [child for child in grammar.children[token] if child < token and not grammar.case_names(child)]
            found = self._fillers.actors(before, direct=True) if not grammar.surface_subjects(token) else []
            return found, "subject"
        return [], ""

    def _may_be_main(self, token: int) -> bool:
        """Whether a participle below the root may be the main verb: parsers take "A group of critics, some in exile, called on Chad" so."""
        parse = self._grammar.parse
        head = parse.heads[token]
        by_itself = head >= 0 and (parse.heads[head] < 0 or parse.relations[head] == "appos")
        return parse.relations[token] == "acl" and by_itself and self._grammar.passive(token)

    def sides(self, rule: Rule, token: int, pos: str, sources: list[Mention], source_slot: str) -> Sides:
        """Sources and targets of a rule with a code of its own; of a mutual act without a target the sources are paired."""
        mutual = self._is_mutual(rule.code) or rule.code.startswith(_SHARED)
        targets, target_slot = self._target(rule, token, pos, sources)
        targets = self._speakers_own(rule.code, token, pos, sources, targets) or targets
        own = {source.code[:3] for source in sources}
        both = len(own) > 1 and all(target.code[:3] in own for target in targets)
        if both and (mutual or self._each_other(token, pos)):
            targets = []  # "the two countries will reopen their embassies"
        at_home = {source.code[:3] for source in sources}
        between = target_slot == "between" and {target.code[:3] for target in targets} <= at_home  # "the two countries"
        if len(sources) > 1 and (source_slot == target_slot or targets == sources or between):
            return Sides(sources, sources, True)
        if not targets and len(sources) > 1 and (mutual or self._each_other(token, pos)):
            return Sides(sources, sources, True)
        if not sources and target_slot == "between" and len(targets) > 1:  # "relations between A and B were severed"
            return Sides(targets, targets, True)
        if (
            not sources
            and pos == "noun"
            and target_slot in ("with", "to")
            and mutual
            and self._grammar.parse.relations[token] == "obl"
        ):
            # "The minister left after talks with Egypt", "On a visit to Cairo, the president said ..."
            subjects = self._grammar.surface_subjects(self._grammar.parse.heads[token])
            sources = self._fillers.actors(subjects, without=targets)
        describes = self._grammar.parse.relations[token] in ("acl", "acl:relcl", "amod")
        if not sources and pos == "verb" and rule.code == _ARREST and self._grammar.passive(token) and not describes:
            sources = _rulers_of(targets)
        return Sides(_as_body(rule.code, sources, targets), targets)

    def _speakers_own(
        self, code: str, token: int, pos: str, sources: Sequence[Mention], targets: Sequence[Mention]
    ) -> list[Mention]:
        """Who says what was done to it: "Iran says Israel killed two of its officers"; nobody does this to its own country."""
        grammar, own = self._grammar, {source.code[:3] for source in sources}
        reported = pos == "verb" and code.startswith(_HOSTILE) and grammar.parse.relations[token] == "ccomp"
        if not (reported and all(source.bare for source in sources)):
            return []
        if any(target.resolved != "coreference" or target.code[:3] not in own for target in targets):
            return []
        things = [grammar.content(thing) for thing in grammar.objects(token)]
        owners = [owner for thing in things for owner in grammar.dependents(thing, "nmod:poss")]
        if not any(grammar.parse.pos[owner] == "PRON" for owner in owners):
            return []
        speakers = self._fillers.actors(grammar.subjects(grammar.parse.heads[token]), direct=True, without=sources)
        return [speaker for speaker in speakers if speaker.code[:3] not in own]

    def composed_sides(
        self, rule: Rule, code: str, token: int, pos: str, below: Reading, sources: list[Mention]
    ) -> Sides:
        """Sources and targets of a class and the event below it, which make a code; see the classes in the dictionaries' README."""
        grammar, name_of_class, mutual = self._grammar, rule.code, self._is_mutual(code)
        if name_of_class == "SAY":
            return below.sides
        if not sources and name_of_class in _DOER_IN_PASSIVE and grammar.passive(token):
            objects = grammar.objects(token)
            sources = self._fillers.actors(objects, whole=False) if below.token not in objects else []
        if below.sides.paired and name_of_class not in ("APPEAL", "DEMAND"):
            both = others(below.sides.sources, sources)
            if sources and both and not mutual:  # "launched mediation between A and B"
                return Sides(sources, both)
            return below.sides
        if name_of_class in _SAME_SIDES:
            sources = sources or below.sides.sources
        if name_of_class not in _ADDRESSING and _all_at_home(sources, below.sides):
            addressed = name_of_class == "THREATEN" and self._addressee(rule, token, pos, sources, below)
            if not addressed:
                return below.sides  # "Egypt promised to lift the curfew"
        targets = self._composed_targets(rule, token, pos, below, sources)
        if not targets and len(sources) > 1 and (mutual or code < _FIRST_ONE_SIDED):
            return Sides(sources, sources, True)
        if not targets and _is_to_nobody(below.rule) and name_of_class not in _ADDRESSING:
            return Sides(sources, targets)  # "vowed to take the case to the United Nations"
        if not targets and name_of_class not in _SAME_SIDES:
            targets = self._anybody(token, sources) or _at_home(code, sources)
        elif not targets:
            between = self._anybody(token, sources) if code == _MEDIATION else []
            targets = (
                between
                or self._victims(code, below.token, sources)
                or self._host(code, below.token, sources)
                or self._in_place(code, token, pos, sources)
                or _at_home(code, sources)
            )
        return Sides(_as_body(code, sources, targets), targets)

    def _composed_targets(
        self, rule: Rule, token: int, pos: str, below: Reading, sources: Sequence[Mention]
    ) -> list[Mention]:
        """Whom a class addresses, or to whom the event below it is done."""
        doers = others(below.sides.sources, sources)
        done_to = others(below.sides.targets, sources)
        if rule.code in _ADDRESSING:
            own_people = {source.code[:3] for source in sources}
            abroad = any(other.code[:3] not in own_people for other in done_to)
            if abroad and all(doer.code[:3] in own_people for doer in doers):
                doers = []  # "Kenya denied that its troops attacked Somali villages" is about Somalia
            return self._addressee(rule, token, pos, sources, below) or doers or done_to
        own = self._named(rule.target, token, pos)
        if not own and rule.code in ("PROMISE", "THREATEN"):
            own = self._addressee(rule, token, pos, sources, below)
        if not done_to and _is_to_nobody(below.rule):
            return own
        names = _DONE_TOGETHER if self._is_mutual(below.code) else _DONE_TO
        return own or done_to or (self._first(names, token, pos, sources, below) if pos != "noun" else []) or doers

    def _is_mutual(self, code: str) -> bool:
        return bool(self._cameo[code].mirror)

    def _in_place(self, code: str, token: int, pos: str, sources: Sequence[Mention]) -> list[Mention]:
        """The country in which an act is done that is done to where it is done."""
        if not code.startswith(_DONE_IN_PLACES):
            return []
        for name in _PLACES:
            places = self._fillers_of(token, pos, name)
            if name in _ALONG:  # "near the Iraqi border" may be on either side of it
                places = [place for place in places if not self._grammar.is_in(place, "BORDERS")]
            if found := self._fillers.actors(places, without=sources):
                return found
        return []

    def _host(self, code: str, meeting: int, sources: Sequence[Mention]) -> list[Mention]:
        """The country that one of another state has talks in ("held talks in Tehran"), if many do not meet there."""
        grammar = self._grammar
        if not code.startswith(_TALKS) or any(source.code.startswith(_INTERNATIONAL) for source in sources):
            return []
        places = [place for place in grammar.prepositions(meeting).get("in", ()) if not grammar.is_in(place, "VENUES")]
        return self._fillers.actors(places, direct=True, without=sources)

    def _victims(self, code: str, attack: int, sources: Sequence[Mention]) -> list[Mention]:
        """Whom an attack killed or hit: "carried out an air strike that killed ten militants"."""
        if not code.startswith(_VIOLENT):
            return []
        clauses = self._grammar.dependents(attack, "acl:relcl", "acl")
        harmed = [thing for clause in clauses for thing in self._grammar.objects(clause) if thing > clause]
        return self._fillers.actors(harmed, without=sources)

    def _anybody(self, token: int, sources: Sequence[Mention]) -> list[Mention]:
        """The first other actor in what follows a word in its own clause, above all who is set a condition.

        "vowed to end aid until Cuba frees the prisoners", "stopped the work of aid groups in Burundi".
        """
        grammar, own = self._grammar, {source.code[:3] for source in sources}
        after = [child for child in grammar.children[token] if child > token]
        conditions = [child for child in after if grammar.marks(child) & _CONDITIONS]
        for start in dict.fromkeys((*conditions, *after)):
            stack = [start]
            while stack:
                current = stack.pop()
                if grammar.parse.relations[current] in _ASIDE or grammar.says_when(current):
                    continue
                found = self._fillers.actors([current], direct=True, without=sources)
                if found := [m for m in found if m.code[:3] not in own or m.code[3:6] not in ("", "GOV", "MIL")]:
                    return found
                stack += reversed(grammar.children[current])
        return []

    def _in_slot(
        self, token: int, pos: str, name: str, *, whole: bool = True, without: Sequence[Mention] = ()
    ) -> list[Mention]:
        tokens = self._fillers_of(token, pos, name)
        return self._fillers.actors(tokens, whole=whole, without=without) or self._own_people(tokens, without)

    def _own_people(self, tokens: Sequence[int], rulers: Sequence[Mention]) -> list[Mention]:
        """Role nouns of no known country as people of the authorities that act on them ("police arrested two editors")."""
        if not tokens or not rulers:
            return []
        countries = {ruler.code[:3] for ruler in rulers if ruler.code[3:6] in _AUTHORITIES}
        if len(countries) != 1 or len(countries) < len({ruler.code[:3] for ruler in rulers}):
            return []
        [country] = countries
        because = f'the country of "{rulers[0].text}"'
        return [
            replace(agent, code=country + agent.role, resolved="context", because=because)
            for agent in self._fillers.unplaced(tokens)
            if agent.role[:3] in _SUBJECTS_OF_RULE
        ]

    def _fillers_of(self, token: int, pos: str, name: str) -> list[int]:
        tokens = self._slots.find(token, pos, name)
        if name in _CIRCUMSTANTIAL:
            return [filler for filler in tokens if not self._grammar.is_in(filler, "CIRCUMSTANCES")]
        if name == "of" and pos == "verb" and not tokens:  # "backed India's bid" is "backed the bid of India"
            return self._owners(self._slots.find(token, pos, "object"))
        return tokens

    def _owners(self, things: Sequence[int]) -> list[int]:
        """Whose some things are; an actor's own owner is no actor beside it ("informed the country's leadership")."""
        owned = [thing for thing in things if self._fillers.within(thing) is None]
        return [owner for thing in owned for owner in self._grammar.dependents(thing, "nmod:poss")]

    def _first(
        self,
        names: Sequence[str],
        token: int,
        pos: str,
        sources: Sequence[Mention],
        below: Reading | None = None,
    ) -> list[Mention]:
        """The actors of the first slot that has any; the phrase of the event `below` does not count ("sat down for talks in Geneva")."""
        for name in names:
            tokens = self._fillers_of(token, pos, name)
            if below is not None:
                tokens = [filler for filler in tokens if self._grammar.content(filler) != below.token]
            if found := self._fillers.actors(tokens, without=sources):
                return found
        return []

    def _named(self, names: Sequence[str], token: int, pos: str) -> list[Mention]:
        return self._first(names, token, pos, ())

    def _addressee(self, rule: Rule, token: int, pos: str, sources: Sequence[Mention], below: Reading) -> list[Mention]:
        """Whom a class addresses: where its rule says, else its own object or phrase outside the event below."""
        if rule.target:
            return self._named(rule.target, token, pos)
        for name in _ADDRESSEE:
            found = self._fillers.actors(self._slots.find(token, pos, name), direct=True, without=sources)
            found = [m for m in found if below.token not in self._grammar.ancestors(m.head)]
            if found:
                return found
        return []

    def _target(self, rule: Rule, token: int, pos: str, sources: list[Mention]) -> tuple[list[Mention], str]:
        if rule.target:
            for name in rule.target:
                if name == "home":
                    return [source.home() for source in sources if not source.bare], name
                if name == "pair":
                    found = others(self._pair(sources), sources)
                    return found if len(found) > 1 or rule.code != _MEDIATION else [], name  # who mediates is no side
                if name == "nobody":
                    return [], name
                if name == "any" and (found := self._anybody(token, sources)):
                    return found, name
                if found := self._in_slot(token, pos, name, without=sources):
                    return found, name
                if name == "any" or (name == "object" and pos == "verb" and self._grammar.passive(token)):
                    continue  # "sanctions imposed by Chad and Mali" are on neither
                if len(both := self._in_slot(token, pos, name)) > 1:
                    return both, name  # one list for both sides
        objects = self._slots.find(token, pos, "object")
        if found := self._fillers.actors(objects, direct=True, without=sources) or self._own_people(objects, sources):
            return found, "object"
        if not rule.target:
            if pos == "verb" and (found := self._fillers.actors(self._owners(objects), without=sources)):
                return found, "object"  # "backed India's bid for a seat on the council"
            for name in self._default_targets:
                if found := self._in_slot(token, pos, name, without=sources):
                    return found, name
                if name == "between" and len(both := self._in_slot(token, pos, name)) > 1:
                    return both, name
            if found := self._fillers.actors(objects, without=sources):
                return found, "object"
            with_clause = any("clause" in constraint.slots for constraint in rule.constraints)
            if with_clause and (found := self._in_slot(token, pos, "clause", without=sources)):
                return found, "clause"
        if found := self._in_place(rule.code, token, pos, sources):
            return found, "in"
        if pos == "verb" and rule.weight >= _SPECIFIC and (found := self._anybody(token, sources)):
            return found, "any"
        return _at_home(rule.code, sources), "home"

    def _each_other(self, token: int, pos: str) -> bool:
        """Whether two do it to each other, or to what is each other's ("expelled each other's diplomats")."""
        grammar, lemmas = self._grammar, self._grammar.parse.lemmas
        return any(
            lemmas[other] == "other" and any(lemmas[child] == "each" for child in grammar.children[other])
            for name in ("object", "with", "against", "at", "to", "on")
            for filler in self._slots.find(token, pos, name)
            for other in (filler, *grammar.dependents(filler, "nmod:poss"))
        )
