import pytest

from occ_app.i18n import speaking
from occ_app.models import ActivityKind, SignInMethod
from occ_app.services.activity.sentences import SENTENCES, TOPICS, Topic, changes, sentence, topic_of


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", ActivityKind)
def test_every_kind_has_a_sentence(kind, language):
    with speaking(language):
        said = sentence(kind, "INV-1")
    assert said
    assert "{" not in said
    assert kind in SENTENCES


def test_sentences_are_in_the_language_spoken():
    with speaking("es"):
        assert sentence(ActivityKind.DOCUMENT_VIEWED, "MC-1") == "Abrió MC-1"


def test_a_subject_is_not_read_as_a_placeholder():
    assert sentence(ActivityKind.SIGN_IN_REFUSED, "{who} <b>") == "Sign-in refused for {who} <b>"


def test_every_tab_has_some_kind_or_is_there_for_kinds_to_come():
    assert {topic_of(kind) for kind in ActivityKind} | {Topic.COMPANY, Topic.ALL} == set(Topic)
    assert set(TOPICS.values()) <= set(Topic)


def test_changes_are_told_from_before_to_after():
    assert changes({"role": "finance"}, {"role": "admin", "x": [1, 2]}) == "role: finance → admin · x: 1, 2"
    assert changes({}, {"method": SignInMethod.LINK.value}) == "method: link by e-mail"
    assert changes({}, {}) == ""
    assert changes({"role": "finance"}, {}) == "role: finance"
