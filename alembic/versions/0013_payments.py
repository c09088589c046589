"""Payments made in the portal: orders of payment, cards, rules, refunds, and what the card company tells."""

import sqlalchemy as sa
from alembic import op


revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
AT = sa.DateTime(timezone=True)
UNAPPLIED = """
    UPDATE payment SET unapplied_minor = amount_minor
        - COALESCE((SELECT SUM(a.amount_minor) FROM allocation a WHERE a.payment_id = payment.id), 0)
"""
FIGURES = (
    'refunded_minor BETWEEN 0 AND amount_minor'
    ' AND unapplied_minor BETWEEN 0 AND amount_minor - refunded_minor'
)
STATISTICS = """
    INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('payment', 'ix_payment_unapplied', '1000 10 1')
"""
"""What SQLite's planner is told of the new index, as in 0002."""


def upgrade() -> None:
    op.create_table('webhook_event',
    sa.Column('id', BIG, nullable=False),
    sa.Column('event_id', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('object_id', sa.String(length=64), nullable=False),
    sa.Column('happened_at', AT, nullable=False),
    sa.Column('received_at', AT, nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('next_try_at', AT, nullable=False),
    sa.Column('error', sa.String(length=300), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook_event')),
    sa.UniqueConstraint('event_id', name=op.f('uq_webhook_event_event_id'))
    )
    op.create_index(op.f('ix_webhook_event_state'), 'webhook_event', ['state'])

    op.create_table('webhook_refusal',
    sa.Column('id', BIG, nullable=False),
    sa.Column('reason', sa.String(length=32), nullable=False),
    sa.Column('address', sa.String(length=64), nullable=False),
    sa.Column('at', AT, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook_refusal'))
    )
    op.create_index(op.f('ix_webhook_refusal_at'), 'webhook_refusal', ['at'])

    op.create_table('approval_rule',
    sa.Column('id', BIG, nullable=False),
    sa.Column('account_id', BIG, nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('above_minor', BIG, nullable=False),
    sa.Column('approvals', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=32), nullable=False),
    sa.Column('person_id', BIG, nullable=True),
    sa.Column('made_by', BIG, nullable=True),
    sa.Column('made_at', AT, nullable=False),
    sa.Column('ended_by', BIG, nullable=True),
    sa.Column('ended_at', AT, nullable=True),
    sa.CheckConstraint('above_minor >= 0', name=op.f('ck_approval_rule_above')),
    sa.CheckConstraint('approvals BETWEEN 1 AND 2', name=op.f('ck_approval_rule_approvals')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_approval_rule_account_id')),
    sa.ForeignKeyConstraint(['ended_by'], ['person.id'], name=op.f('fk_approval_rule_ended_by')),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_approval_rule_made_by')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_approval_rule_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_approval_rule'))
    )
    op.create_index(op.f('ix_approval_rule_account_id'), 'approval_rule', ['account_id'])
    op.create_index('uq_approval_rule_live', 'approval_rule', ['account_id', 'currency', 'above_minor'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('payment_limit',
    sa.Column('id', BIG, nullable=False),
    sa.Column('account_id', BIG, nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('per_payment_minor', BIG, nullable=True),
    sa.Column('per_day_minor', BIG, nullable=True),
    sa.CheckConstraint('per_payment_minor > 0 AND per_day_minor > 0', name=op.f('ck_payment_limit_positive')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_payment_limit_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment_limit')),
    sa.UniqueConstraint('account_id', 'currency', name=op.f('uq_payment_limit_account_id_currency'))
    )
    op.create_index(op.f('ix_payment_limit_account_id'), 'payment_limit', ['account_id'])

    op.create_table('provider_customer',
    sa.Column('id', BIG, nullable=False),
    sa.Column('account_id', BIG, nullable=False),
    sa.Column('delegation_id', BIG, nullable=True),
    sa.Column('provider_id', sa.String(length=64), nullable=False),
    sa.Column('created_at', AT, nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_provider_customer_account_id')),
    sa.ForeignKeyConstraint(['delegation_id'], ['delegation.id'], name=op.f('fk_provider_customer_delegation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_provider_customer')),
    sa.UniqueConstraint('delegation_id', name=op.f('uq_provider_customer_delegation_id')),
    sa.UniqueConstraint('provider_id', name=op.f('uq_provider_customer_provider_id'))
    )
    op.create_index(op.f('ix_provider_customer_account_id'), 'provider_customer', ['account_id'])
    op.create_index('uq_provider_customer_account', 'provider_customer', ['account_id'], unique=True, sqlite_where=sa.text('delegation_id IS NULL'), postgresql_where=sa.text('delegation_id IS NULL'))

    op.create_table('refund',
    sa.Column('id', BIG, nullable=False),
    sa.Column('account_id', BIG, nullable=False),
    sa.Column('number', sa.String(length=32), nullable=False),
    sa.Column('payment_id', BIG, nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('amount_minor', BIG, nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('provider_id', sa.String(length=64), nullable=True),
    sa.Column('failure', sa.String(length=64), nullable=False),
    sa.Column('made_by', BIG, nullable=True),
    sa.Column('made_at', AT, nullable=False),
    sa.Column('ended_at', AT, nullable=True),
    sa.CheckConstraint('amount_minor > 0', name=op.f('ck_refund_amount')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_refund_account_id')),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_refund_made_by')),
    sa.ForeignKeyConstraint(['payment_id'], ['payment.id'], name=op.f('fk_refund_payment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_refund')),
    sa.UniqueConstraint('number', name=op.f('uq_refund_number')),
    sa.UniqueConstraint('provider_id', name=op.f('uq_refund_provider_id'))
    )
    op.create_index(op.f('ix_refund_account_id'), 'refund', ['account_id'])
    op.create_index(op.f('ix_refund_payment_id'), 'refund', ['payment_id'])

    op.create_table('saved_card',
    sa.Column('id', BIG, nullable=False),
    sa.Column('account_id', BIG, nullable=False),
    sa.Column('provider_id', sa.String(length=64), nullable=False),
    sa.Column('brand', sa.String(length=32), nullable=False),
    sa.Column('last4', sa.String(length=4), nullable=False),
    sa.Column('exp_month', sa.Integer(), nullable=False),
    sa.Column('exp_year', sa.Integer(), nullable=False),
    sa.Column('is_default', sa.Boolean(), nullable=False),
    sa.Column('delegation_id', BIG, nullable=True),
    sa.Column('added_by', BIG, nullable=True),
    sa.Column('added_at', AT, nullable=False),
    sa.Column('removed_at', AT, nullable=True),
    sa.Column('reminded_days', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_saved_card_account_id')),
    sa.ForeignKeyConstraint(['added_by'], ['person.id'], name=op.f('fk_saved_card_added_by')),
    sa.ForeignKeyConstraint(['delegation_id'], ['delegation.id'], name=op.f('fk_saved_card_delegation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_card')),
    sa.UniqueConstraint('provider_id', name=op.f('uq_saved_card_provider_id'))
    )
    op.create_index(op.f('ix_saved_card_account_id'), 'saved_card', ['account_id'])
    op.create_index('uq_saved_card_default', 'saved_card', ['account_id'], unique=True, sqlite_where=sa.text('is_default AND removed_at IS NULL'), postgresql_where=sa.text('is_default AND removed_at IS NULL'))

    op.create_table('autopay_rule',
    sa.Column('id', BIG, nullable=False),
    sa.Column('account_id', BIG, nullable=False),
    sa.Column('contract_number', sa.String(length=64), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('card_id', BIG, nullable=False),
    sa.Column('days_before', sa.Integer(), nullable=False),
    sa.Column('notice_days', sa.Integer(), nullable=False),
    sa.Column('cap_invoice_minor', BIG, nullable=True),
    sa.Column('cap_month_minor', BIG, nullable=True),
    sa.Column('skips_disputed', sa.Boolean(), nullable=False),
    sa.Column('made_by', BIG, nullable=True),
    sa.Column('made_at', AT, nullable=False),
    sa.Column('stopped_by', BIG, nullable=True),
    sa.Column('stopped_at', AT, nullable=True),
    sa.CheckConstraint('cap_invoice_minor > 0 AND cap_month_minor > 0', name=op.f('ck_autopay_rule_caps')),
    sa.CheckConstraint('days_before BETWEEN 0 AND 30', name=op.f('ck_autopay_rule_days_before')),
    sa.CheckConstraint('notice_days BETWEEN 1 AND 30', name=op.f('ck_autopay_rule_notice_days')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_autopay_rule_account_id')),
    sa.ForeignKeyConstraint(['card_id'], ['saved_card.id'], name=op.f('fk_autopay_rule_card_id')),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_autopay_rule_made_by')),
    sa.ForeignKeyConstraint(['stopped_by'], ['person.id'], name=op.f('fk_autopay_rule_stopped_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_autopay_rule'))
    )
    op.create_index(op.f('ix_autopay_rule_account_id'), 'autopay_rule', ['account_id'])
    op.create_index(op.f('ix_autopay_rule_card_id'), 'autopay_rule', ['card_id'])
    op.create_index('uq_autopay_rule_live', 'autopay_rule', ['account_id', 'currency', 'contract_number'], unique=True, sqlite_where=sa.text('stopped_at IS NULL'), postgresql_where=sa.text('stopped_at IS NULL'))

    op.create_table('contract_card',
    sa.Column('id', BIG, nullable=False),
    sa.Column('account_id', BIG, nullable=False),
    sa.Column('contract_number', sa.String(length=64), nullable=False),
    sa.Column('card_id', BIG, nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_contract_card_account_id')),
    sa.ForeignKeyConstraint(['card_id'], ['saved_card.id'], name=op.f('fk_contract_card_card_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contract_card')),
    sa.UniqueConstraint('account_id', 'contract_number', name=op.f('uq_contract_card_account_id_contract_number'))
    )
    op.create_index(op.f('ix_contract_card_account_id'), 'contract_card', ['account_id'])
    op.create_index(op.f('ix_contract_card_card_id'), 'contract_card', ['card_id'])

    op.create_table('payment_order',
    sa.Column('id', BIG, nullable=False),
    sa.Column('account_id', BIG, nullable=False),
    sa.Column('number', sa.String(length=32), nullable=False),
    sa.Column('basket', sa.String(length=32), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('origin', sa.String(length=32), nullable=False),
    sa.Column('method', sa.String(length=32), nullable=False),
    sa.Column('card_id', BIG, nullable=True),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('amount_minor', BIG, nullable=False),
    sa.Column('reference', sa.String(length=25), nullable=False),
    sa.Column('made_by', BIG, nullable=True),
    sa.Column('delegation_id', BIG, nullable=True),
    sa.Column('autopay_rule_id', BIG, nullable=True),
    sa.Column('approval_rule_id', BIG, nullable=True),
    sa.Column('approvals_needed', sa.Integer(), nullable=False),
    sa.Column('scheduled_for', sa.Date(), nullable=True),
    sa.Column('provider_id', sa.String(length=64), nullable=True),
    sa.Column('failure', sa.String(length=64), nullable=False),
    sa.Column('payment_id', BIG, nullable=True),
    sa.Column('made_at', AT, nullable=False),
    sa.Column('sent_at', AT, nullable=True),
    sa.Column('submitted_at', AT, nullable=True),
    sa.Column('looked_at', AT, nullable=True),
    sa.Column('expires_at', AT, nullable=True),
    sa.Column('reminded_at', AT, nullable=True),
    sa.Column('ended_at', AT, nullable=True),
    sa.Column('posted_at', AT, nullable=True),
    sa.Column('fixed_at', AT, nullable=True),
    sa.CheckConstraint("(state = 'succeeded') = (posted_at IS NOT NULL)", name=op.f('ck_payment_order_posted')),
    sa.CheckConstraint("payment_id IS NULL OR state = 'succeeded'", name=op.f('ck_payment_order_payment')),
    sa.CheckConstraint("state <> 'scheduled' OR scheduled_for IS NOT NULL", name=op.f('ck_payment_order_scheduled')),
    sa.CheckConstraint('amount_minor >= 0', name=op.f('ck_payment_order_amount')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_payment_order_account_id')),
    sa.ForeignKeyConstraint(['approval_rule_id'], ['approval_rule.id'], name=op.f('fk_payment_order_approval_rule_id')),
    sa.ForeignKeyConstraint(['autopay_rule_id'], ['autopay_rule.id'], name=op.f('fk_payment_order_autopay_rule_id')),
    sa.ForeignKeyConstraint(['card_id'], ['saved_card.id'], name=op.f('fk_payment_order_card_id')),
    sa.ForeignKeyConstraint(['delegation_id'], ['delegation.id'], name=op.f('fk_payment_order_delegation_id')),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_payment_order_made_by')),
    sa.ForeignKeyConstraint(['payment_id'], ['payment.id'], name=op.f('fk_payment_order_payment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment_order')),
    sa.UniqueConstraint('number', name=op.f('uq_payment_order_number')),
    sa.UniqueConstraint('payment_id', name=op.f('uq_payment_order_payment_id')),
    sa.UniqueConstraint('provider_id', name=op.f('uq_payment_order_provider_id')),
    sa.UniqueConstraint('reference', name=op.f('uq_payment_order_reference'))
    )
    op.create_index(op.f('ix_payment_order_account_id'), 'payment_order', ['account_id'])
    op.create_index(op.f('ix_payment_order_autopay_rule_id'), 'payment_order', ['autopay_rule_id'])
    op.create_index(op.f('ix_payment_order_basket'), 'payment_order', ['basket'])
    op.create_index('ix_payment_order_open', 'payment_order', ['state', 'id'], sqlite_where=sa.text("state IN ('awaiting_approval', 'scheduled', 'submitting', 'needs_action', 'processing', 'announced')"), postgresql_where=sa.text("state IN ('awaiting_approval', 'scheduled', 'submitting', 'needs_action', 'processing', 'announced')"))
    op.create_index('ix_payment_order_state', 'payment_order', ['account_id', 'state', 'id'])

    op.create_table('autopay_charge',
    sa.Column('id', BIG, nullable=False),
    sa.Column('account_id', BIG, nullable=False),
    sa.Column('rule_id', BIG, nullable=False),
    sa.Column('invoice_id', BIG, nullable=False),
    sa.Column('charge_on', sa.Date(), nullable=False),
    sa.Column('noticed_at', AT, nullable=True),
    sa.Column('stopped_by', BIG, nullable=True),
    sa.Column('stopped_at', AT, nullable=True),
    sa.Column('skipped', sa.String(length=32), nullable=False),
    sa.Column('payment_order_id', BIG, nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_autopay_charge_account_id')),
    sa.ForeignKeyConstraint(['invoice_id'], ['invoice.id'], name=op.f('fk_autopay_charge_invoice_id')),
    sa.ForeignKeyConstraint(['payment_order_id'], ['payment_order.id'], name=op.f('fk_autopay_charge_payment_order_id')),
    sa.ForeignKeyConstraint(['rule_id'], ['autopay_rule.id'], name=op.f('fk_autopay_charge_rule_id')),
    sa.ForeignKeyConstraint(['stopped_by'], ['person.id'], name=op.f('fk_autopay_charge_stopped_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_autopay_charge')),
    sa.UniqueConstraint('rule_id', 'invoice_id', name=op.f('uq_autopay_charge_rule_id_invoice_id'))
    )
    op.create_index(op.f('ix_autopay_charge_account_id'), 'autopay_charge', ['account_id'])
    op.create_index(op.f('ix_autopay_charge_invoice_id'), 'autopay_charge', ['invoice_id'])
    op.create_index(op.f('ix_autopay_charge_payment_order_id'), 'autopay_charge', ['payment_order_id'])
    op.create_index(op.f('ix_autopay_charge_rule_id'), 'autopay_charge', ['rule_id'])

    op.create_table('basket_item',
    sa.Column('id', BIG, nullable=False),
    sa.Column('account_id', BIG, nullable=False),
    sa.Column('payment_order_id', BIG, nullable=False),
    sa.Column('invoice_id', BIG, nullable=False),
    sa.Column('amount_minor', BIG, nullable=False),
    sa.Column('reason', sa.String(length=32), nullable=True),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.CheckConstraint('amount_minor > 0', name=op.f('ck_basket_item_amount')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_basket_item_account_id')),
    sa.ForeignKeyConstraint(['invoice_id'], ['invoice.id'], name=op.f('fk_basket_item_invoice_id')),
    sa.ForeignKeyConstraint(['payment_order_id'], ['payment_order.id'], name=op.f('fk_basket_item_payment_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_basket_item')),
    sa.UniqueConstraint('payment_order_id', 'invoice_id', name=op.f('uq_basket_item_payment_order_id_invoice_id'))
    )
    op.create_index(op.f('ix_basket_item_account_id'), 'basket_item', ['account_id'])
    op.create_index(op.f('ix_basket_item_invoice_id'), 'basket_item', ['invoice_id'])
    op.create_index(op.f('ix_basket_item_payment_order_id'), 'basket_item', ['payment_order_id'])

    op.create_table('payment_decision',
    sa.Column('id', BIG, nullable=False),
    sa.Column('account_id', BIG, nullable=False),
    sa.Column('payment_order_id', BIG, nullable=False),
    sa.Column('person_id', BIG, nullable=False),
    sa.Column('is_approved', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('decided_at', AT, nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_payment_decision_account_id')),
    sa.ForeignKeyConstraint(['payment_order_id'], ['payment_order.id'], name=op.f('fk_payment_decision_payment_order_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_payment_decision_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment_decision')),
    sa.UniqueConstraint('payment_order_id', 'person_id', name=op.f('uq_payment_decision_payment_order_id_person_id'))
    )
    op.create_index(op.f('ix_payment_decision_account_id'), 'payment_decision', ['account_id'])
    op.create_index(op.f('ix_payment_decision_payment_order_id'), 'payment_decision', ['payment_order_id'])

    op.create_table('payment_line',
    sa.Column('id', BIG, nullable=False),
    sa.Column('account_id', BIG, nullable=False),
    sa.Column('payment_order_id', BIG, nullable=False),
    sa.Column('invoice_id', BIG, nullable=False),
    sa.Column('amount_minor', BIG, nullable=False),
    sa.Column('credit_note_id', BIG, nullable=True),
    sa.Column('cash_id', BIG, nullable=True),
    sa.CheckConstraint('amount_minor > 0', name=op.f('ck_payment_line_amount')),
    sa.CheckConstraint('credit_note_id IS NULL OR cash_id IS NULL', name=op.f('ck_payment_line_one_source')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_payment_line_account_id')),
    sa.ForeignKeyConstraint(['cash_id'], ['payment.id'], name=op.f('fk_payment_line_cash_id')),
    sa.ForeignKeyConstraint(['credit_note_id'], ['invoice.id'], name=op.f('fk_payment_line_credit_note_id')),
    sa.ForeignKeyConstraint(['invoice_id'], ['invoice.id'], name=op.f('fk_payment_line_invoice_id')),
    sa.ForeignKeyConstraint(['payment_order_id'], ['payment_order.id'], name=op.f('fk_payment_line_payment_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment_line'))
    )
    op.create_index(op.f('ix_payment_line_account_id'), 'payment_line', ['account_id'])
    op.create_index(op.f('ix_payment_line_cash_id'), 'payment_line', ['cash_id'])
    op.create_index(op.f('ix_payment_line_credit_note_id'), 'payment_line', ['credit_note_id'])
    op.create_index(op.f('ix_payment_line_invoice_id'), 'payment_line', ['invoice_id'])
    op.create_index(op.f('ix_payment_line_payment_order_id'), 'payment_line', ['payment_order_id'])

    _payment_figures()


def _payment_figures() -> None:
    """SQLite adds columns in place, their CHECK with the last one; making the table anew would lose its statistics."""
    is_sqlite = op.get_bind().dialect.name == 'sqlite'
    op.add_column('payment', sa.Column('erp_number', sa.String(64), nullable=False, server_default=''))
    op.add_column('payment', sa.Column('provider_id', sa.String(64), nullable=True))
    op.add_column('payment', sa.Column('refunded_minor', BIG, nullable=False, server_default='0'))
    if is_sqlite:
        op.execute(
            'ALTER TABLE payment ADD COLUMN unapplied_minor INTEGER DEFAULT 0 NOT NULL'
            f' CONSTRAINT ck_payment_figures CHECK ({FIGURES})'
        )
        op.execute(STATISTICS)
    else:
        op.add_column('payment', sa.Column('unapplied_minor', BIG, nullable=False, server_default='0'))
        op.create_check_constraint(op.f('ck_payment_figures'), 'payment', FIGURES)
    op.execute(UNAPPLIED)
    op.create_index(op.f('ix_payment_erp_number'), 'payment', ['erp_number'])
    op.create_index('uq_payment_provider_id', 'payment', ['provider_id'], unique=True)
    op.create_index(
        'ix_payment_unapplied',
        'payment',
        ['account_id', 'id'],
        sqlite_where=sa.text('unapplied_minor > 0'),
        postgresql_where=sa.text('unapplied_minor > 0'),
    )


def downgrade() -> None:
    op.drop_index('ix_payment_unapplied', 'payment')
    op.drop_index(op.f('ix_payment_erp_number'), 'payment')
    op.drop_index('uq_payment_provider_id', 'payment')
    if op.get_bind().dialect.name != 'sqlite':
        op.drop_constraint(op.f('ck_payment_figures'), 'payment', type_='check')
    for name in ('unapplied_minor', 'refunded_minor', 'provider_id', 'erp_number'):
        op.execute(f'ALTER TABLE payment DROP COLUMN {name}')  # SQLite drops its CHECK with the first
    for table in (
        'payment_line',
        'payment_decision',
        'basket_item',
        'autopay_charge',
        'payment_order',
        'contract_card',
        'autopay_rule',
        'saved_card',
        'refund',
        'provider_customer',
        'payment_limit',
        'approval_rule',
        'webhook_refusal',
        'webhook_event',
    ):
        op.drop_table(table)
