import io
import json

from rich.console import Console

from occ_app.bench import report


def test_a_report_keeps_the_sections_that_were_not_measured(tmp_path):
    path = tmp_path / "bench.json"
    report.write({"lists": [{"what": "first page"}]}, path)
    report.write({"import": [{"rows_per_s": 1}]}, path)
    assert json.loads(path.read_text()) == {"lists": [{"what": "first page"}], "import": [{"rows_per_s": 1}]}


def test_a_table_is_shown_for_each_section_even_where_rows_are_wide_or_none():
    said = io.StringIO()
    wide = {f"column {at}": at for at in range(20)}
    report.show({"load": [wide, wide], "memory": [], "aims": [{"aim": "fast"}]}, Console(file=said, width=60))
    assert "column 19" in said.getvalue()
    assert "fast" in said.getvalue()
