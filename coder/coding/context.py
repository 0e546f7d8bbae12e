"""The story so far: who "he", "the two countries", "the minister" and "the police" stand for.

No looking ahead, and no guess where two actors fit equally well. Every actor found here says so in `resolved`:
coreference where a phrase stands for an actor named before, context where a role noun takes a country from around it;
and in `because`, for the trace, what it was found by. The story so far also says what time a passage is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from coder.coding.agents import Agents
from coder.coding.deeds import VIOLENT, Deeds
from coder.coding.focus import ARMED_ROLES, Entity, Focus, Heard, Kind, Told, is_group
from coder.coding.grammar import Grammar
from coder.coding.mentions import Mention
from coder.coding.passage import PASSAGE, Passage
from coder.coding.references import DEFINITE, GROUPS, NUMBERS, PERSONS, SPEAKERS, THINGS, Clause, entity_of, kind_of
from coder.coding.timewords import EventDate
from coder.lexicon.lexicon import Lexicon
from coder.lexicon.names import name_words
from coder.stories.story import Story

__all__ = ["NAMED_KINDS", "Act", "Context"]

NAMED_KINDS = frozenset({"kingdom", "republic"})
"""What a country may be by one of its names: "the kingdom" asks for "Kingdom of Norway"."""

_NOUNS = frozenset({"NOUN", "PROPN"})
_PRONOUNS = PERSONS | THINGS | GROUPS | SPEAKERS
_LATELY = 4  # sentences in which "the ministers" are still those of the two sides
_NEARLY = 0.6  # of the weight of the country in focus, with which another may be "the country"
_SIDES = frozenset("enemy foe neighbor neighbour party rival side".split())
_WARRING = frozenset({"warring", "war"})
_STANDING = ("COUNTRY_NOUNS", "PARTNER_NOUNS", "GROUP_NOUNS", "PAIR_NOUNS")
_RULING = frozenset({"", "GOV", "MIL", "LEG"})
_WORDS = re.compile(r"``|''|\w+|[^\w\s]")
_NAME = re.compile(r"([A-Z]\w+(?: [A-Z]\w+)+)")


class Act(NamedTuple):
    """An event of the open sentence: its CAMEO root, its sides, whether both do it, its words, and in which country it was."""

    root: str
    source: Mention
    target: Mention
    together: bool
    tokens: Sequence[int]
    country: str


class Context:
    """What a sentence may lean on: its own actors first, then the sentences before it, the dateline and the publisher."""

    def __init__(self, lexicon: Lexicon, story: Story) -> None:
        self._passage = Passage(story.date)
        self._lexicon = lexicon
        home = _country_of(lexicon, story.dateline_place) or _country_of(lexicon, story.publisher)
        self._focus = Focus(lexicon.countries, home)
        self._deeds = Deeds(lexicon, self._focus)
        self._agents = Agents(lexicon, self._focus, self.referent)
        self._bodies = lexicon.sets.get("BODIES", frozenset())
        self._speaker: Entity | None = None
        self._clause: Clause | None = None
        self._mentions: list[Mention] = []
        self._referents: dict[int, list[Mention]] = {}

    def open_sentence(self, grammar: Grammar, mentions: list[Mention], number: int) -> list[Mention]:
        """Begin a sentence: add surnames known from before, give a country to the agents that name none."""
        self._referents = {}
        self._focus.sentence = number
        self._mentions = sorted(mentions + self._known_surnames(grammar, mentions), key=lambda m: (m.start, m.end))
        self._clause = Clause(grammar, self._mentions, self.referent)
        for mention in list(self._mentions):
            if mention.kind == "agent" and not mention.code:
                self._mentions += self._agents.place(self._clause, mention, self._mentions)
        self._mentions.sort(key=lambda m: (m.start, m.end))
        self._referents = {}
        return self._mentions

    def pass_over(self, text: str, number: int) -> None:
        """Take note of a sentence that was not parsed: its quotation marks, and a name at its start, who may be "he" later."""
        self._focus.sentence = number
        self._passage.quote(_WORDS.findall(text))
        self._passage.close(())
        name = _NAME.match(text)
        self._focus.close([Heard(Entity("", name[1], None), 0, named=False)] if name else [], [], [])

    def close_sentence(self, times: Iterable[EventDate], events: Sequence[Act]) -> None:
        """End a sentence: its actors, its time and its events are known to the next."""
        self._passage.close(times)
        if self._clause is not None:
            self._remember(self._clause, events)
        self._clause = None

    @property
    def speaks_of_actors(self) -> bool:
        """Whether any word of the open sentence names or stands for an actor."""
        if self._mentions or self._clause is None:
            return bool(self._mentions)
        grammar = self._clause.grammar
        return any(
            (pos in _NOUNS or grammar.lower[token] in _PRONOUNS or grammar.parse.lemmas[token] == "other")
            and self.referent(token)
            for token, pos in enumerate(grammar.parse.pos)
        )

    def time(self, grammar: Grammar) -> EventDate | None:
        """What time a sentence is about, as far as those before it tell; what is told in the present is about the last day of the news."""
        return self._passage.time(grammar)

    def references(self) -> list[Mention]:
        """What phrases of the sentence stand for, as far as it was asked, from left to right."""
        return [mention for _, found in sorted(self._referents.items()) for mention in found]

    def referent(self, token: int) -> list[Mention]:
        """Actors that a pronoun or a short definite phrase stands for; [] where that is not certain."""
        found = self._referents.get(token)
        if found is None:
            self._referents[token] = []  # stops a circle
            found = self._referents[token] = self._find_referent(self._clause, token) if self._clause else []
        return found

    def pair(self, without: Sequence[Mention]) -> list[Mention]:
        """The two countries that an act between unnamed parties ("Oman mediates") is about: the sentence's, else those in focus."""
        outside = {m.code[:3] for m in without}
        codes = dict.fromkeys(m.code[:3] for m in self._mentions if self._is_country(m.code))
        named = [code for code in codes if code not in outside]
        pair = [e.country for e in self._focus.pair or ()] if len(named) != 2 else named
        because = "the two countries of the sentence" if len(named) == 2 else "the two countries in focus"
        return [
            Mention(0, 0, -1, code, resolved="context", text=name, name=name, because=because)
            for code in pair
            if (name := self._lexicon.countries[code].name)
        ]

    def is_unknown(self, verb: int) -> bool:
        """Whether a word is done to somebody of whom the story does not say enough: "invaded the country"."""
        clause = self._clause
        objects = clause.grammar.objects(verb) if clause else []
        return clause is not None and any(
            clause.is_pronoun(t) or any(self._is_word(name, clause.grammar.parse.lemmas[t]) for name in _STANDING)
            for t in objects
        )

    def other_side(self, sources: Sequence[Mention], *, outsiders: bool) -> list[Mention]:
        """The other one of the two that the story is about, where it goes on about both and the sentence names no third.

        With `outsiders` a third country does it to the one country in focus: "Tokyo demanded an explanation".
        """
        sides, pair = self._focus.sides, self._focus.pair
        codes = {m.code for m in (*sources, *self._mentions) if m.code}
        if sides and any(m.code[3:6] in ARMED_ROLES for m in sources):  # "the guerrillas vowed revenge"
            others = [e for e in sides if e.code not in codes]
            return [self._implied(e) for e in others] if len(others) == 1 and codes <= {e.code for e in sides} else []
        own = {m.code[:3] for m in sources}
        if len(own) != 1 or any(m.code[3:6] not in _RULING for m in sources):
            return []
        lately = self._focus.opponents(own)
        if lately:
            other = lately[0].country
            return (
                [self._implied(lately[0])] if len(lately) == 1 and {code[:3] for code in codes} <= own | {other} else []
            )
        both = {entity.country for entity in pair} if pair else set()
        if outsiders and not own <= both and {code[:3] for code in codes} == own:
            country = self._country(self._focus.country(own, _NEARLY))
            return [self._implied(country)] if country else []
        recent = self._focus.sentence - self._focus.paired <= _LATELY
        if pair is None or not recent or not own <= both or any(code[:3] not in both for code in codes):
            return []
        return [self._implied(entity) for entity in pair if entity.country not in own]

    def _implied(self, entity: Entity) -> Mention:
        name = entity.name or self._focus.country_name(entity)
        return Mention(
            0, 0, -1, entity.code, resolved="context", text=name, name=name, because="the other side in focus"
        )

    # -- phrases -----------------------------------------------------------------------------------------------

    def _find_referent(self, clause: Clause, token: int) -> list[Mention]:
        form, lemma = clause.grammar.lower[token], clause.grammar.parse.lemmas[token]
        if form in _PRONOUNS:
            return self._pronoun(clause, token, form)
        noun = clause.grammar.parse.pos[token] in _NOUNS
        if not noun and lemma != "other":
            return []
        modifiers = clause.modifiers(token)
        if lemma == "other" and "each" in modifiers:
            return self._stand(clause, token, clause.subject_above(token, lambda m: True), "the subject")
        if not noun:
            return []
        if self._is_word("PAIR_NOUNS", lemma) and (number := next((NUMBERS[m] for m in modifiers if m in NUMBERS), 0)):
            return self._found(clause, token, *self._focus.several(number))
        if self._is_word("PAIR_NOUNS", lemma) and self._means_two(clause, token, modifiers):
            return self._both(clause, token, lemma)
        if (
            self._focus.told
            and clause.bare_definite(token)
            and clause.is_done_to(token)
            and (done := self._doer_of_told(clause, token, lemma))
        ):
            return done
        if clause.plural(token):
            return []
        if self._is_word("PARTNER_NOUNS", lemma):
            return self._partner(clause, token)
        if self._is_word("COUNTRY_NOUNS", lemma):
            return self._country_noun(clause, token, lemma, modifiers)
        if self._is_word("GROUP_NOUNS", lemma) and modifiers <= DEFINITE and modifiers:
            return self._found(clause, token, self._focus.find(is_group))
        if clause.grammar.parse.forms[token] in ("North", "South") and "the" in modifiers:
            return self._found(clause, token, self._half(clause.grammar.parse.forms[token]))
        return []

    def _means_two(self, clause: Clause, token: int, modifiers: set[str]) -> bool:
        """ "both countries", "the two leaders", "the sides", "the ministers" after a pair of them."""
        lemma = clause.grammar.parse.lemmas[token]
        if lemma == "people" and clause.grammar.parse.forms[token].lower() == lemma:
            return False  # "killed two people"
        if "both" in modifiers or ("two" in modifiers and (modifiers & DEFINITE or lemma in ("country", "side"))):
            return True
        if not (modifiers and modifiers <= DEFINITE | _WARRING | {"rival"} and clause.plural(token)):
            return False
        recent = self._focus.pair is not None and self._focus.sentence - self._focus.paired <= _LATELY
        return lemma in _SIDES or (recent and self._is_word("OFFICES", lemma))

    def _both(self, clause: Clause, token: int, lemma: str) -> list[Mention]:
        """The two sides of the sentence before a phrase, else those in focus; "countries" are countries."""
        if lemma in ("man", "woman"):
            persons = self._focus.two_persons()
            return (
                self._found(clause, token, *persons)
                if clause.own_subjects(token).isdisjoint(e.code for e in persons)
                else []
            )
        whole = lemma in ("side", "party")
        hosts = clause.subjects_of(token, self._lexicon.sets.get("MEDIATING", frozenset()))
        if clause.grammar.parse.relations[token] in ("obj", "obl") and "between" not in clause.grammar.case_names(
            token
        ):
            hosts |= {code[:3] for code in clause.own_subjects(token)}  # who calls on both sides is none of them
        before = clause.before(token, lambda m: self._is_country(m.code) and m.code[:3] not in hosts, adjectives=True)
        codes = list(dict.fromkeys(m.code[:3] for m in before))
        asked_before = any(len(found) == 2 for found in self._referents.values())
        if len(codes) == 2 and not asked_before:
            return self._found(clause, token, *map(self._country, codes))
        warring = self._focus.warring if clause.modifiers(token) & _WARRING else None
        sides, pair = self._focus.sides if whole else None, warring or self._focus.pair_without(hosts)
        if sides and hosts & {entity.country for entity in sides}:
            sides = None
        if sides and pair and sides[0].country != sides[1].country:
            sides = None  # what the story is about says more than who had to do with whom last
        return self._found(clause, token, *(sides or pair or ()))

    def _partner(self, clause: Clause, token: int) -> list[Mention]:
        """ "its neighbour", "Iran's rival": the other one of the pair in focus."""
        owners = [m for owner in clause.owners(token) for m in clause.actors(owner)]
        if len(owners) != 1 or not self._is_country(owners[0].code):
            return []
        own = owners[0].code[:3]
        named = {m.code[:3] for m in clause.before(token, lambda m: self._is_country(m.code) and m.code[:3] != own)}
        other = self._country(named.pop()) if len(named) == 1 else self._focus.other(own)
        return self._found(clause, token, other)

    def _country_noun(self, clause: Clause, token: int, lemma: str, modifiers: set[str]) -> list[Mention]:
        """ "his country": the owner's; "the country": one named before in the sentence, not by the same verb, else that in focus."""
        owners = clause.owners(token)
        if owners:
            found = {m.code[:3] for owner in owners if clause.is_pronoun(owner) for m in self.referent(owner)}
            country = found.pop() if len(found) == 1 else ""
            return self._found(clause, token, self._country(country))
        if not modifiers or not modifiers <= DEFINITE:
            return []
        without = {m.code[:3] for m in clause.beside(token)}
        named = clause.before(token, lambda m: self._fits_noun(m.code[:3], lemma), adjectives=True)
        before = [m.code[:3] for m in named if m.code[:3] not in without]
        country = before[-1] if before else ""
        if not country:
            without |= {code for code in self._lexicon.countries if not self._fits_noun(code, lemma)}
            country = self._focus.country(without, _NEARLY)
        return self._found(clause, token, self._country(country))

    def _fits_noun(self, code: str, noun: str) -> bool:
        """Whether a country is a "country", or a "kingdom" by one of its names."""
        if noun not in NAMED_KINDS:
            return self._is_country(code)
        country = self._lexicon.countries.get(code)
        words = name_words(f"{noun} of {country.name}") if country else ()
        return any(end == len(words) for end, _ in self._lexicon.names.matches(words, 0)) if words else False

    def _doer_of_told(self, clause: Clause, token: int, lemma: str) -> list[Mention]:
        """Who did what "the attack" or "the decision" names, but for the subject of the sentence."""
        governor = clause.grammar.governor(token)
        subjects = clause.grammar.subjects(governor) if governor >= 0 else []
        mine = {m.code for subject in subjects for m in clause.actors(subject)}
        return self._found(clause, token, *self._deeds.doers(lemma, mine))

    # -- pronouns ----------------------------------------------------------------------------------------------

    def _pronoun(self, clause: Clause, token: int, form: str) -> list[Mention]:
        """The subject above that fits, else the one actor named before in the sentence, else the one in focus."""
        if form in SPEAKERS:
            return self._speaking(clause, token)
        found = self._controller(clause, token, form)
        if not found and form in ("they", "their") and len(several := clause.subject_above(token, lambda m: True)) > 1:
            thing = clause.possessive(token) and all(
                m.head != clause.grammar.parse.heads[token] for m in self._mentions
            )
            # "Mali and Chad withdrew their troops"; in "suspended their aid" they are not to whom it is done
            return [] if thing else self._stand(clause, token, several, "the subject before")
        found = found or clause.subject_above(token, lambda m: self._fits(clause, form, m))
        if len(found) == 1 or (found and form in GROUPS):
            return self._stand(clause, token, found, "the subject before")
        beside = (
            set() if clause.possessive(token) else {m.code for m in clause.beside(token)} | clause.own_objects(token)
        )
        before = clause.before(token, lambda m: self._fits(clause, form, m) and m.code not in beside)
        subjects = [m for m in before if clause.rank(m) < 2]
        before = subjects or before or clause.objects_above(token, lambda m: self._fits(clause, form, m))
        owned = clause.grammar.parse.lemmas[clause.grammar.parse.heads[token]]
        member = form not in PERSONS and clause.possessive(token) and self._is_word("MEMBER_NOUNS", owned)
        if member and not before and (group := self._focus.find(is_group, within=2)):
            return self._found(clause, token, group)
        if before:
            return self._stand(clause, token, before[-1:], "named before") if len({m.code for m in before}) == 1 else []
        if form in PERSONS:
            own = clause.own_subjects(token)
            return self._found(
                clause, token, self._focus.find(lambda e: e.kind in (Kind.PERSON, None) and e.code not in own)
            )
        if form in THINGS:
            return self._found(
                clause, token, self._focus.find(lambda e: e.kind in (Kind.STATE, Kind.BODY, None), within=2)
            )
        entity = self._focus.find(lambda e: e.kind is Kind.MANY, within=1)
        latest = self._focus.latest
        if entity is None and latest is not None and self._focus.sentence - latest.sentence <= PASSAGE:
            return self._found(clause, token, *latest.sides) if self._focus.is_last(latest.sentence) else []
        return self._found(clause, token, entity or self._focus.find(lambda e: e.kind is Kind.MANY))

    def _fits(self, clause: Clause, pronoun: str, mention: Mention) -> bool:
        kind = kind_of(clause, mention, self._bodies)
        if kind is None:
            return True
        if pronoun in PERSONS:
            return kind is Kind.PERSON
        return kind is Kind.MANY if pronoun in GROUPS else kind in (Kind.STATE, Kind.BODY)

    def _controller(self, clause: Clause, token: int, form: str) -> list[Mention]:
        """ "condemned Iran for its attack", "thanked Peru for its help", "the president and his wife": who stands before."""
        grammar = clause.grammar
        noun = grammar.parse.heads[token]
        if not clause.possessive(token) or noun < 0:
            return []
        above = grammar.parse.heads[noun]
        objects = [above] if grammar.parse.relations[noun] == "conj" else []
        if "for" in grammar.case_names(noun) and above >= 0 and grammar.is_verb(above):
            objects = grammar.dependents(above, "obj")
        return [m for child in objects for m in clause.actors(child) if m.head != noun and self._fits(clause, form, m)]

    def _speaking(self, clause: Clause, token: int) -> list[Mention]:
        """Whose "we" it is: the speaker's of the sentence, else of a quotation that goes on."""
        subjects = clause.outermost_subjects(token)
        if subjects:
            spoken = [m for subject in subjects for m in clause.actors(subject)]
            return self._stand(clause, token, spoken[:1], "the speaker")
        return self._found(clause, token, self._speaker)

    # -- names -------------------------------------------------------------------------------------------------

    def _known_surnames(self, grammar: Grammar, mentions: Sequence[Mention]) -> list[Mention]:
        parse = grammar.parse
        taken = {token for mention in mentions for token in range(mention.start, mention.end)}
        found = []
        for token in range(grammar.size):
            entity = self._focus.surname(parse.forms[token].lower()) if parse.pos[token] == "PROPN" else None
            if entity is not None and token not in taken:
                code, name, reason = entity.code, entity.name, self._focus.reason(entity)
                mention = Mention(token, token + 1, token, code, code[3:], text=parse.forms[token], name=name)
                found.append(replace(mention, resolved="coreference", because=reason))
        return found

    # -- small answers -----------------------------------------------------------------------------------------

    def _is_word(self, name: str, lemma: str) -> bool:
        return lemma in self._lexicon.sets.get(name, ())

    def _is_country(self, code: str) -> bool:
        return code[:3] in self._lexicon.countries

    def _half(self, direction: str) -> Entity | None:
        """Which state "the North" is, where the sentence names its other half, or the story spoke of either."""
        known = [m.code[:3] for m in self._mentions if self._is_country(m.code)]
        known += [e.country for e in (self._focus.find(lambda e: self._is_country(e.code)),) if e is not None]
        divided = [self._lexicon.countries[code].name.partition(" ") for code in known]
        names = {f"{direction} {rest}" for half, _, rest in divided if half in ("North", "South")}
        found = [code for code, country in self._lexicon.countries.items() if country.name in names]
        return self._country(found[0]) if len(found) == 1 else None

    def _country(self, code: str) -> Entity | None:
        return Entity(code, "", Kind.STATE, self._focus.sentence) if code else None

    def _found(self, clause: Clause, token: int, *entities: Entity | None) -> list[Mention]:
        """Mentions of a phrase for what is known from before."""
        return [
            clause.standing(token, e.code, e.name or self._focus.country_name(e), self._focus.reason(e))
            for e in entities
            if e is not None
        ]

    def _stand(self, clause: Clause, token: int, found: Sequence[Mention], because: str) -> list[Mention]:
        """Mentions of a phrase for actors of the same sentence."""
        return [clause.standing(token, m.code, m.name or m.text, f'{because} "{m.text}"') for m in found]

    # -- what the next sentence knows --------------------------------------------------------------------------

    def _remember(self, clause: Clause, events: Sequence[Act]) -> None:
        heard = []
        for mention in self._mentions:
            entity = self._entity(clause, mention)
            rank = 3 if clause.describes(mention) else clause.rank(mention)
            heard.append(Heard(entity, rank, mention.resolved == "named"))
            if mention.kind == "agent" and (mention.code or clause.is_of_people(mention)):
                for key in clause.keys(mention):
                    self._focus.learn_agent(key, entity)
            if mention.code and clause.has_surname(mention):
                self._focus.learn_surname(clause.grammar.parse.forms[mention.end - 1].lower(), entity)
        for token in clause.subject_phrases():
            known = self.referent(token)
            heard += [Heard(self._entity(clause, m), clause.rank(m), named=False) for m in known]
        heard += [Heard(Entity("", word, None), rank, named=False) for word, rank in clause.unknown_subjects()]
        between = [self._entity(clause, m) for m in clause.between()]
        told = [
            Told(
                act.root,
                self._entity(clause, act.source),
                self._entity(clause, act.target),
                self._focus.sentence,
                act.together,
                frozenset(clause.grammar.parse.lemmas[token] for token in act.tokens),
            )
            for act in events
        ]
        for act in events:
            if act.root in VIOLENT and act.country:
                self._focus.learn_scene(act.country)
        self._deeds.hear(clause.introduced(self._deeds.is_deed))
        self._set_speaker(clause)
        self._focus.close(heard, between, told)

    def _entity(self, clause: Clause, mention: Mention) -> Entity:
        return entity_of(clause, mention, self._bodies, self._focus.sentence)

    def _set_speaker(self, clause: Clause) -> None:
        """Remember who speaks in a quotation, as long as it goes on; outside of one nobody does."""
        quoted = self._passage.quote(clause.grammar.parse.forms)
        subjects = clause.speaking_subjects()
        if subjects and quoted:
            spoken = [self._entity(clause, m) for subject in subjects for m in clause.actors(subject)]
            self._speaker = spoken[0] if len(spoken) == 1 else None
        elif not quoted:
            self._speaker = None


def _country_of(lexicon: Lexicon, text: str) -> str:
    """The country that a dateline's place or a publisher's name stands for; "" for none."""
    words = name_words(text)
    for position in range(len(words)):
        for _, names in lexicon.names.matches(words, position):
            for name in names:
                term = name.term(None)
                if name.kind == "actor" and term and term.code[:3] in lexicon.countries:
                    return term.code[:3]
    return ""
