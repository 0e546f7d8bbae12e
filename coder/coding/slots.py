"""Finds what fills the slots of a rule: subject, object, prepositions, clauses of a trigger."""

from __future__ import annotations

from coder.coding.grammar import Grammar

__all__ = ["Slots"]

_MODIFIERS = ("amod", "compound", "nmod", "nummod", "flat", "nmod:poss")


class Slots:
    """Answers for the triggers of one sentence, each question once."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self._found: dict[tuple[int, str, str], list[int]] = {}
        self._phrases: dict[int, list[int]] = {}
        self._prepositions = {*grammar.parse.lemmas, "by", "to"}  # these two may go without the word

    def find(self, token: int, pos: str, name: str) -> list[int]:
        """The heads that fill a slot of a trigger; see the table in the dictionaries' README."""
        key = (token, pos, name)
        known = self._found.get(key)
        if known is None:
            known = self._found[key] = self._find(token, pos, name)
        return known

    def may_be(self, preposition: str) -> bool:
        """Whether the sentence may have a phrase with a preposition."""
        return preposition in self._prepositions or preposition.partition("_")[0] in self._prepositions

    def _find(self, token: int, pos: str, name: str) -> list[int]:
        grammar = self.grammar
        if name == "subject":
            if pos == "noun":
                return self._noun_subjects(token)
            return grammar.subjects(token) or (self._below(token, "by") if grammar.passive(token) else [])
        if name == "object":
            if pos != "noun":
                return grammar.objects(token)
            of = grammar.prepositions(token).get("of", [])
            return of or [
                child
                for child in grammar.dependents(token, "compound", "nmod:poss")
                if child not in self._noun_subjects(token)
            ]
        if name == "owner":
            return [owner for below in grammar.objects(token) for owner in self._noun_subjects(grammar.content(below))]
        if name == "clause":
            return grammar.clauses(token) or (self._clauses_of_governor(token) if pos == "noun" else [])
        if name == "infinitive":
            return [clause for clause in grammar.clauses(token) if grammar.infinitive(clause)]
        if name in ("must", "should"):
            lemmas = grammar.parse.lemmas
            return [
                clause
                for clause in grammar.dependents(token, "ccomp")
                if any(lemmas[auxiliary] == name for auxiliary in grammar.dependents(clause, "aux"))
            ]
        if name == "modifier":
            return (
                grammar.dependents(token, *_MODIFIERS)
                if pos == "noun"
                else grammar.dependents(token, "advmod", "advcl", "xcomp", "obj")
            )
        if name == "any":
            return [below for below in grammar.subtree(token) if below != token]
        return self._prepositional(token, pos, name)

    def _clauses_of_governor(self, noun: int) -> list[int]:
        """Clauses with "for" and an infinitive, which parsers hang on the verb: "made a plea for donors to send food"."""
        governor = self.grammar.governor(noun)
        return [] if governor < 0 else [c for c in self.grammar.dependents(governor, "advcl") if self.grammar.wished(c)]

    def _noun_subjects(self, token: int) -> list[int]:
        by = self.grammar.prepositions(token).get("by")
        if by:
            return by
        owners = self.grammar.dependents(token, "nsubj", "nmod:poss", "amod", "compound", "nmod:unmarked")
        return owners if self.grammar.dependents(token, "nmod:poss") else self._below(token, "by") or owners

    def _prepositional(self, token: int, pos: str, name: str) -> list[int]:
        if not self.may_be(name):
            return []
        grammar = self.grammar
        found = self._below(token, name)
        if pos == "noun":
            governor = grammar.governor(token)
            if governor >= 0:
                after = token if grammar.parse.relations[token] == "obl" else -1  # not "came to Cairo after threats"
                found = found + [
                    t for t in grammar.prepositions(governor).get(name, ()) if t > after and t not in found
                ]
        else:
            for below in grammar.objects(token):
                for conjunct in grammar.conjuncts(below):  # "a grant and a loan to Kenya"
                    for noun in dict.fromkeys((grammar.content(conjunct), conjunct)):  # "a barrage of rockets at Chad"
                        found = found + [t for t in self._below(noun, name) if t not in found]
            if not found:
                coordinated = grammar.dependents(token, "conj")
                others = [other for other in coordinated if grammar.is_verb(other)]
                if grammar.dependents(token, "obj"):  # not "condemned the raid and called on Chad to stop"
                    others = []
                if name == "by":  # not "some were arrested and troops attacked by rebels"
                    others = [other for other in others if not grammar.dependents(other, "nsubj", "nsubj:pass")]
                for other in (*others, *grammar.subjects(token)):  # "relations between A and B improved"
                    found = found + grammar.prepositions(other).get(name, [])
                for noun in coordinated:  # "two were killed and seven others injured in clashes with rebels"
                    for other in grammar.dependents(noun, "acl"):
                        found = found + self._below(other, name)
        return [other for other in found if other != token]

    def _below(self, token: int, name: str) -> list[int]:
        """Phrases with a preposition below a word, also where the parser hangs them one or two phrases too low.

        "the raid by Turkish troops into Iraq" and "met via video link with Peru" often have their last phrase under the one before.
        """
        grammar = self.grammar
        level = [token]
        for _ in range(2):
            found = [phrase for above in level for phrase in grammar.prepositions(above).get(name, ())]
            if found:
                return found
            level = [below for above in level for below in self._phrases_below(above)]
        return []

    def _phrases_below(self, token: int) -> list[int]:
        """Phrases with any preposition right below a word, but for those that say when."""
        known = self._phrases.get(token)
        if known is None:
            below = self.grammar.dependents(token, "nmod", "obl")
            known = self._phrases[token] = [
                phrase for phrase in below if self.grammar.case_names(phrase) and not self.grammar.says_when(phrase)
            ]
        return known
