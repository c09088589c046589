"""Invoices handed to somebody by a link, and requests for access."""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
AT = sa.DateTime(timezone=True)


def _links(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], [f'{other}.id'], name=op.f(f'fk_{table}_{name}'))
        for name, other in columns.items()
    ]


def upgrade() -> None:
    _delegations()
    _requests()


def _delegations() -> None:
    op.create_table(
        'delegation',
        sa.Column('id', BIG, nullable=False),
        sa.Column('account_id', BIG, nullable=False),
        sa.Column('person_id', BIG, nullable=False),
        sa.Column('name', sa.String(200), nullable=False),
        sa.Column('token_hash', sa.String(64), nullable=False),
        sa.Column('ends_on', sa.Date(), nullable=False),
        sa.Column('ends_at', AT, nullable=False),
        sa.Column('note', sa.String(500), nullable=False),
        sa.Column('made_by', BIG, nullable=False),
        sa.Column('made_at', AT, nullable=False),
        sa.Column('sent_at', AT, nullable=False),
        sa.Column('last_used_at', AT, nullable=True),
        sa.Column('revoked_by', BIG, nullable=True),
        sa.Column('revoked_at', AT, nullable=True),
        *_links('delegation', account_id='account', person_id='person', made_by='person', revoked_by='person'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_delegation')),
        sa.UniqueConstraint('token_hash', name=op.f('uq_delegation_token_hash')),
    )
    for column in ('account_id', 'person_id', 'made_by'):
        op.create_index(op.f(f'ix_delegation_{column}'), 'delegation', [column])
    op.create_table(
        'delegated_invoice',
        sa.Column('id', BIG, nullable=False),
        sa.Column('account_id', BIG, nullable=False),
        sa.Column('delegation_id', BIG, nullable=False),
        sa.Column('invoice_id', BIG, nullable=False),
        *_links('delegated_invoice', account_id='account', delegation_id='delegation', invoice_id='invoice'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_delegated_invoice')),
        sa.UniqueConstraint(
            'delegation_id', 'invoice_id', name=op.f('uq_delegated_invoice_delegation_id_invoice_id')
        ),
    )
    for column in ('account_id', 'invoice_id'):
        op.create_index(op.f(f'ix_delegated_invoice_{column}'), 'delegated_invoice', [column])


def _requests() -> None:
    op.create_table(
        'access_request',
        sa.Column('id', BIG, nullable=False),
        sa.Column('account_id', BIG, nullable=False),
        sa.Column('person_id', BIG, nullable=False),
        sa.Column('page', sa.String(100), nullable=False),
        sa.Column('title', sa.String(100), nullable=False),
        sa.Column('permission', sa.String(60), nullable=False),
        sa.Column('role', sa.String(32), nullable=False),
        sa.Column('note', sa.String(500), nullable=False),
        sa.Column('state', sa.String(32), nullable=False),
        sa.Column('asked_at', AT, nullable=False),
        sa.Column('decided_by', BIG, nullable=True),
        sa.Column('decided_at', AT, nullable=True),
        sa.Column('reason', sa.String(500), nullable=False),
        *_links('access_request', account_id='account', person_id='person', decided_by='person'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_access_request')),
    )
    for column in ('account_id', 'person_id'):
        op.create_index(op.f(f'ix_access_request_{column}'), 'access_request', [column])
    op.create_index(
        'uq_access_request_open',
        'access_request',
        ['account_id', 'person_id', 'page'],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )


def downgrade() -> None:
    op.drop_table('access_request')
    op.drop_table('delegated_invoice')
    op.drop_table('delegation')
