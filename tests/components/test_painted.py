import pytest
import reflex as rx

from occ_app.components.painted import REGIONS, Region, painted_list, painted_text, to_html
from occ_app.state.flash import FlashState
from occ_app.state.frame import FrameState
from occ_app.state.invoices import InvoicesState


def item(cells):
    return rx.el.tr(
        rx.el.td(rx.el.a(cells[0], href=cells[1], class_name="number"), role="cell"), rx.el.td(cells[2])
    )


def region_of(component):
    return REGIONS[component.custom_attrs["data-paint"]]


def test_an_item_is_written_as_react_would_write_it():
    region = region_of(painted_list(rx.el.tbody, InvoicesState, "rows", item, 3))
    assert region.html([["MC-1", "/es/invoices/MC-1", "Uso"]]) == (
        '<tr><td role="cell"><a class="number" href="/es/invoices/MC-1" data-discover="true">MC-1</a></td>'
        "<td>Uso</td></tr>"
    )


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '" onmouseover="x', "a & b", "⟦1⟧", "⟦9⟧"])
def test_a_hostile_cell_stays_text(hostile):
    written = region_of(painted_list(rx.el.tbody, InvoicesState, "rows", item, 3)).html(
        [[hostile, hostile, hostile]]
    )
    assert "<script" not in written
    assert 'onmouseover="' not in written
    assert written.count("<td") == 2


def test_a_text_is_escaped():
    assert (
        region_of(painted_text(rx.el.p, FlashState, "text")).html("<b>3 & 4</b>")
        == "&lt;b&gt;3 &amp; 4&lt;/b&gt;"
    )


def test_an_item_that_asks_about_its_cells_is_refused():
    with pytest.raises((ValueError, KeyError, TypeError)):
        painted_list(
            rx.el.ul, InvoicesState, "rows", lambda c: rx.el.li(rx.cond(InvoicesState.loaded, c[0], "")), 1
        )


def test_a_region_keeps_its_name_from_build_to_serving():
    keys = {
        painted_list(rx.el.tbody, InvoicesState, "rows", item, 3).custom_attrs["data-paint"]
        for _time in range(2)
    }
    assert len(keys) == 1


def test_void_and_boolean_attributes_are_written_as_html_wants_them():
    assert (
        to_html(rx.el.input(type="checkbox", disabled=True).render())
        == '<input disabled="" type="checkbox"/>'
    )


def test_plain_text_regions_have_no_template():
    assert Region(FlashState, "text").template is None


def test_a_part_of_a_variable_is_painted_alone():
    def drawn(part):
        return region_of(painted_list(rx.el.li, FrameState, "doors", lambda c: rx.el.b(c[0]), 1, part=part))

    doors = {"/invoices": [["3"]]}
    assert drawn("/invoices").html(doors) == "<b>3</b>"
    assert drawn("/payments").html(doors) == ""
