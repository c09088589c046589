"""Files in a ZIP, sent while they are made: one of them in memory at a time, whatever their number."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Packed:
    """A file of the archive, under a plain name; where two have the same, the second is numbered."""

    name: str
    on: date
    content: bytes


def zip_pieces(files: Iterable[Packed]) -> Iterator[bytes]:
    """The archive in pieces, one or more a file. PDFs are packed already, so nothing is compressed again."""
    sink, names = _Sink(), _Names()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for file in files:
            day = (max(file.on.year, 1980), file.on.month, file.on.day, 0, 0, 0)
            archive.writestr(zipfile.ZipInfo(names.free(file.name), day), file.content)
            yield sink.taken()
    yield sink.taken()


def plain_name(name: str) -> str:
    """A file name no system takes for a path or refuses."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f\x7f]+', "-", name).strip(". ") or "file"


@dataclass
class _Sink:
    """Where the archive is written to: a stream that only goes forward."""

    pieces: list[bytes] = field(default_factory=list)

    def write(self, piece: bytes) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Nothing is open."""

    def taken(self) -> bytes:
        """What was written since the last time."""
        piece = b"".join(self.pieces)
        self.pieces.clear()
        return piece


@dataclass
class _Names:
    """The names given so far, as a file system that ignores case sees them."""

    given: set[str] = field(default_factory=set)

    def free(self, name: str) -> str:
        """The name, or `name (2).pdf` where it is taken."""
        stem, dot, suffix = name.rpartition(".")
        count, candidate = 1, name
        while candidate.casefold() in self.given:
            count += 1
            candidate = f"{stem} ({count}){dot}{suffix}"
        self.given.add(candidate.casefold())
        return candidate
