"""The billing profile: contact and address, recipients of mail, tax ids, exemption certificates; files handed in."""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _owned(
        'stored_file',
        sa.Column('name', sa.String(200), nullable=False),
        sa.Column('media_type', sa.String(100), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('sha256', sa.String(64), nullable=False),
        sa.Column('content', sa.LargeBinary(), nullable=False),
        *_added('stored_file'),
    )
    _profile()
    _owned(
        'mail_recipient',
        sa.Column('topic', sa.String(32), nullable=False),
        sa.Column('email', sa.String(254), nullable=False),
        *_added('mail_recipient'),
        sa.UniqueConstraint(
            'account_id', 'topic', 'email', name=op.f('uq_mail_recipient_account_id_topic_email')
        ),
    )
    _tax_ids()
    _certificates()


def _profile() -> None:
    _owned(
        'billing_profile',
        sa.Column('legal_name', sa.String(200), nullable=False),
        sa.Column('attention', sa.String(200), nullable=False),
        sa.Column('email', sa.String(254), nullable=False),
        sa.Column('phone', sa.String(32), nullable=False),
        sa.Column('street', sa.String(200), nullable=False),
        sa.Column('street_2', sa.String(200), nullable=False),
        sa.Column('city', sa.String(120), nullable=False),
        sa.Column('region', sa.String(120), nullable=False),
        sa.Column('postal_code', sa.String(20), nullable=False),
        sa.Column('country', sa.String(2), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('changed_by', BIG, nullable=True),
        sa.Column('changed_at', AT, nullable=False),
        _person('billing_profile', 'changed_by'),
        sa.UniqueConstraint('account_id', name=op.f('uq_billing_profile_account_id')),
    )


def _tax_ids() -> None:
    _owned(
        'tax_id',
        sa.Column('country', sa.String(2), nullable=False),
        sa.Column('kind', sa.String(32), nullable=False),
        sa.Column('value', sa.String(40), nullable=False),
        sa.Column('is_checked', sa.Boolean(), nullable=False),
        *_added('tax_id'),
        *_ended('tax_id'),
    )
    live = sa.text('ended_at IS NULL')
    op.create_index(
        'uq_tax_id_live',
        'tax_id',
        ['account_id', 'country', 'value'],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )


def _certificates() -> None:
    _owned(
        'exemption_certificate',
        sa.Column('country', sa.String(2), nullable=False),
        sa.Column('region', sa.String(120), nullable=False),
        sa.Column('number', sa.String(60), nullable=False),
        sa.Column('valid_from', sa.Date(), nullable=False),
        sa.Column('valid_until', sa.Date(), nullable=True),
        sa.Column('file_id', BIG, nullable=False),
        *_added('exemption_certificate'),
        *_ended('exemption_certificate'),
        sa.ForeignKeyConstraint(
            ['file_id'], ['stored_file.id'], name=op.f('fk_exemption_certificate_file_id')
        ),
    )


def _owned(table: str, *columns: sa.Column | sa.Constraint) -> None:
    """A table whose rows companies own."""
    op.create_table(
        table,
        sa.Column('id', BIG, nullable=False),
        sa.Column('account_id', BIG, nullable=False),
        *columns,
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f(f'fk_{table}_account_id')),
        sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{table}')),
    )
    op.create_index(op.f(f'ix_{table}_account_id'), table, ['account_id'])


def _added(table: str) -> list[sa.Column | sa.Constraint]:
    return [
        sa.Column('added_by', BIG, nullable=True),
        sa.Column('added_at', AT, nullable=False),
        _person(table, 'added_by'),
    ]


def _ended(table: str) -> list[sa.Column | sa.Constraint]:
    return [
        sa.Column('ended_by', BIG, nullable=True),
        sa.Column('ended_at', AT, nullable=True),
        _person(table, 'ended_by'),
    ]


def _person(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ['person.id'], name=op.f(f'fk_{table}_{column}'))


def downgrade() -> None:
    for table in ('exemption_certificate', 'tax_id', 'mail_recipient', 'billing_profile', 'stored_file'):
        op.drop_table(table)
