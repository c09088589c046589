"""Invitations, reviews of access, and when somebody's rights last changed."""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
INVITED = sa.text('accepted_at IS NULL AND cancelled_at IS NULL')
OPEN = sa.text('closed_at IS NULL')


def instant(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def owned(table: str, *columns: sa.Column[object], links: dict[str, str], unique: tuple[str, ...]) -> None:
    """A table of companies' rows: `links` from column to table."""
    op.create_table(
        table,
        sa.Column('id', BIG, nullable=False),
        sa.Column('account_id', BIG, nullable=False),
        *columns,
        *(
            sa.ForeignKeyConstraint([name], [f'{other}.id'], name=op.f(f'fk_{table}_{name}'))
            for name, other in ({'account_id': 'account'} | links).items()
        ),
        sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{table}')),
        *([sa.UniqueConstraint(*unique, name=op.f(f'uq_{table}_' + '_'.join(unique)))] if unique else []),
    )
    op.create_index(op.f(f'ix_{table}_account_id'), table, ['account_id'])


def upgrade() -> None:
    op.add_column('person', instant('rights_changed_at'))
    owned(
        'invitation',
        sa.Column('email', sa.String(254), nullable=False),
        sa.Column('name', sa.String(200), nullable=False),
        sa.Column('roles', sa.String(80), nullable=False),
        sa.Column('message', sa.String(1000), nullable=False),
        sa.Column('token_hash', sa.String(64), nullable=False),
        sa.Column('invited_by', BIG, nullable=False),
        instant('created_at', nullable=False),
        instant('sent_at', nullable=False),
        instant('expires_at', nullable=False),
        instant('accepted_at'),
        instant('cancelled_at'),
        links={'invited_by': 'person'},
        unique=('token_hash',),
    )
    where = {'sqlite_where': INVITED, 'postgresql_where': INVITED}
    op.create_index('uq_invitation_open', 'invitation', ['account_id', 'email'], unique=True, **where)
    owned(
        'review',
        sa.Column('started_by', BIG, nullable=False),
        instant('started_at', nullable=False),
        sa.Column('due_on', sa.Date(), nullable=False),
        instant('reminded_at'),
        sa.Column('closed_by', BIG, nullable=True),
        instant('closed_at'),
        links={'started_by': 'person', 'closed_by': 'person'},
        unique=(),
    )
    where = {'sqlite_where': OPEN, 'postgresql_where': OPEN}
    op.create_index('uq_review_open', 'review', ['account_id'], unique=True, **where)
    owned(
        'review_item',
        sa.Column('review_id', BIG, nullable=False),
        sa.Column('right_id', BIG, nullable=False),
        sa.Column('person_id', BIG, nullable=False),
        sa.Column('role', sa.String(32), nullable=False),
        sa.Column('decision', sa.String(32), nullable=False),
        sa.Column('decided_by', BIG, nullable=True),
        instant('decided_at'),
        links={'review_id': 'review', 'right_id': 'access_right', 'person_id': 'person', 'decided_by': 'person'},
        unique=('review_id', 'right_id'),
    )


def downgrade() -> None:
    for table in ('review_item', 'review', 'invitation'):
        op.drop_table(table)
    op.drop_column('person', 'rights_changed_at')
