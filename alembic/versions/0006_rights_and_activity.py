"""Rights with their sources, subsidiaries, kinds of session, and the trail of what people did."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
LIVE = {'sqlite_where': sa.text('ended_at IS NULL'), 'postgresql_where': sa.text('ended_at IS NULL')}

FLAGS = {
    'account': ('is_seen_by_parent', 'requires_sso', 'requires_second_factor'),
    'sign_in_session': ('awaits_proof',),
}
WORDS = {'contact': {'state': 'active', 'flag': 'none'}, 'sign_in_session': {'method': 'code'}}
INSTANTS = {'sign_in_session': ('proved_at', 'viewing_until'), 'order_contact': ('dropped_at',)}
LINKS = {'account': ('parent_id',), 'sign_in_session': ('only_account_id', 'viewing_id')}
"""All to `account`. Written as SQL: a table that others refer to cannot be made anew on SQLite."""

GIVEN_BY_ORDERS = """
    INSERT INTO access_right (account_id, person_id, role, source, order_id, given_at)
    SELECT account_id, person_id, role, 'order', min(order_id), CURRENT_TIMESTAMP
    FROM order_contact GROUP BY account_id, person_id, role
"""
ADMINISTRATORS = """
    INSERT INTO access_right (account_id, person_id, role, source, order_id, given_at)
    SELECT c.account_id, c.person_id, 'admin', 'order', min(o.order_id), CURRENT_TIMESTAMP
    FROM contact c JOIN order_contact o ON o.account_id = c.account_id AND o.person_id = c.person_id
    WHERE c.is_admin GROUP BY c.account_id, c.person_id
"""
STILL_ADMINISTRATORS = """
    UPDATE contact SET is_admin = true WHERE EXISTS (
        SELECT 1 FROM access_right r WHERE r.account_id = contact.account_id
        AND r.person_id = contact.person_id AND r.role = 'admin' AND r.ended_at IS NULL)
"""
SEALED = 'the trail of activity is append-only'


def upgrade() -> None:
    _rights()
    op.execute(GIVEN_BY_ORDERS)
    op.execute(ADMINISTRATORS)
    op.drop_column('contact', 'is_admin')
    _new_columns()
    _activity()
    _forbid_changes()


def _rights() -> None:
    op.create_table(
        'access_right',
        sa.Column('id', BIG, nullable=False),
        sa.Column('account_id', BIG, nullable=False),
        sa.Column('person_id', BIG, nullable=False),
        sa.Column('role', sa.String(32), nullable=False),
        sa.Column('source', sa.String(32), nullable=False),
        sa.Column('order_id', BIG, nullable=True),
        sa.Column('given_by', BIG, nullable=True),
        sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('ended_by', BIG, nullable=True),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_access_right_account_id')),
        sa.ForeignKeyConstraint(['ended_by'], ['person.id'], name=op.f('fk_access_right_ended_by')),
        sa.ForeignKeyConstraint(['given_by'], ['person.id'], name=op.f('fk_access_right_given_by')),
        sa.ForeignKeyConstraint(['order_id'], ['customer_order.id'], name=op.f('fk_access_right_order_id')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_access_right_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_access_right')),
    )
    op.create_index(op.f('ix_access_right_account_id'), 'access_right', ['account_id'])
    op.create_index('ix_access_right_person', 'access_right', ['person_id'], **LIVE)
    op.create_index(
        'uq_access_right_live', 'access_right', ['account_id', 'person_id', 'role'], unique=True, **LIVE
    )


def _new_columns() -> None:
    for table, names in FLAGS.items():
        for name in names:
            op.add_column(table, sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    for table, words in WORDS.items():
        for name, word in words.items():
            op.add_column(table, sa.Column(name, sa.String(32), nullable=False, server_default=word))
    for table, names in INSTANTS.items():
        for name in names:
            op.add_column(table, sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    number = 'INTEGER' if op.get_bind().dialect.name == 'sqlite' else 'BIGINT'
    for table, names in LINKS.items():
        for name in names:
            op.execute(
                f'ALTER TABLE {table} ADD COLUMN {name} {number} '
                f'CONSTRAINT fk_{table}_{name} REFERENCES account (id)'
            )
    op.add_column('sign_in_session', sa.Column('delegation_id', BIG, nullable=True))
    op.create_index(op.f('ix_account_parent_id'), 'account', ['parent_id'])


def _activity() -> None:
    op.create_table(
        'activity_head',
        sa.Column('id', BIG, nullable=False),
        sa.Column('chain', sa.BigInteger(), nullable=False),
        sa.Column('seq', sa.BigInteger(), nullable=False),
        sa.Column('hash', sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_activity_head')),
        sa.UniqueConstraint('chain', name=op.f('uq_activity_head_chain')),
    )
    op.create_table(
        'activity_entry',
        sa.Column('id', BIG, nullable=False),
        sa.Column('chain', sa.BigInteger(), nullable=False),
        sa.Column('seq', sa.BigInteger(), nullable=False),
        sa.Column('account_id', BIG, nullable=True),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('kind', sa.String(32), nullable=False),
        sa.Column('person_id', BIG, nullable=True),
        sa.Column('who', sa.String(254), nullable=False),
        sa.Column('on_behalf', sa.String(254), nullable=False),
        sa.Column('subject', sa.String(254), nullable=False),
        sa.Column('before', sa.JSON(), nullable=False),
        sa.Column('after', sa.JSON(), nullable=False),
        sa.Column('address', sa.String(64), nullable=False),
        sa.Column('user_agent', sa.String(300), nullable=False),
        sa.Column('previous_hash', sa.String(64), nullable=False),
        sa.Column('hash', sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_activity_entry_account_id')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_activity_entry_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_activity_entry')),
        sa.UniqueConstraint('chain', 'seq', name=op.f('uq_activity_entry_chain_seq')),
    )
    for column in ('account_id', 'person_id', 'at'):
        op.create_index(op.f(f'ix_activity_entry_{column}'), 'activity_entry', [column])


def _forbid_changes() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        for what in ('UPDATE', 'DELETE'):
            op.execute(
                f'CREATE TRIGGER activity_entry_no_{what.lower()} BEFORE {what} ON activity_entry '
                f"BEGIN SELECT RAISE(ABORT, '{SEALED}'); END"
            )
        return
    op.execute(
        'CREATE FUNCTION activity_entry_is_sealed() RETURNS trigger LANGUAGE plpgsql AS '
        f"$$ BEGIN RAISE EXCEPTION '{SEALED}'; END $$"
    )
    op.execute(
        'CREATE TRIGGER activity_entry_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON activity_entry '
        'FOR EACH STATEMENT EXECUTE FUNCTION activity_entry_is_sealed()'
    )


def downgrade() -> None:
    op.drop_table('activity_entry')
    op.drop_table('activity_head')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION activity_entry_is_sealed()')
    op.add_column('contact', sa.Column('is_admin', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(STILL_ADMINISTRATORS)
    op.drop_table('access_right')
    op.drop_index(op.f('ix_account_parent_id'), 'account')
    for columns in (FLAGS, WORDS, INSTANTS, LINKS, {'sign_in_session': ('delegation_id',)}):
        for table, names in columns.items():
            for name in names:
                op.drop_column(table, name)
