"""What became of the records of a run."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["REJECTED_BEFORE", "Counts"]

REJECTED_BEFORE = "when this was done before; the table rejects says why"


@dataclass(slots=True)
class Counts:
    """What became of the records: `read` is the sum of coded, empty, duplicate, rejected and skipped (done before,
    without what was rejected then).

    `untouched` stories, some of those read, were not coded: their rows were carried over, as no entry that changed is in them.
    `unparsed` sentences pass the screen of the dictionaries, but kept parses do not hold them; `seconds` are those spent on each
    stage by whoever did it.
    """

    read: int = 0
    coded: int = 0
    empty: int = 0
    duplicate: int = 0
    rejected: int = 0
    skipped: int = 0
    untouched: int = 0
    undated: int = 0
    sentences: int = 0
    parsed: int = 0
    unparsed: int = 0
    events: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)

    def add(self, other: Counts) -> None:
        """Add another count to this one."""
        for name in _NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.reasons += other.reasons
        for stage, spent in other.seconds.items():
            self.spend(stage, spent)

    def add_rows(self, stories: pa.Table, rejects: pa.Table) -> None:
        """Add what was carried over."""
        columns = ("status", "story_date", "sentences", "screened_sentences", "events")
        for status, day, sentences, parsed, events in zip(
            *(stories[name].to_pylist() for name in columns), strict=True
        ):
            self.coded += status == "coded"
            self.empty += status == "empty"
            self.duplicate += status == "duplicate"
            self.undated += day is None and status != "duplicate"
            self.sentences += sentences
            self.parsed += parsed
            self.events += events
        self.reasons.update(rejects["reason"].to_pylist())
        self.rejected += len(rejects)
        self.read += len(stories) + len(rejects)
        self.untouched += len(stories) + len(rejects)

    def spend(self, stage: str, seconds: float) -> None:
        """Add time to a stage: read, parse, code or write."""
        self.seconds[stage] = self.seconds.get(stage, 0.0) + seconds


_NUMBERS = tuple(field.name for field in fields(Counts) if field.name not in ("reasons", "seconds"))
