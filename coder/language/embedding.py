"""A memo of embedded words: the first layers of spaCy's small models see each word alone, and most words of a text are old ones."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import numpy as np
from thinc.api import Model, chain

__all__ = ["remember_words"]

MAX_WORDS = 20_000  # vectors of 96 numbers, 8 MB; then the memo starts anew


def remember_words(tok2vec: Model[Any, Any]) -> None:
    """Make a model, in place, look up the vectors of words that it has embedded before, which it takes before it sees their neighbours.

    Models that do not embed words by hashed features alone (those with static vectors, the transformers) stay as they are.
    """
    if not tok2vec.has_ref("embed"):
        return
    embed = tok2vec.get_ref("embed")
    features, *layers = embed.layers
    if features.name == "extract_features":
        words: Model[Any, Any] = Model("remembered_words", _Words(), layers=[chain(*layers)])
        tok2vec.replace_node(embed, chain(features, words))


class _Words:
    """The forward pass of a layer, for prediction: from the features of each doc's words, rows of hashes, to their vectors.

    Those of a new word are worked out by the layers that this one stands for.
    """

    def __init__(self) -> None:
        self._vectors: dict[bytes, Any] = {}

    def __call__(self, model: Model[Any, Any], docs: list[Any], is_train: bool) -> tuple[list[Any], Any]:
        [embed] = model.layers
        rows = np.concatenate(docs)
        if not len(rows):
            return embed.predict(docs), None
        keys = rows.view(f"V{rows.itemsize * rows.shape[1]}").ravel().tolist()
        vectors = self._vectors
        if len(vectors) > MAX_WORDS:
            vectors.clear()
        if new := {key: row for row, key in enumerate(keys) if key not in vectors}:
            vectors.update(zip(new, *embed.predict([rows[list(new.values())]]), strict=True))
        found = np.concatenate([vectors[key] for key in keys]).reshape(len(keys), -1)
        return np.split(found, list(accumulate(map(len, docs)))[:-1]), None
