"""Parquet: read in batches; its typed values become the text our readers expect."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from occ_app.services.imports.mapping import Layout
from occ_app.services.imports.problems import Unusable
from occ_app.services.imports.sources import CHUNK_ROWS, Chunk, checked_columns
from occ_app.services.imports.xlsx_source import plain_text


class ParquetSource:
    """A Parquet file. `total` counts its rows."""

    def __init__(self, path: Path, layout: Layout) -> None:
        self._mark = layout.decimal_mark or "."
        try:
            self._file = parquet.ParquetFile(path)
        except (pa.ArrowException, OSError) as error:
            raise Unusable(f"{path.name} is not a Parquet file: {error}.") from error
        schema = self._file.schema_arrow
        nested = [f.name for f in schema if pa.types.is_nested(f.type) or pa.types.is_binary(f.type)]
        if nested:
            raise Unusable(f"{path.name}: the columns {', '.join(nested)} are not texts, numbers or dates.")
        self.columns = checked_columns(schema.names)
        self.total = self._file.metadata.num_rows

    def chunks(self) -> Iterator[Chunk]:
        done = 0
        for batch in self._file.iter_batches(batch_size=CHUNK_ROWS):
            cells = {name: self._texts(batch.column(at)) for at, name in enumerate(self.columns)}
            lines = range(done + 1, done + 1 + batch.num_rows)
            done += batch.num_rows
            yield Chunk.of(pd.DataFrame(cells, dtype=str), lines, done)

    def _texts(self, column: pa.Array) -> list[str]:
        return [plain_text(value, self._mark) for value in column.to_pylist()]
