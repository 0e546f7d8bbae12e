"""Reads where an event happened: phrases of place that hang on its words or its clause, else the story's dateline.

No place is better than a wrong one: what a speaker speaks about ("condemned the attack in Kabul") is not where he speaks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from coder.coding.grammar import Grammar
from coder.coding.mentions import Mention
from coder.coding.placenames import INSIDE, PLACE_NOUNS, Place, PlaceNames
from coder.coding.timewords import TIME_NAMES
from coder.lexicon.cameo import CameoCode
from coder.lexicon.lexicon import Lexicon
from coder.stories.story import Story

__all__ = ["Place", "Places"]

_AT = INSIDE | {"at", "near", "off", "outside", "around"}
_TOWARD = ("on", "into", "against", "to")
_TRAVELLING = frozenset("arrive come drive fly go head return travel".split())
_CLAUSES = frozenset({"acl", "acl:relcl", "advcl", "ccomp", "csubj", "parataxis"})
# "told reporters in Moscow", "said at a conference in Geneva": where these are, the speaker is.
_OCCASIONS = PLACE_NOUNS | frozenset(
    "reporter journalist press conference briefing interview statement speech address meeting summit ceremony session rally "
    "gathering forum talk negotiation visit audience parliament assembly headquarters palace embassy consulate ministry office "
    "building court compound".split()
)
_SIGNED = frozenset("accord agreement contract deal memorandum pact protocol treaty".split())
# "arrested for an attack in Paris": that happened elsewhere.
_ELSEWHERE = frozenset(
    "about after ahead amid because before concerning despite due following for over regarding since".split()
)
_HAPPENING = frozenset({"in", "at", "during", "by", "near", "outside", "inside"})
_MET_ROOT, _AGREEMENT, _TELEPHONE = "04", "057", "041"
_REACHED = ("18", "19", "20", "042", "043")  # "shelled Goma", "flew to Goma"
_ASSAULTS = ("15", "16", "17", "18", "19", "20")


class Places:
    """The places of one story's events, from its sentences so far and its dateline."""

    def __init__(self, lexicon: Lexicon, story: Story) -> None:
        self._lexicon = lexicon
        self._names = PlaceNames(lexicon)
        self._dateline = story.dateline_place
        self._countries: set[str] = set()
        self._grammar: Grammar | None = None
        self._mentions: Sequence[Mention] = ()
        self._is_event: Callable[[int], bool] = lambda token: False
        self._found: list[int] | None = None
        self._sentences = 0

    def open_sentence(self, grammar: Grammar, mentions: Sequence[Mention], is_event: Callable[[int], bool]) -> None:
        """Begin a sentence; `is_event` says whether a word carries an event of its own."""
        self._grammar, self._mentions, self._is_event = grammar, mentions, is_event
        self._found = None
        self._sentences += 1
        # "In Tripoli" alone does not speak of Libya: there are others.
        self._countries.update(
            mention.code[:3]
            for mention in mentions
            if not (mention.note.startswith("capital") and _is_place(grammar, mention.head))
        )

    def place(
        self, tokens: Sequence[int], source: Mention, target: Mention, cameo: CameoCode, *, historical: bool = False
    ) -> Place | None:
        """Where an event of the open sentence happened.

        `tokens` are the words that carry it: its trigger, and the event below a verb such as "hold"; () for what did not happen yet.
        """
        actors = {source.code[:3], target.code[:3]}
        broad: Place | None = None
        for phrase in self._of_event(tokens, cameo):
            found = self._names.of_phrase(self._grammar, phrase, (actors, self._countries)) if self._grammar else None
            if found is not None and (broad is None or (found.country == broad.country and found.name != broad.name)):
                if found.region is not None or found.latitude is not None:
                    return found  # "near Goma in eastern Congo" is Goma
                broad = broad or found
        return broad or (None if historical else self._at_dateline(source, target, cameo))

    def _at_dateline(self, source: Mention, target: Mention, cameo: CameoCode) -> Place | None:
        """The dateline's town: there its own country's actors say things and meet.

        What they do at home happened there only if the story opens with it and names no other place.
        """
        place = self._names.of_dateline(self._dateline) if self._dateline else None
        if place is None:
            return None
        at_home = [place.country == actor.code[:3] for actor in (source, target)]
        if cameo.mirror and cameo.code != _TELEPHONE:
            return place if any(at_home) else None
        if _is_spoken(cameo):
            return place if at_home[0] else None
        return place if all(at_home) and self._sentences == 1 and not self._names_place() else None

    @property
    def _phrases(self) -> list[int]:
        """Heads of the sentence's phrases of place."""
        if self._found is None and self._grammar is not None:
            self._found = [token for token in range(self._grammar.size) if _is_place(self._grammar, token)]
        return self._found or []

    def _names_place(self) -> bool:
        """Whether the open sentence speaks of a place at all."""
        grammar = self._grammar
        return grammar is not None and (
            any(lemma in PLACE_NOUNS for lemma in grammar.parse.lemmas)
            or any(
                grammar.parse.pos[head] == "PROPN" and grammar.parse.forms[head].lower() not in TIME_NAMES
                for head in self._phrases
            )
        )

    # -- which phrase belongs to which act -----------------------------------------------------------------------

    def _of_event(self, tokens: Sequence[int], cameo: CameoCode) -> Iterator[int]:
        """Heads of the phrases of place that belong to an event, the surest first."""
        grammar = self._grammar
        if grammar is None or not tokens:
            return
        if cameo.code.startswith(_REACHED):
            for token in tokens:
                prepositions = grammar.prepositions(token)
                reached = [*grammar.objects(token), *(t for name in _TOWARD for t in prepositions.get(name, ()))]
                yield from (t for t in reached if grammar.parse.pos[t] == "PROPN")
        for level, end in self._levels(grammar, tokens):
            near = [
                (steps, phrase)
                for phrase in self._phrases
                if phrase < end and (steps := self._steps(grammar, phrase, level, cameo)) is not None
            ]
            yield from (phrase for _, phrase in sorted(near))
        yield from self._destinations(grammar, tokens[0])

    def _destinations(self, grammar: Grammar, token: int) -> Sequence[int]:
        """Where who does it went for it: "flew to Lagos to meet"."""
        above = grammar.parse.heads[token]
        if above < 0 or not grammar.infinitive(token) or grammar.parse.lemmas[above] not in _TRAVELLING:
            return ()
        return grammar.prepositions(above).get("to", ())

    def _levels(self, grammar: Grammar, tokens: Sequence[int]) -> Iterator[tuple[Sequence[int], int]]:
        """The event's words; the verb that governs them; the clause or noun whose place they share, up to a token."""
        yield tokens, grammar.size
        first = tokens[0]
        relation, above = grammar.parse.relations[first], grammar.parse.heads[first]
        governor = grammar.governor(first) if not grammar.is_verb(first) else -1
        if governor >= 0 and not self._is_event(governor):
            yield [governor], grammar.size
        elif relation == "acl:relcl" and any(grammar.parse.lemmas[c] == "where" for c in grammar.children[first]):
            yield [above], grammar.size  # "Athens, where police arrested protesters"
        elif relation in ("acl", "acl:relcl") or (relation == "advcl" and grammar.gerund(first)):
            yield [above], grammar.size  # "an explosion in Syria that killed", "attacked a base in Syria, killing"
        elif relation == "conj" and grammar.is_verb(first):
            yield [above], above  # "In Athens, police arrested protesters and beat journalists"

    def _steps(self, grammar: Grammar, phrase: int, tokens: Sequence[int], cameo: CameoCode) -> int | None:
        """How many words lie between a phrase of place and the event; None where it belongs to something else."""
        if phrase in tokens:
            return 0
        parse, current, steps = grammar.parse, phrase, 0
        while True:
            if parse.relations[current] in _CLAUSES or (current != phrase and not self._open(grammar, current, cameo)):
                return None
            above = parse.heads[current]
            if above in tokens:
                direct = steps > 0 or _is_met(cameo) or not _is_spoken(cameo) or _next_to(grammar, phrase, above)
                return steps if direct else None
            if above < 0 or grammar.is_verb(above):
                return None
            current, steps = above, steps + 1

    def _open(self, grammar: Grammar, noun: int, cameo: CameoCode) -> bool:
        """Whether a place below a noun is also the event's: "killed a man at a market in Kabul", "met the minister in Rome"."""
        cases = grammar.case_names(noun)
        if _ELSEWHERE.intersection(cases):
            return False
        lemma = grammar.parse.lemmas[noun]
        if lemma in _OCCASIONS:
            return True
        if _is_met(cameo):
            return lemma in _SIGNED or any(mention.head == noun for mention in self._mentions)
        if _is_spoken(cameo) or ("against" in cases and cameo.root not in _ASSAULTS):
            return False
        return bool(_HAPPENING.intersection(cases)) or not self._may_happen(grammar, noun)

    def _may_happen(self, grammar: Grammar, noun: int) -> bool:
        return ("noun", grammar.parse.lemmas[noun]) in self._lexicon.rules


def _is_place(grammar: Grammar, head: int) -> bool:
    return bool(grammar.children[head]) and not _AT.isdisjoint(grammar.case_names(head))


def _is_met(cameo: CameoCode) -> bool:
    return cameo.root == _MET_ROOT or cameo.code.startswith(_AGREEMENT)


def _is_spoken(cameo: CameoCode) -> bool:
    return cameo.quad_class in (1, 3)


def _next_to(grammar: Grammar, phrase: int, verb: int) -> bool:
    """Whether nothing but adverbs, times and occasions stands between a verb of speech and a phrase of place.

    In "urged restraint in Syria" the place may be that of the restraint.
    """
    parse = grammar.parse
    start = min(t for t in grammar.subtree(phrase))
    return all(
        parse.pos[t] not in ("NOUN", "PROPN", "VERB")
        or parse.lemmas[t] in _OCCASIONS
        or parse.forms[t].lower() in TIME_NAMES
        for t in range(verb + 1, start)
    )
