"""Loads, checks and compiles the dictionaries."""

from coder.lexicon.lexicon import Lexicon, load_lexicon, shipped_dictionaries

__all__ = ["Lexicon", "load_lexicon", "shipped_dictionaries"]
