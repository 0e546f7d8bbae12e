"""A memo of words in place of spaCy's attribute ruler and lemmatizer, with the same results.

Nearly all rules of the ruler look at one token: its form, tag and label. So does the lemmatizer, which sees what the
ruler wrote. What they say of a word is worked out once, by the ruler and the lemmatizer themselves, and kept. A few
rules look at two tokens ("let 's", "there is"): a sentence with a word that may begin such a pair goes through both
components whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler, Lemmatizer
from spacy.tokens import Doc, Token

from coder.language.universal import coding_features

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["Key", "Word", "WordMemo"]

MAX_WORDS = 100_000  # entries, about 40 MB; then the memo starts anew

Key = tuple[int, int, int]  # spaCy's numbers of form, tag and label
Word = tuple[str, str, str, str, str]  # form, lemma, part of speech, features, label


class WordMemo:
    """Looks up lemma, part of speech and features of tagged and parsed words."""

    def __init__(self, nlp: Language) -> None:
        self._vocab = nlp.vocab
        ruler: Any = nlp.get_pipe("attribute_ruler")
        self._ruler = ruler
        self._lemmatizer = cast("Lemmatizer", nlp.get_pipe("lemmatizer"))
        _index(self._lemmatizer)
        self._single: Any = AttributeRuler(nlp.vocab)
        self._first_of_several = Matcher(nlp.vocab)
        for number, rule in enumerate(ruler.patterns):
            if all(len(pattern) == 1 for pattern in rule["patterns"]):
                self._single.add_patterns([rule])
            else:
                self._first_of_several.add(str(number), [pattern[:1] for pattern in rule["patterns"]])
        self._words: dict[Key, Word | None] = {}

    def look_up(self, docs: Sequence[Doc], keys: Sequence[Sequence[Key]]) -> list[list[Word]]:
        """Return the words of every doc; `keys` holds those of its tokens. The docs may be changed."""
        known = self._words
        if len(known) > MAX_WORDS:
            known.clear()
            self._lemmatizer.cache.clear()
        unknown = list(dict.fromkeys(key for of_doc in keys for key in of_doc if key not in known))
        if unknown:
            self._learn(unknown)
        found = []
        for doc, of_doc in zip(docs, keys, strict=True):
            words = [word for key in of_doc if (word := known[key])]
            found.append(words if len(words) == len(of_doc) else self._read(self._ruler(doc)))
        return found

    def _learn(self, keys: list[Key]) -> None:
        strings = self._vocab.strings
        forms, tags, labels = ([strings[number] for number in column] for column in zip(*keys, strict=True))
        doc = Doc(self._vocab, words=forms, tags=tags, deps=labels, heads=list(range(len(keys))))
        in_context = {start for _, start, _ in self._first_of_several(doc)}
        for number, (key, word) in enumerate(zip(keys, self._read(self._single(doc)), strict=True)):
            self._words[key] = None if number in in_context else word

    def _read(self, doc: Doc) -> list[Word]:
        """Lemmatize the doc and read off its words."""
        return [_word(token) for token in self._lemmatizer(doc)]


def _index(lemmatizer: Lemmatizer) -> None:
    """Make the lemmatizer look up the words it knows, which are lists of thousands that it searches from their beginning."""
    if lemmatizer.lookups.has_table("lemma_index"):
        table = lemmatizer.lookups.get_table("lemma_index")
        table.update({part_of_speech: dict.fromkeys(words) for part_of_speech, words in table.items()})


def _word(token: Token) -> Word:
    if token.dep_ == "prep" and token.pos_ == "VERB":
        return token.text, token.lower_, "ADP", "", "prep"  # "including", "according": no verb, no form of "include"
    return token.text, token.lemma_.lower(), token.pos_, coding_features(str(token.morph)), token.dep_
