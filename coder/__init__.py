"""Codes news stories into CAMEO political event data, from text to Parquet to SQL."""

__all__ = ["__version__"]

__version__ = "0.1.0"
