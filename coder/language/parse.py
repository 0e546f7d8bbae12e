"""The parse of one sentence in Universal Dependencies terms: the only thing that coding sees of a parser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Parse"]


@dataclass(frozen=True, slots=True)
class Parse:
    """Parallel arrays, one entry a token.

    forms      the token as written
    lemmas     lower-case lemma ("meet" for "met"; names keep their letters in lower case)
    pos        UD part of speech: VERB, AUX, NOUN, PROPN, ADJ, ADP, PRON, ...
    features   UD features that coding needs, "|"-joined in alphabetical order, e.g. "Tense=Past|VerbForm=Part"; "" for none
    heads      index of the head token in this sentence; -1 for the root
    relations  UD relation to the head: nsubj, nsubj:pass, obj, iobj, obl, obl:agent, nmod, nmod:poss, case, mark, aux,
               aux:pass, cop, advmod, amod, compound, compound:prt, appos, conj, cc, acl, acl:relcl, advcl, ccomp, xcomp,
               parataxis, det, nummod, flat, fixed, punct, dep, root, ...
    offsets    first character of the token in the sentence's text
    """

    forms: Sequence[str]
    lemmas: Sequence[str]
    pos: Sequence[str]
    features: Sequence[str]
    heads: Sequence[int]
    relations: Sequence[str]
    offsets: Sequence[int]

    def __len__(self) -> int:
        return len(self.forms)
