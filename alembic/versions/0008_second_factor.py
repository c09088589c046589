"""Second factors, and sign-in mail bound to the browser that asked for it."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column('person', sa.Column('has_factor', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('sign_in_code', sa.Column('browser_hash', sa.String(64), nullable=False, server_default=''))
    _table(
        'authenticator_app',
        sa.Column('secret', sa.String(400), nullable=False),
        sa.Column('last_step', sa.BigInteger(), nullable=False),
        sa.Column('created_at', INSTANT, nullable=False),
        sa.UniqueConstraint('person_id', name=op.f('uq_authenticator_app_person_id')),
    )
    _table(
        'passkey',
        sa.Column('name', sa.String(60), nullable=False),
        sa.Column('credential_id', sa.String(1400), nullable=False),
        sa.Column('public_key', sa.String(4000), nullable=False),
        sa.Column('sign_count', sa.BigInteger(), nullable=False),
        sa.Column('created_at', INSTANT, nullable=False),
        sa.Column('last_used_at', INSTANT, nullable=True),
        sa.UniqueConstraint('credential_id', name=op.f('uq_passkey_credential_id')),
    )
    op.create_index(op.f('ix_passkey_person_id'), 'passkey', ['person_id'])
    _table(
        'recovery_code',
        sa.Column('code_hash', sa.String(64), nullable=False),
        sa.Column('used_at', INSTANT, nullable=True),
    )
    op.create_index(op.f('ix_recovery_code_person_id'), 'recovery_code', ['person_id'])
    op.create_table(
        'factor_challenge',
        sa.Column('id', BIG, nullable=False),
        sa.Column('session_ref', sa.String(32), nullable=False),
        sa.Column('kind', sa.String(32), nullable=False),
        sa.Column('secret', sa.String(400), nullable=False),
        sa.Column('expires_at', INSTANT, nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_factor_challenge')),
        sa.UniqueConstraint('session_ref', 'kind', name=op.f('uq_factor_challenge_session_ref_kind')),
    )


def _table(name: str, *more: sa.schema.SchemaItem) -> None:
    """A table of what belongs to a person."""
    op.create_table(
        name,
        sa.Column('id', BIG, nullable=False),
        sa.Column('person_id', BIG, nullable=False),
        *more,
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f(f'fk_{name}_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{name}')),
    )


def downgrade() -> None:
    for table in ('factor_challenge', 'recovery_code', 'passkey', 'authenticator_app'):
        op.drop_table(table)
    op.drop_column('sign_in_code', 'browser_hash')
    op.drop_column('person', 'has_factor')
