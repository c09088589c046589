"""A company's own billing data: contact and address, recipients of mail by topic, tax ids, exemption certificates."""
