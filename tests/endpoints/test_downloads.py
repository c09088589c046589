import asyncio
from contextlib import ExitStack

import pytest

from occ_app.endpoints.downloads import AT_ONCE, download, file_headers
from occ_app.errors import TooMany


@pytest.mark.parametrize(
    ("name", "plain", "whole"),
    [
        ("facturas.csv", "facturas.csv", "facturas.csv"),
        ("año 2026.csv", "ano 2026.csv", "a%C3%B1o%202026.csv"),
        ('a/b"c\r\nd.pdf', "a-b-c-d.pdf", "a-b-c-d.pdf"),
        ("日本.pdf", "pdf", "%E6%97%A5%E6%9C%AC.pdf"),
        ("...", "file", "file"),
    ],
)
def test_a_files_name_is_safe_in_its_header(name, plain, whole):
    header = file_headers(name)["content-disposition"]
    assert header == f"attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}"


def test_a_file_is_private():
    headers = file_headers("a.pdf", inline=True)
    assert headers["cache-control"] == "private, no-store"
    assert headers["content-disposition"].startswith("inline")


def test_only_so_many_long_files_are_made_at_once():
    async def one():
        return await download(iter([b"a", b"b"]), name="a.csv", media_type="text/csv")

    async def many():
        with ExitStack() as open_files:
            for _file in range(AT_ONCE):
                open_files.callback((await one()).pieces.close)
            with pytest.raises(TooMany):
                await one()
        (await one()).pieces.close()

    asyncio.run(many())
