"""From text to parsed sentences: `sentences` splits, `parser` parses with spaCy, `conllu` reads parses made elsewhere.

The modules are imported by name, since `parser` brings spaCy with it: `from coder.language.parser import Parser`.
"""

__all__ = ["conllu", "parse", "parser", "sentences", "universal"]
