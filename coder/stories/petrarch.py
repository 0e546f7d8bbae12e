"""Reads the XML of PETRARCH, of which only the texts are taken.

<Sentences>
  <Sentence date="20080801" id="..." source="AFP" sentence="true">
    <Text>...</Text>
    <Parse>...</Parse>
  </Sentence>
</Sentences>
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from lxml import etree

from coder.stories.records import Record
from coder.stories.story import Reject

__all__ = ["read"]

_PARAGRAPH_END = re.compile(r"\n\s*\n")


def read(stream: io.BufferedReader, name: str) -> Iterator[Record | Reject]:
    """Each Sentence as a record; lines are joined, blank lines stay.

    Nothing outside the file is read, and a document type declaration (which could hold entities) is refused.
    """
    root = None
    parse = etree.iterparse(
        stream, events=("start", "end"), load_dtd=False, no_network=True, resolve_entities=False, huge_tree=False
    )
    try:
        for event, element in parse:
            if root is None:
                root = element
                if problem := _problem(root):
                    yield Reject(name, 0, problem)
                    return
            elif event == "end" and element.getparent() is root:
                if element.tag == "Sentence":
                    yield Record(element.sourceline, _fields(element))
                # What has been read is let go. The element itself must stay until the parser has gone past it.
                element.clear()
                del root[: root.index(element)]
    except etree.XMLSyntaxError as error:
        yield Reject(name, error.lineno or 0, f"broken XML: {error.msg}; what stood before was read")


def _problem(root: etree._Element) -> str:
    if root.getroottree().docinfo.doctype:
        return "a document type declaration (<!DOCTYPE ...>) may hold entities and is not read; take it out of the file"
    if root.tag != "Sentences":
        return f"not PETRARCH's XML: the root is <{root.tag}>, where <Sentences> is expected"
    return ""


def _fields(sentence: etree._Element) -> dict[str, str]:
    fields = {str(name): str(value) for name, value in sentence.attrib.items()}
    if (text := sentence.find("Text")) is not None:
        paragraphs = _PARAGRAPH_END.split("".join(text.itertext()))
        fields["text"] = "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs if paragraph.strip())
    return fields
