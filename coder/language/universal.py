"""From the labels of spaCy's English models (ClearNLP style) to Universal Dependencies.

The two schemes differ in what heads what. UD makes the content word the head: prepositions and forms of "be" hang on
the word that they introduce, and all conjuncts hang on the first. So most of the work is raising: a child takes the
place of its head, and the head becomes its child. Raising turns a tree into a tree, whatever the labels are.

Sources: the labels of the ClearNLP guidelines (Choi and Palmer 2012), the relations at universaldependencies.org/en.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

__all__ = ["coding_features", "universal"]

FEATURES = frozenset({"Definite", "Mood", "Number", "Person", "Polarity", "Poss", "PronType", "Tense", "VerbForm"})

# Labels with another name in UD and the same head. Labels not listed here keep their name or are dealt with below.
RENAMED = {
    "ROOT": "root",
    "auxpass": "aux:pass",
    "csubjpass": "csubj:pass",
    "dobj": "obj",
    "intj": "discourse",
    "meta": "dep",
    "neg": "advmod",
    "nsubjpass": "nsubj:pass",
    "poss": "nmod:poss",
    "preconj": "cc:preconj",
    "predet": "det",
    "prt": "compound:prt",
    "quantmod": "advmod",
    "relcl": "acl:relcl",
}
COMPLEMENTS = frozenset({"pobj", "pcomp"})
PREPOSITIONS = frozenset({"prep", "agent", "dative"})
PREDICATES = frozenset({"attr", "acomp", "oprd"})
# Relations that need a look at the words around them, beside the three sets above.
LOOKED_AT = COMPLEMENTS | PREPOSITIONS | PREDICATES | {"aux", "cc", "conj", "nmod", "npadvmod"}

CLAUSAL = frozenset({"VERB", "AUX"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "SYM", "X", "DET"})
FUNCTIONAL = frozenset({"ADP", "SCONJ", "PART"})
AUXILIARY = frozenset({"aux", "aux:pass", "cop"})

# Two words that are one preposition (the list of UD English, as far as spaCy sees prepositions in them).
FIXED = frozenset(
    {
        ("according", "to"),
        ("ahead", "of"),
        ("along", "with"),
        ("apart", "from"),
        ("as", "for"),
        ("as", "of"),
        ("as", "to"),
        ("aside", "from"),
        ("because", "of"),
        ("due", "to"),
        ("except", "for"),
        ("instead", "of"),
        ("out", "of"),
        ("outside", "of"),
        ("owing", "to"),
        ("prior", "to"),
        ("rather", "than"),
        ("regardless", "of"),
        ("such", "as"),
        ("together", "with"),
        ("up", "to"),
    }
)


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


TIMES = _words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december jan. feb. mar. apr. jun. jul. aug. sep. sept. oct. nov. dec. today "
    "yesterday tomorrow tonight second minute hour day night morning noon afternoon evening midnight weekend week "
    "month quarter season spring summer autumn fall winter year decade century time moment "
)


def universal(
    lemmas: Sequence[str], pos: Sequence[str], heads: Sequence[int], labels: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Return (heads, relations) of one sentence in UD terms: one tree with one root, whose head is -1.

    All four arguments have one entry a token; `heads` holds indices that make trees, -1 for a root. There may be
    several roots (spaCy saw several sentences): the later ones hang on the first as parataxis.
    """
    sentence = _Sentence(lemmas, pos, list(heads), [RENAMED.get(label, label) for label in labels])
    looked_at = [token for token, relation in enumerate(sentence.relations) if relation in LOOKED_AT]
    sentence.raise_complements([token for token in looked_at if sentence.relations[token] in COMPLEMENTS])
    sentence.raise_predicates()
    sentence.flatten_conjuncts(looked_at)
    sentence.name_the_rest(looked_at)
    if "aux:pass" in sentence.relations:
        sentence.name_passive_subjects()
    sentence.join_roots()
    return sentence.heads, sentence.relations


@lru_cache(maxsize=10_000)  # there are some hundred
def coding_features(features: str) -> str:
    """Return those of the features ("Case=Nom|Number=Sing", in alphabetical order) that coding needs."""
    return "|".join(feature for feature in features.split("|") if feature.partition("=")[0] in FEATURES)


class _Sentence:
    """One sentence under conversion: parallel lists, and the children of every token."""

    __slots__ = ("children", "heads", "lemmas", "pos", "relations")

    def __init__(self, lemmas: Sequence[str], pos: Sequence[str], heads: list[int], relations: list[str]) -> None:
        self.lemmas, self.pos, self.heads, self.relations = lemmas, pos, heads, relations
        self.children: list[list[int]] = [[] for _ in heads]
        for token, head in enumerate(heads):
            if head >= 0:
                self.children[head].append(token)

    def raise_over_head(self, token: int) -> int:
        """Let the token and its head change places: it takes over the head's head, relation and other children."""
        head = self.heads[token]
        above = self.heads[head]
        for other in self.children[head]:
            if other != token:
                self.heads[other] = token
                self.children[token].append(other)
        self.children[head] = []
        self.children[token].append(head)
        self.heads[head] = token
        self.heads[token] = above
        if above >= 0:
            siblings = self.children[above]
            siblings[siblings.index(head)] = token
        self.relations[token] = self.relations[head]
        return head

    def raise_complements(self, complements: list[int]) -> None:
        """Prepositions become `case` (before a clause `mark`) of what they introduce."""
        prepositions: list[int] = []
        for token in complements:
            # Over and over, as in "from behind Chad": there "behind" is itself a complement.
            while self.relations[token] in COMPLEMENTS and self.heads[token] >= 0:
                prepositions += self._raise_complement(token)
        for second in prepositions:
            first = second - 1
            if first >= 0 and self.heads[first] == self.heads[second] and self._fixed(first, second):
                self.relations[first] = self.relations[second]
                self.heads[second] = first
                self.relations[second] = "fixed"

    def _raise_complement(self, token: int) -> list[int]:
        """Raise the token over its preposition, or over two; return them."""
        relations = self.relations
        head = self.heads[token]
        clause = relations[token] == "pcomp" and self.pos[token] in CLAUSAL
        if relations[head] not in PREPOSITIONS and self.pos[head] not in FUNCTIONAL:
            relations[token] = self._oblique(head, clause)  # a parse that makes no sense: keep its heads
            return []
        prepositions = []
        while True:
            prepositions.append(self.raise_over_head(token))
            relations[prepositions[-1]] = "mark" if clause else "case"
            above = self.heads[token]
            # "from within Chad": the outer preposition has no complement but the inner one.
            if above < 0 or relations[token] != "prep" or relations[above] != "prep":
                break
            if any(relations[other] in COMPLEMENTS for other in self.children[above]):
                break
        if relations[token] == "agent" and not clause:
            relations[token] = "obl:agent"
        elif relations[token] == "dative":
            relations[token] = "obl"
        elif relations[token] in PREPOSITIONS:
            relations[token] = self._oblique(above, clause)
        return prepositions

    def _fixed(self, first: int, second: int) -> bool:
        return (self.lemmas[first], self.lemmas[second]) in FIXED and not self.children[second]

    def _oblique(self, governor: int, clause: bool) -> str:
        if self.pos[governor] in NOMINAL:
            return "acl" if clause else "nmod"
        return "advcl" if clause else "obl"

    def raise_predicates(self) -> None:
        """What "be" links to its subject becomes the head, and "be" its `cop`; with other verbs it is an `xcomp`."""
        relations = self.relations
        for token in range(len(relations)):
            while relations[token] in PREDICATES:
                head = self.heads[token]
                if not self._is_copula(head):
                    relations[token] = "xcomp"
                elif any(relations[other] == "expl" for other in self.children[head]):
                    relations[token] = "nsubj"  # "there were clashes": UD takes the clashes for the subject
                else:
                    relations[self.raise_over_head(token)] = "cop"
        if "be" in self.lemmas:
            for token, lemma in enumerate(self.lemmas):
                if lemma == "be" and self._is_copula(token):
                    place = self._place_predicate(token)
                    if place >= 0:
                        relations[self.raise_over_head(place)] = "cop"

    def _is_copula(self, token: int) -> bool:
        return (
            token >= 0
            and self.lemmas[token] == "be"
            and self.pos[token] in CLAUSAL
            and self.relations[token] not in AUXILIARY
        )

    def _place_predicate(self, copula: int) -> int:
        """The predicate of "the envoys are in Cairo": the phrase with a preposition right behind "are"; -1 for none."""
        relations = self.relations
        children = sorted(self.children[copula])
        if any(relations[child] in {"expl", "obj"} for child in children):
            return -1
        for child in children:
            if child > copula and relations[child] not in {"advmod", "aux", "punct"}:
                return child if relations[child] == "obl" else -1
        return -1

    def flatten_conjuncts(self, looked_at: list[int]) -> None:
        """All conjuncts hang on the first; a conjunction hangs on the conjunct behind it."""
        heads, relations = self.heads, self.relations
        conjuncts = [token for token, relation in enumerate(relations) if relation == "conj"]
        if not conjuncts:
            return
        for token in looked_at:
            if relations[token] == "cc":
                behind = [other for other in conjuncts if other > token and heads[other] == heads[token]]
                if behind:
                    heads[token] = behind[0]
        for token in conjuncts:
            head = heads[token]
            while head >= 0 and relations[head] == "conj" and heads[head] >= 0:
                head = heads[head]
            heads[token] = head

    def name_the_rest(self, looked_at: list[int]) -> None:
        """Give the UD name to what kept its head."""
        pos, relations = self.pos, self.relations
        for token in looked_at:
            relation = relations[token]
            if relation == "aux":
                if pos[token] == "PART":
                    relations[token] = "mark"  # "to" of the infinitive
            elif relation == "npadvmod":
                relations[token] = "obl:tmod" if self.lemmas[token] in TIMES else "obl:npmod"
            elif relation == "nmod":
                # spaCy's own nmod is a noun before a noun; what we made nmod above has a preposition.
                if token < self.heads[token] and not any(relations[other] == "case" for other in self.children[token]):
                    relations[token] = "compound"
            elif relation == "dative":
                relations[token] = "advmod" if pos[token] in FUNCTIONAL else "iobj"
            elif relation in PREPOSITIONS:
                relations[token] = "advmod"  # a preposition without a complement

    def name_passive_subjects(self) -> None:
        """A passive verb has a passive subject: spaCy misses some, as in "a vote that Sudan says was rigged"."""
        for token, relation in enumerate(self.relations):
            if relation == "aux:pass" and self.pos[self.heads[token]] == "VERB":
                for other in self.children[self.heads[token]]:
                    if self.relations[other] in {"nsubj", "csubj"}:
                        self.relations[other] += ":pass"

    def join_roots(self) -> None:
        """Make the tree one: later roots hang on the first. Nothing else is called a root."""
        first = -1
        for token, head in enumerate(self.heads):
            if head >= 0:
                if self.relations[token] == "root":
                    self.relations[token] = "dep"
            elif first < 0:
                first, self.relations[token] = token, "root"
            else:
                self.heads[token], self.relations[token] = first, "parataxis"
