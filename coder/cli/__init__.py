"""The command line: parses arguments, calls the library, prints. Commands are imported when they are called."""

from coder.cli.main import main

__all__ = ["main"]
