from occ_app.services.billing_profile import contact, tax_ids
from occ_app.services.billing_profile.overview import glance


def test_all_parts_at_a_glance(db, acme):
    contact.save(db, acme.acting(), acme.good, 0)
    tax_ids.add(db, acme.acting(), {"country": "KW", "value": "123"})
    seen = glance(db, acme.acting(acme.marta))
    assert seen.contact.values["city"] == "Madrid"
    assert [one.value for one in seen.tax_ids.live] == ["123"]
    assert (seen.certificates, seen.topics.otherwise) == ([], ["ana@acme.example"])
