"""Reads and writes the actor, agent and discard files of PETRARCH, PETRARCH2 and TABARI."""

from coder.lexicon.petrarch.reading import Imported, read_petrarch
from coder.lexicon.petrarch.writing import write_petrarch

__all__ = ["Imported", "read_petrarch", "write_petrarch"]
