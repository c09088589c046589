"""Companies' own identity providers, whom they vouched for, and what a session keeps of that."""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table(
        'sso_connection',
        sa.Column('id', BIG, nullable=False),
        sa.Column('account_id', BIG, nullable=False),
        sa.Column('issuer', sa.String(300), nullable=False),
        sa.Column('client_id', sa.String(255), nullable=False),
        sa.Column('secret', sa.Text(), nullable=False),
        sa.Column('is_enabled', sa.Boolean(), nullable=False),
        sa.Column('entry_role', sa.String(32), nullable=True),
        sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('tested_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_sso_connection_account_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_sso_connection')),
        sa.UniqueConstraint('account_id', name=op.f('uq_sso_connection_account_id')),
    )
    op.create_index(op.f('ix_sso_connection_account_id'), 'sso_connection', ['account_id'])
    op.create_table(
        'sso_domain',
        sa.Column('id', BIG, nullable=False),
        sa.Column('account_id', BIG, nullable=False),
        sa.Column('domain', sa.String(253), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_sso_domain_account_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_sso_domain')),
        sa.UniqueConstraint('domain', name=op.f('uq_sso_domain_domain')),
    )
    op.create_index(op.f('ix_sso_domain_account_id'), 'sso_domain', ['account_id'])
    _identities()
    _spent()
    op.add_column('sign_in_session', sa.Column('sso_sub', sa.String(255), nullable=False, server_default=''))
    op.add_column('sign_in_session', sa.Column('sso_sid', sa.String(255), nullable=False, server_default=''))
    op.add_column('sign_in_session', sa.Column('sso_id_token', sa.Text(), nullable=False, server_default=''))


def _identities() -> None:
    op.create_table(
        'sso_identity',
        sa.Column('id', BIG, nullable=False),
        sa.Column('account_id', BIG, nullable=True),
        sa.Column('realm', BIG, nullable=False),
        sa.Column('issuer', sa.String(300), nullable=False),
        sa.Column('sub', sa.String(255), nullable=False),
        sa.Column('person_id', BIG, nullable=False),
        sa.Column('first_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_sso_identity_account_id')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_sso_identity_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_sso_identity')),
        sa.UniqueConstraint('realm', 'issuer', 'sub', name=op.f('uq_sso_identity_realm_issuer_sub')),
        sa.UniqueConstraint(
            'realm', 'issuer', 'person_id', name=op.f('uq_sso_identity_realm_issuer_person_id')
        ),
    )
    op.create_index(op.f('ix_sso_identity_account_id'), 'sso_identity', ['account_id'])
    op.create_index(op.f('ix_sso_identity_person_id'), 'sso_identity', ['person_id'])


def _spent() -> None:
    op.create_table(
        'spent_token',
        sa.Column('id', BIG, nullable=False),
        sa.Column('key', sa.String(64), nullable=False),
        sa.Column('until', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_spent_token')),
        sa.UniqueConstraint('key', name=op.f('uq_spent_token_key')),
    )
    op.create_index(op.f('ix_spent_token_until'), 'spent_token', ['until'])


def downgrade() -> None:
    for name in ('sso_id_token', 'sso_sid', 'sso_sub'):
        op.drop_column('sign_in_session', name)
    for table in ('spent_token', 'sso_identity', 'sso_domain', 'sso_connection'):
        op.drop_table(table)
