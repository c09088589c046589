import pytest
from jinja2 import DictLoader, UndefinedError

from occ_app import templates

HOSTILE = "<b>&{0}%s"


@pytest.fixture
def template(monkeypatch):
    """A function that renders a template given as text."""
    environment = templates._environment.__wrapped__()
    monkeypatch.setattr(templates, "_environment", lambda: environment)

    def render(text, name="page.html", **values):
        environment.loader = DictLoader({name: text})
        return templates.render(name, **values)

    return render


def test_what_is_filled_into_a_page_is_escaped(template):
    assert template("{{ x }}", x=HOSTILE) == "&lt;b&gt;&amp;{0}%s"
    assert template("{{ _('Hello {x}', x=x) }}", x=HOSTILE) == "Hello &lt;b&gt;&amp;{0}%s"


def test_what_is_filled_into_a_plain_text_is_left_as_it_is(template):
    assert template("{{ _('Hello {x}', x=x) }}", "mail.txt", x=HOSTILE) == f"Hello {HOSTILE}"


def test_markup_made_by_a_template_may_be_filled_into_a_text(template):
    assert (
        template("{% set x %}<b>{{ y }}</b>{% endset %}{{ _('Hello {x}', x=x) }}", y="<")
        == "Hello <b>&lt;</b>"
    )


def test_a_counted_text_takes_its_form(template):
    text = "{{ ngettext('{count} day', '{count} days', n) }}"
    assert [template(text, n=n) for n in (1, 2)] == ["1 day", "2 days"]


def test_a_value_that_was_forgotten_is_an_error(template):
    with pytest.raises(UndefinedError):
        template("{{ forgotten }}")
