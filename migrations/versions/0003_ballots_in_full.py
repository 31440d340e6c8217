"""Ballots in full: rule cards, proxy letters, codes of the hall, sealed ballots, results from outside; what a supervisor coordinates."""

import sqlalchemy as sa
from alembic import op

import app.core.db

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('rule_card',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('alliance_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('card', sa.JSON(), nullable=False),
    sa.Column('drafted_at', app.core.db.Moment(timezone=True), nullable=False),
    sa.Column('confirmed_by', sa.String(length=60), nullable=False),
    sa.Column('confirmed_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('salt', sa.String(length=32), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rule_card')),
    sa.UniqueConstraint('alliance_id', 'number', name=op.f('uq_rule_card_alliance_id_number'))
    )
    op.create_table('coordination',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('alliance_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('person_name', sa.String(length=60), nullable=False),
    sa.Column('about', sa.String(length=40), nullable=False),
    sa.Column('trouble', sa.String(length=16), nullable=False),
    sa.Column('title', sa.String(length=160), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('plan', sa.Text(), nullable=False),
    sa.Column('due', sa.Date(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('taken_at', app.core.db.Moment(timezone=True), nullable=False),
    sa.Column('closed_at', app.core.db.Moment(timezone=True), nullable=True),
    sa.Column('salt', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['alliance_id'], ['alliance.id'], name=op.f('fk_coordination_alliance_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_coordination_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_coordination'))
    )
    with op.batch_alter_table('coordination', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_coordination_about'), ['about'], unique=False)
        batch_op.create_index('ix_coordination_alliance_state', ['alliance_id', 'state'], unique=False)
        batch_op.create_index('ix_coordination_person_state', ['person_id', 'state'], unique=False)

    op.create_table('hall_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('alliance_id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('made_at', app.core.db.Moment(timezone=True), nullable=False),
    sa.Column('ended_at', app.core.db.Moment(timezone=True), nullable=True),
    sa.Column('used_at', app.core.db.Moment(timezone=True), nullable=True),
    sa.Column('signin_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['alliance_id'], ['alliance.id'], name=op.f('fk_hall_code_alliance_id')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_hall_code_meeting_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_hall_code_person_id')),
    sa.ForeignKeyConstraint(['signin_id'], ['sign_in.id'], name=op.f('fk_hall_code_signin_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hall_code'))
    )
    with op.batch_alter_table('hall_code', schema=None) as batch_op:
        batch_op.create_index('ix_hall_code_meeting_person', ['meeting_id', 'person_id'], unique=False)

    op.create_table('proxy_letter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('alliance_id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('seat_id', sa.Integer(), nullable=False),
    sa.Column('holder_seat_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('signer', sa.String(length=60), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=True),
    sa.Column('from_at', app.core.db.Moment(timezone=True), nullable=False),
    sa.Column('until_at', app.core.db.Moment(timezone=True), nullable=True),
    sa.Column('entered_at', app.core.db.Moment(timezone=True), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('salt', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['alliance_id'], ['alliance.id'], name=op.f('fk_proxy_letter_alliance_id')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_proxy_letter_file_id')),
    sa.ForeignKeyConstraint(['holder_seat_id'], ['seat.id'], name=op.f('fk_proxy_letter_holder_seat_id')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_proxy_letter_meeting_id')),
    sa.ForeignKeyConstraint(['seat_id'], ['seat.id'], name=op.f('fk_proxy_letter_seat_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proxy_letter'))
    )
    with op.batch_alter_table('proxy_letter', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_proxy_letter_meeting_id'), ['meeting_id'], unique=False)
        batch_op.create_index('uq_proxy_letter_standing', ['meeting_id', 'seat_id'], unique=True, sqlite_where=sa.text("state = 'given'"), postgresql_where=sa.text("state = 'given'"))

    op.create_table('outside_result',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('alliance_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('regime', sa.String(length=30), nullable=False),
    sa.Column('scope', sa.String(length=12), nullable=False),
    sa.Column('scope_words', sa.String(length=200), nullable=False),
    sa.Column('heads', sa.Integer(), nullable=False),
    sa.Column('heads_present', sa.Integer(), nullable=False),
    sa.Column('heads_for', sa.Integer(), nullable=False),
    sa.Column('area', sa.BigInteger(), nullable=True),
    sa.Column('area_present', sa.BigInteger(), nullable=True),
    sa.Column('area_for', sa.BigInteger(), nullable=True),
    sa.Column('decided_on', sa.Date(), nullable=False),
    sa.Column('result', sa.String(length=12), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=True),
    sa.Column('entered_at', app.core.db.Moment(timezone=True), nullable=False),
    sa.Column('salt', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['alliance_id'], ['alliance.id'], name=op.f('fk_outside_result_alliance_id')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_outside_result_file_id')),
    sa.ForeignKeyConstraint(['item_id'], ['agenda_item.id'], name=op.f('fk_outside_result_item_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outside_result')),
    sa.UniqueConstraint('item_id', name=op.f('uq_outside_result_item_id'))
    )
    op.create_table('key_holder',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('alliance_id', sa.Integer(), nullable=False),
    sa.Column('motion_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('salt', sa.String(length=32), nullable=False),
    sa.Column('ready_at', app.core.db.Moment(timezone=True), nullable=True),
    sa.Column('opened_at', app.core.db.Moment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['alliance_id'], ['alliance.id'], name=op.f('fk_key_holder_alliance_id')),
    sa.ForeignKeyConstraint(['motion_id'], ['motion.id'], name=op.f('fk_key_holder_motion_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_key_holder')),
    sa.UniqueConstraint('motion_id', 'place', name=op.f('uq_key_holder_motion_id_place')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_key_holder_token_hash'))
    )
    op.create_table('sealed_ballot',
    sa.Column('motion_id', sa.Integer(), nullable=False),
    sa.Column('rid', sa.LargeBinary(length=16), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['motion_id'], ['motion.id'], name=op.f('fk_sealed_ballot_motion_id')),
    sa.PrimaryKeyConstraint('motion_id', 'rid', name=op.f('pk_sealed_ballot')),
    sqlite_with_rowid=False
    )
    op.create_table('secret_roll',
    sa.Column('motion_id', sa.Integer(), nullable=False),
    sa.Column('seat_id', sa.Integer(), nullable=False),
    sa.Column('paper', sa.Boolean(), nullable=False),
    sa.Column('mark', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['motion_id'], ['motion.id'], name=op.f('fk_secret_roll_motion_id')),
    sa.ForeignKeyConstraint(['seat_id'], ['seat.id'], name=op.f('fk_secret_roll_seat_id')),
    sa.PrimaryKeyConstraint('motion_id', 'seat_id', name=op.f('pk_secret_roll')),
    sqlite_with_rowid=False
    )
    op.add_column('motion', sa.Column('written', sa.Boolean(), nullable=True))
    op.add_column('motion', sa.Column('deadline', app.core.db.Moment(timezone=True), nullable=True))
    op.add_column('motion', sa.Column('dimensions', sa.JSON(), nullable=True))
    op.add_column('motion', sa.Column('custody', sa.String(length=12), nullable=True))
    op.add_column('motion', sa.Column('public_key', sa.String(length=64), nullable=True))
    op.add_column('motion', sa.Column('electorate', sa.String(length=64), nullable=True))
    op.add_column('motion', sa.Column('bulletin', sa.JSON(), nullable=True))
    op.add_column('motion', sa.Column('papers', sa.JSON(), nullable=True))
    op.add_column('motion', sa.Column('second_scrutineer', sa.String(length=60), nullable=True))
    op.add_column('motion', sa.Column('key_destroyed_at', app.core.db.Moment(timezone=True), nullable=True))

    op.add_column('roll_entry', sa.Column('area', sa.Integer(), nullable=True))
    op.add_column('roll_entry', sa.Column('voted', sa.Boolean(), nullable=True))

    op.add_column('seat', sa.Column('weight', sa.Integer(), nullable=True))
    op.add_column('seat', sa.Column('area', sa.Integer(), nullable=True))

    op.add_column('vote', sa.Column('picks', sa.JSON(), nullable=True))



def downgrade() -> None:
    op.drop_column('vote', 'picks')

    op.drop_column('seat', 'area')
    op.drop_column('seat', 'weight')

    op.drop_column('roll_entry', 'voted')
    op.drop_column('roll_entry', 'area')

    op.drop_column('motion', 'key_destroyed_at')
    op.drop_column('motion', 'second_scrutineer')
    op.drop_column('motion', 'papers')
    op.drop_column('motion', 'bulletin')
    op.drop_column('motion', 'electorate')
    op.drop_column('motion', 'public_key')
    op.drop_column('motion', 'custody')
    op.drop_column('motion', 'dimensions')
    op.drop_column('motion', 'deadline')
    op.drop_column('motion', 'written')

    op.drop_table('secret_roll')
    op.drop_table('sealed_ballot')
    op.drop_table('key_holder')
    op.drop_table('outside_result')
    with op.batch_alter_table('proxy_letter', schema=None) as batch_op:
        batch_op.drop_index('uq_proxy_letter_standing', sqlite_where=sa.text("state = 'given'"), postgresql_where=sa.text("state = 'given'"))
        batch_op.drop_index(batch_op.f('ix_proxy_letter_meeting_id'))

    op.drop_table('proxy_letter')
    with op.batch_alter_table('hall_code', schema=None) as batch_op:
        batch_op.drop_index('ix_hall_code_meeting_person')

    op.drop_table('hall_code')
    with op.batch_alter_table('coordination', schema=None) as batch_op:
        batch_op.drop_index('ix_coordination_person_state')
        batch_op.drop_index('ix_coordination_alliance_state')
        batch_op.drop_index(batch_op.f('ix_coordination_about'))

    op.drop_table('coordination')
    op.drop_table('rule_card')
