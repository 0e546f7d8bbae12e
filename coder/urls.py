"""Files elsewhere, named by a URL of any protocol that fsspec knows: `s3://bucket/news`, `gs://...`, `memory://...`."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urlsplit

from coder.errors import CoderError, UsageError, install_extra

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["BLOCK", "file_system", "find_files", "is_url", "open_binary", "plain_errors"]

BLOCK = 8 * 2**20  # bytes read ahead: enough to hide the way to the store, little enough to hold

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_MAGIC = re.compile(r"[*?[]")


def is_url(name: str | Path) -> bool:
    """Whether a name is a URL and not a path."""
    return _URL.match(str(name)) is not None


def file_system(url: str) -> tuple[Any, str]:
    """The file system of a URL (fsspec's AbstractFileSystem), and the path in it.

    Where it is and who asks is up to the environment (AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, FSSPEC_S3_...; fsspec's own files).
    Raises UsageError for a protocol that nobody knows, a package that is missing, and URLs that hold a password.
    """
    from fsspec.core import url_to_fs

    parts = urlsplit(url)
    protocol = parts.scheme.lower()
    if parts.password is not None:
        # It would be stored as the file's name with every story.
        raise UsageError(f"{protocol}://...: the URL holds a password; give it to fsspec by its environment instead")
    if parts.query and protocol in ("http", "https"):
        raise UsageError(f"{url.partition('?')[0]}: a query (?...) may hold a key and cannot be part of a file's name")
    if "::" in url:
        raise UsageError(f"{url}: chained URLs (::) are not read; name the file itself")
    try:
        system, path = url_to_fs(url)
    except ImportError as error:
        ours = f"; it comes with the extra `s3`: {install_extra('s3')}" if protocol in ("s3", "s3a") else ""
        raise UsageError(f"{url}: {error}{ours}") from error
    except ValueError as error:
        raise UsageError(f"{url}: {error}") from error
    return system, str(path)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turns what the package of a protocol raises, of which each has errors of its own, into OSError."""
    try:
        yield
    except (OSError, CoderError):  # the latter where the user stops us
        raise
    except Exception as error:
        raise OSError(str(error) or type(error).__name__) from error


def open_binary(name: str | Path) -> BinaryIO:
    """A file for reading, by its path or URL; raises OSError, also when it is read."""
    if not is_url(name):
        return Path(name).open("rb")
    system, path = file_system(str(name))
    with plain_errors():
        return io.BufferedReader(_Plain(system.open(path, "rb", block_size=BLOCK)))


def find_files(url: str) -> tuple[str, list[str]]:
    """What a URL names ("file", "folder" or "glob"; "" for nothing), and the URLs of its files in the order of their paths.

    A folder is searched with all below it; in folders and globs hidden files are left out. Raises OSError where that cannot be asked.
    """
    url = url.rstrip("/")
    system, path = file_system(url)
    # The path alone may lack the host.
    before = url.removesuffix(path) if url.endswith(path) else f"{urlsplit(url).scheme}://"
    with plain_errors():
        system.invalidate_cache()
        try:
            kind = "file" if system.info(path)["type"] == "file" else "folder"
        except FileNotFoundError:
            if not _MAGIC.search(path):
                raise
            kind = "glob"
        if kind == "file":
            return kind, [url]
        found: list[str] = []
        for match, about in system.glob(path, detail=True).items() if kind == "glob" else [(path, None)]:
            found.extend([match] if about and about["type"] == "file" else system.find(match))
    base = len(_MAGIC.split(path)[0].rpartition("/")[0]) if kind == "glob" else len(path)
    names = sorted({name for name in found if not _is_hidden(name[base:])}, key=lambda name: PurePosixPath(name).parts)
    return kind, [f"{before}{name}" for name in names]


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))


class _Plain(io.RawIOBase):
    """A file of fsspec's as the standard library has them, with plain errors."""

    def __init__(self, file: Any) -> None:  # noqa: ANN401  # fsspec has no types
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return bool(self._file.seekable())

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        with plain_errors():
            return int(self._file.seek(offset, whence))

    def tell(self) -> int:
        return int(self._file.tell())

    def readinto(self, target: WriteableBuffer) -> int:
        with plain_errors():
            return int(self._file.readinto(target))

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()
