"""The coder as a component of spaCy's: `nlp.add_pipe("cameo_coder")` gives `doc._.events`.

It parses the text once more, with its own parser, so that the events are those of the command line whatever the pipeline before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from coder.api import Coder

__all__ = ["CameoCoder", "make_cameo_coder"]


class CameoCoder:
    """Sets `doc._.events`, a list of events; the story's day is read from `doc._.story_date` (a date, an ISO string, None)."""

    def __init__(self, coder: Coder) -> None:
        self._coder = coder
        for name, default in (("events", []), ("story_date", None)):
            if not Doc.has_extension(name):
                Doc.set_extension(name, default=default)

    def __call__(self, doc: Doc) -> Doc:
        """Set the events of a document; raises UsageError for a date that is none."""
        day: date | str | None = doc._.story_date
        doc._.events = self._coder.code(doc.text, day)
        return doc


@Language.factory("cameo_coder", default_config={"dictionaries": [], "model": None, "keep_text": False})
def make_cameo_coder(
    nlp: Language, name: str, dictionaries: Sequence[str], model: str | None, keep_text: bool
) -> CameoCoder:
    """The component; its settings are those of `coder.Coder`."""
    return CameoCoder(Coder(dictionaries=dictionaries, model=model, keep_text=keep_text))
