"""Precision, recall and F1 with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coder.evaluation.gold import GoldStory
from coder.evaluation.matching import LEVELS, Judged, judge, quad_class
from coder.events.event import Event

__all__ = ["Score", "scores"]

_DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Score:
    """One row of the result: at a level, for all events or a group of them (a root, a quad class, a dyad), strict or lenient.

    `found` gold events of `gold` were found, `found` of `events` events are right; the shares are None without any. `low` and
    `high` bound 95 of 100 values of F1 when the stories are drawn again with replacement.
    """

    level: str
    group: str
    mode: str
    precision: float | None
    recall: float | None
    f1: float | None
    low: float | None
    high: float | None
    found: int
    events: int
    gold: int


def scores(gold: Sequence[GoldStory], coded: Sequence[Sequence[Event]], *, seed: int = 0) -> list[Score]:
    """Scores of the events that were coded in each gold story: at all levels, then at root and dyad by root, quad class and dyad."""
    rows = []
    pairs = list(zip(gold, coded, strict=True))
    for mode in ("strict", "lenient"):
        for level in LEVELS:
            judged = [judge(story.events, events, level, lenient=mode == "lenient") for story, events in pairs]
            rows.append(_score(level, "all", mode, [_counts(one)[""] for one in judged], seed))
    for mode in ("strict", "lenient"):
        judged = [judge(story.events, events, "root and dyad", lenient=mode == "lenient") for story, events in pairs]
        for level in ("by root", "by quad class", "by dyad"):
            grouped = [_counts(one, level) for one in judged]
            rows += [
                _score(level, group, mode, [counts.get(group, (0, 0, 0)) for counts in grouped], seed)
                for group in sorted({name for counts in grouped for name in counts})
            ]
    return rows


def _group(level: str, source: str, target: str, code: str) -> str:
    return {"by root": code[:2], "by quad class": quad_class(code), "by dyad": f"{source[:3]}>{target[:3]}"}.get(
        level, ""
    )


def _counts(judged: Judged, level: str = "") -> Mapping[str, tuple[int, int, int]]:
    """Found, events and gold events by group; what was found belongs to the gold event's group."""
    counts: dict[str, tuple[int, int, int]] = {"": (0, 0, 0)} if not level else {}

    def add(group: str, found: int, events: int, gold: int) -> None:
        before = counts.get(group, (0, 0, 0))
        counts[group] = (before[0] + found, before[1] + events, before[2] + gold)

    for one in (*(gold for gold, _ in judged.found), *judged.missed):
        add(_group(level, one.source, one.target, one.cameo), 0, 0, 1)
    for one, _ in judged.found:
        add(_group(level, one.source, one.target, one.cameo), 1, 1, 0)
    for event in judged.false:
        add(_group(level, event.source_code, event.target_code, event.cameo_code), 0, 1, 0)
    return counts


def _score(level: str, group: str, mode: str, counts: Sequence[tuple[int, int, int]], seed: int) -> Score:
    import numpy as np

    table = np.array(counts, dtype=np.int64)
    found, events, gold = map(int, table.sum(axis=0))
    draws = np.random.default_rng(seed).multinomial(len(table), [1 / len(table)] * len(table), size=_DRAWS) @ table
    # F1 is twice what was found over all that was said and all that was to be said.
    f1 = 2 * draws[:, 0] / np.maximum(draws[:, 1] + draws[:, 2], 1)
    low, high = (round(float(bound), 4) for bound in np.quantile(f1, (0.025, 0.975)))
    told = events + gold > 0
    return Score(
        level,
        group,
        mode,
        _share(found, events),
        _share(found, gold),
        _share(2 * found, events + gold),
        low if told else None,
        high if told else None,
        found,
        events,
        gold,
    )


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
