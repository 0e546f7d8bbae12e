"""Asks a parse what coding wants to know: who does it, to whom, with which preposition, in which clause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coder.language.parse import Parse
from coder.lexicon.words import WordSets

__all__ = ["Grammar"]

_SUBJECTS = ("nsubj", "csubj")
_PASSIVE_SUBJECTS = ("nsubj:pass", "csubj:pass")
_TIMES = frozenset("after before during amid amidst following since despite".split())
_FIRST_WORDS = frozenset("ahead because instead regardless irrespective prior".split())  # of two-word prepositions
_NAMING = frozenset({"call", "describe", "term", "say", "see", "regard", "consider"})
_RELATIVE_PRONOUNS = frozenset({"who", "which", "that", "whom", "whose"})


class Grammar:
    """Questions to one parse, about tokens by their index; what is asked often is remembered, so answers are not to be changed."""

    __slots__ = (
        "_by_relation",
        "_cases",
        "_conjuncts",
        "_objects",
        "_passive",
        "_prepositions",
        "_quantities",
        "_sets",
        "_subjects",
        "children",
        "lower",
        "parse",
        "size",
    )

    def __init__(self, parse: Parse, sets: WordSets) -> None:
        self.parse = parse
        self._sets = sets
        self._quantities = sets.get("QUANTITIES", frozenset())
        self.size = len(parse.forms)
        self.lower = [form.lower() for form in parse.forms]
        children: list[list[int]] = [[] for _ in range(self.size)]
        for token, head in enumerate(parse.heads):
            if head >= 0:
                children[head].append(token)
        self.children = children
        self._by_relation: dict[int, dict[str, list[int]]] = {}
        self._cases: dict[int, list[str]] = {}
        self._conjuncts: dict[int, list[int]] = {}
        self._passive: dict[int, bool] = {}
        self._subjects: dict[int, list[int]] = {}
        self._objects: dict[int, list[int]] = {}
        self._prepositions: dict[int, dict[str, list[int]]] = {}

    def dependents(self, token: int, *relations: str) -> list[int]:
        """Children of a token with one of these relations, from left to right."""
        children = self.children[token]
        if not children:
            return []
        if len(relations) == 1:
            known = self._by_relation.get(token)
            if known is None:
                known = self._by_relation[token] = self._group(children)
            return known.get(relations[0], [])
        of = self.parse.relations
        return [child for child in children if of[child] in relations]

    def _group(self, tokens: Sequence[int]) -> dict[str, list[int]]:
        """Tokens by their relation."""
        grouped: dict[str, list[int]] = {}
        for token in tokens:
            grouped.setdefault(self.parse.relations[token], []).append(token)
        return grouped

    def conjuncts(self, token: int) -> list[int]:
        """A token and what is coordinated with it."""
        known = self._conjuncts.get(token)
        if known is None:
            known = [token]
            for child in self.children[token]:
                if self.parse.relations[child] == "conj":
                    known += self.conjuncts(child)
                elif self.parse.relations[child] == "appos" and self._is_name_after(child, token):
                    known += self.conjuncts(child)[1:]  # "Prime Minister Netanyahu and President Putin"
            self._conjuncts[token] = known
        return known

    def _is_name_after(self, name: int, title: int) -> bool:
        """Whether a name in apposition follows its title without a comma."""
        return title < name and all(self.parse.pos[between] == "PROPN" for between in range(title + 1, name + 1))

    def subtree(self, token: int) -> list[int]:
        """A token and everything below it, in the order of the sentence."""
        found, stack = [], [token]
        while stack:
            current = stack.pop()
            found.append(current)
            stack += self.children[current]
        return sorted(found)

    def ancestors(self, token: int) -> Iterator[int]:
        """The heads above a token, nearest first."""
        head = self.parse.heads[token]
        while head >= 0:
            yield head
            head = self.parse.heads[head]

    def is_verb(self, token: int) -> bool:
        """Whether the token is a verb."""
        return self.parse.pos[token] in ("VERB", "AUX")

    def marks(self, token: int) -> set[str]:
        """Lemmas of the words that introduce a clause: "if", "until", "to"."""
        return {self.parse.lemmas[mark] for mark in self.dependents(token, "mark")}

    def wished(self, token: int) -> bool:
        """Whether a clause names who should do something: "for donors to send food"."""
        return self.infinitive(token) and "for" in self.marks(token) and bool(self.dependents(token, "nsubj"))

    def past_participle(self, token: int) -> bool:
        """Whether the token is a past participle."""
        features = self.parse.features[token]
        return "VerbForm=Part" in features and "Tense=Past" in features

    def infinitive(self, token: int) -> bool:
        """Whether the token is an infinitive with "to"."""
        return any(self.parse.lemmas[mark] == "to" for mark in self.dependents(token, "mark")) and not self.gerund(
            token
        )

    def gerund(self, token: int) -> bool:
        """Whether the token is a gerund or present participle."""
        features = self.parse.features[token]
        return "VerbForm=Ger" in features or ("VerbForm=Part" in features and "Tense=Pres" in features)

    def passive(self, token: int) -> bool:
        """Whether a verb stands in the passive, with or without auxiliary ("the police killed by rebels", "Two held in raid")."""
        known = self._passive.get(token)
        if known is None:
            known = self._passive[token] = self._find_passive(token)
        return known

    def _find_passive(self, token: int) -> bool:
        relations = [self.parse.relations[child] for child in self.children[token]]
        if "aux:pass" in relations or "nsubj:pass" in relations:
            return True
        if not self.is_verb(token) or not self.past_participle(token) or "obj" in relations or "aux" in relations:
            return False
        relation = self.parse.relations[token]
        if relation == "conj":
            return "nsubj" not in relations and self.passive(self.parse.heads[token])
        if relation in ("acl", "advcl", "amod"):
            return True
        return relation in ("root", "ccomp", "parataxis", "acl:relcl") and "nsubj" not in relations

    def subjects(self, token: int) -> list[int]:
        """Who does it: heads of the logical subject of a verb or predicate ([] when nobody is named)."""
        known = self._subjects.get(token)
        if known is None:
            self._subjects[token] = []  # stops a circle
            known = self._subjects[token] = self._find_subjects(token)
        return known

    def _find_subjects(self, token: int) -> list[int]:
        if self.passive(token):
            by = self.dependents(token, "obl:agent") or self.prepositions(token).get("by", [])
            return list(by) or self._shared_doers(token)
        return self.surface_subjects(token)

    def _shared_doers(self, token: int) -> list[int]:
        """By whom the next passive is done, which shares the subject: "arrested and beaten by police"."""
        for other in self.dependents(token, "conj"):
            if (
                self.is_verb(other)
                and self.passive(other)
                and not self.dependents(other, *_SUBJECTS, *_PASSIVE_SUBJECTS)
            ):
                return self.subjects(other)
        return []

    def surface_subjects(self, token: int) -> list[int]:
        """Subject of an active clause, or of a passive one as it stands, through relative clauses, conjunction and control."""
        parse, relation, head = self.parse, self.parse.relations[token], self.parse.heads[token]
        if relation == "cop":
            return self.surface_subjects(head)
        own = self.dependents(token, *_SUBJECTS, *_PASSIVE_SUBJECTS) or [
            name for name in self.dependents(token, "mark") if parse.pos[name] == "PROPN"
        ]  # "a day after Chad shelled the town": a name introduces no clause
        if own:
            return [self._antecedent(own[0], token)]
        if head < 0:
            # headlines: "US lifts sanctions", where the parser takes the name for a modifier of the verb
            before = [
                c for c in self.children[token] if c < token and parse.pos[c] == "PROPN" and not self.case_names(c)
            ]
            return before[-1:] if self.is_verb(token) else []
        if relation == "conj":
            return self.surface_subjects(head) if self.is_verb(head) or self.dependents(head, "cop", "nsubj") else []
        if relation == "xcomp" or (relation == "ccomp" and not self.dependents(token, "mark")):
            objects = self.dependents(head, "obj", "iobj")
            if objects and parse.lemmas[head] not in self._sets.get("SUBJECT_CONTROL", ()):
                return objects[:1]
            return self.surface_subjects(head)
        if relation == "acl:relcl":
            return [head]
        if relation == "acl":
            if self.infinitive(token):  # "Iran's decision to leave", "Iran has a plan to leave"
                if any(self.is_in(child, "ORDINALS") for child in self.dependents(head, "amod")):
                    return [head]  # "the first Kenyan leader to visit Chad"
                owner = self.dependents(head, "nmod:poss")
                if owner:
                    return owner[:1]
                governor = parse.heads[head]
                return self.surface_subjects(governor) if governor >= 0 and self.is_verb(governor) else []
            return [head]
        if relation == "advcl":
            if self.marks(token) & {"for", "of"} and self.gerund(
                token
            ):  # "condemned Iran for attacking", "accused Iran of attacking"
                return self.objects(head) or self.surface_subjects(head)
            if parse.relations[head] == "acl" and self.passive(head):  # "unveiled a plan aimed at ending"
                governor = self.governor(parse.heads[head])
                return self.surface_subjects(governor) if governor >= 0 else []
            return self.surface_subjects(head)
        return []

    def _antecedent(self, token: int, verb: int) -> int:
        """What a relative pronoun stands for, or the token itself."""
        if self.parse.lemmas[token] in _RELATIVE_PRONOUNS and self.parse.pos[token] != "NOUN":
            current = verb
            while current >= 0 and self.parse.relations[current] == "conj":
                current = self.parse.heads[current]
            if current >= 0 and self.parse.relations[current] == "acl:relcl":
                return self.parse.heads[current]
        return token

    def objects(self, token: int) -> list[int]:
        """Whom or what it is done to: object of an active verb, subject of a passive one."""
        known = self._objects.get(token)
        if known is None:
            known = self._objects[token] = self._find_objects(token)
        return known

    def _find_objects(self, token: int) -> list[int]:
        head, relation = self.parse.heads[token], self.parse.relations[token]
        if relation == "cop":
            return [] if self.case_names(head) else [head]
        if self.passive(token):
            if self._recipients(token):
                return self.dependents(token, "obj")
            if relation in ("acl", "amod") and not self.dependents(token, *_PASSIVE_SUBJECTS):
                return [head]
            return self.surface_subjects(token)
        own = self.dependents(token, "obj") or [c for c in self.dependents(token, "obl:npmod") if c > token]
        if own:
            return [self._antecedent(own[0], token), *own[1:]]
        for clause in self.dependents(token, "ccomp"):  # "allowed inspectors to return"
            if called := self._called(clause):
                return called
            if self.infinitive(clause) and (own := self.dependents(clause, "nsubj")):
                return own[:1]
        complements = self.dependents(token, "xcomp")
        if complements and complements[0] == token + 1 and self.parse.forms[token + 1] == "visiting":
            return self.dependents(token + 1, "obj")  # "received visiting Kenyan officials"
        names = [c for c in complements if self.parse.pos[c] == "PROPN" or self.dependents(c, "nmod:poss")]
        if names:  # "called Obama on Friday" is read like "called him a liar"
            return names
        if relation == "acl:relcl" and self.dependents(token, "nsubj"):
            subject = self.dependents(token, "nsubj")[0]
            if self._antecedent(subject, token) == subject and not self.dependents(token, "ccomp", "xcomp"):
                return [head]  # "the rebels whom the army attacked"
        for other in self.dependents(token, "conj"):  # "arrested and jailed protesters"
            if self.is_verb(other) and not self.passive(other) and not self.dependents(other, "nsubj"):
                shared = self.dependents(other, "obj")
                if shared and not any(
                    token < child < other for child in self.dependents(token, "obl", "xcomp", "ccomp", "advcl")
                ):
                    return shared
        return []

    def _called(self, clause: int) -> list[int]:
        """What something is called: "an incursion" of "denounced what it called an incursion"."""
        if self.parse.lemmas[clause] not in _NAMING:
            return []
        named = [child for child in self.dependents(clause, "xcomp", "obl", "obj", "ccomp") if child > clause][:1]
        children = (child for head in (clause, *named) for child in self.children[head])
        return named if any(self.parse.lemmas[child] == "what" for child in children) else []

    def _recipients(self, token: int) -> list[int]:
        """To whom something is done in the passive: "the dissident was granted asylum by Mexico"."""
        if "obj" not in {self.parse.relations[child] for child in self.children[token]} or not self.is_in(
            token, "GIVING"
        ):
            return []
        return self.surface_subjects(token) if self.passive(token) else []

    def prepositions(self, token: int) -> dict[str, list[int]]:
        """Phrases below a token by their preposition, clauses after a preposition ("accused of attacking") among them."""
        known = self._prepositions.get(token)
        if known is None:
            known = self._prepositions[token] = self._find_prepositions(token)
        return known

    def _find_prepositions(self, token: int) -> dict[str, list[int]]:
        parse = self.parse
        found: dict[str, list[int]] = {}
        if parse.relations[token] == "cop":  # "is in talks with": the phrase is the predicate's head
            predicate = parse.heads[token]
            found = {name: list(tokens) for name, tokens in self.prepositions(predicate).items()}
            for name in self.case_names(predicate):
                found.setdefault(name, []).insert(0, predicate)
        if recipients := self._recipients(token):
            found["to"] = recipients
        for child in self.children[token]:
            relation = parse.relations[child]
            if relation == "iobj":
                found.setdefault("to", []).append(child)
            elif relation == "obl:agent":
                found.setdefault("by", []).append(child)
            elif relation.startswith(("obl", "nmod")) and relation != "nmod:poss":
                for name in self.case_names(child):
                    found.setdefault(name, []).append(child)
                    for below, tokens in self._complex(child, name):
                        found.setdefault(below, []).extend(tokens)
            elif relation == "advmod" and child > token:  # "ordered its troops home from Chad"
                adverb = parse.lemmas[child]
                for name, phrases in self.prepositions(child).items():  # "ahead of the visit" is no "of"
                    found.setdefault(f"{adverb}_{name}" if adverb in _FIRST_WORDS else name, []).extend(phrases)
            elif relation in ("advcl", "acl", "ccomp"):
                for mark in self.dependents(child, "mark"):
                    if parse.pos[mark] in ("ADP", "SCONJ", "PART") and not self.infinitive(child):
                        found.setdefault(parse.lemmas[mark], []).append(child)
        if "to" not in found and self.is_in(token, "DOUBLE_OBJECTS") and (first := self._first_of_two_objects(token)):
            found["to"] = first
        return found

    def _first_of_two_objects(self, token: int) -> list[int]:
        """To whom something is given, where it is read as a part of what is given: "gave Chad food", "granted refugees asylum"."""
        given = self.dependents(token, "obj")
        before = [child for thing in given for child in self.dependents(thing, "compound")]
        return [child for child in before if self.subtree(child)[0] == token + 1][:1]

    def _complex(self, noun: int, name: str) -> Iterator[tuple[str, list[int]]]:
        """Prepositions of several words: "on behalf of X" has X at `on_behalf_of`."""
        for below in self.dependents(noun, "nmod", "acl"):
            for last in self.case_names(below):
                yield f"{name}_{self.parse.lemmas[noun]}_{last}", [below]

    def case_names(self, token: int) -> list[str]:
        """The preposition of a phrase, words joined by `_`; two prepositions ("out of") also each alone, one of two words not."""
        known = self._cases.get(token)
        if known is None:
            known = self._cases[token] = self._find_case_names(token)
        return known

    def _find_case_names(self, token: int) -> list[str]:
        words, fixed = [], False
        for case in self.dependents(token, "case"):
            if self.parse.pos[case] != "PART":
                below = self.dependents(case, "fixed")
                fixed = fixed or bool(below)
                words += [self.parse.lemmas[word] for word in (case, *below)]
        if len(words) <= 1:
            return words
        whole = "_".join(words)
        return [whole] if fixed else list(dict.fromkeys((whole, words[0], words[-1])))

    def clauses(self, token: int) -> list[int]:
        """Clauses that complete a verb or noun: "agreed to leave", "said that ...", "a plan to leave"."""
        found = self.dependents(token, "ccomp", "xcomp")
        for child in self.dependents(token, "acl", "advcl"):
            that = self.parse.relations[child] == "acl" and any(
                self.parse.lemmas[m] == "that" for m in self.children[child]
            )
            if that or self.infinitive(child):
                found.append(child)
        for noun in self.dependents(token, "obj"):  # "ordered the mission to leave", read as "the mission that leaves"
            found += [child for child in self.dependents(noun, "acl:relcl") if self.infinitive(child)]
        return found or [child for child in self.dependents(token, "parataxis") if self.is_verb(child)]

    def governor(self, noun: int) -> int:
        """The verb that a noun is an object, a passive subject or a prepositional phrase of; -1 for none."""
        current = noun
        while self.parse.relations[current] == "conj":
            current = self.parse.heads[current]
        head = self.parse.heads[current]
        if (
            head >= 0
            and self.is_verb(head)
            and self.parse.relations[current] in ("obj", "nsubj:pass", "nsubj", "obl", "xcomp")
        ):
            return head
        return -1

    def says_when(self, token: int) -> bool:
        """Whether a phrase only says when: what stands in it belongs to another event ("agreed to meet after talks in Beijing")."""
        return not _TIMES.isdisjoint(self.case_names(token))

    def is_in(self, token: int, word_set: str) -> bool:
        """Whether a word stands in a word set."""
        return self.parse.lemmas[token] in self._sets.get(word_set, ())

    def content(self, token: int) -> int:
        """The noun that a quantity measures: "talks" for "a series of talks", else the token itself."""
        if self.parse.lemmas[token] in self._quantities:
            below = self.prepositions(token).get("of")
            if below:
                return self.content(below[0])
        return token

    def stands(self, phrase: tuple[str, ...], token: int) -> bool:
        """Whether a phrase of lemmas (or of words as written: "arms") stands around a token, which is one of its words."""
        for place in range(len(phrase)):
            start = token - place
            if 0 <= start <= self.size - len(phrase) and all(
                self.is_word(start + i, word) for i, word in enumerate(phrase)
            ):
                return True
        return False

    def is_word(self, token: int, word: str) -> bool:
        """Whether a token is this word, by its lemma or as written."""
        return self.parse.lemmas[token] == word or self.lower[token] == word

    def words(self) -> set[str]:
        """All lemmas and lower-case forms of the sentence, names also without a final s, as rules may ask for them."""
        parse = self.parse
        names = {lemma.rstrip("s") for lemma, pos in zip(parse.lemmas, parse.pos, strict=True) if pos == "PROPN"}
        return names.union(parse.lemmas, self.lower)
