"""The city's chain, and triggers that keep the ledger append-only: words may be erased, nothing else may change."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ZERO = "0" * 64


def upgrade() -> None:
    none_yet = "WHERE NOT EXISTS (SELECT 1 FROM chain WHERE id = 0)"  # a chain that was used stays through a way down
    op.execute(f"INSERT INTO chain (id, seq, head, version) SELECT 0, 0, '{ZERO}', 0 {none_yet}")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            """
            CREATE FUNCTION keep_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF TG_OP = 'UPDATE' AND NEW.words IS NULL AND NEW.salt IS NULL
                 AND (NEW.chain_id, NEW.seq, NEW.at, NEW.verb, NEW.subject, NEW."by", NEW.body, NEW.hash)
                   = (OLD.chain_id, OLD.seq, OLD.at, OLD.verb, OLD.subject, OLD."by", OLD.body, OLD.hash) THEN
                RETURN NEW;
              END IF;
              RAISE EXCEPTION 'the ledger is append-only';
            END $$
            """
        )
        op.execute("CREATE TRIGGER ledger_entry_kept BEFORE UPDATE OR DELETE ON ledger_entry FOR EACH ROW EXECUTE FUNCTION keep_ledger()")
        op.execute("CREATE TRIGGER ledger_entry_whole BEFORE TRUNCATE ON ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION keep_ledger()")
        return
    op.execute(
        """
        CREATE TRIGGER ledger_entry_kept BEFORE UPDATE ON ledger_entry
        WHEN NEW.words IS NOT NULL OR NEW.salt IS NOT NULL
          OR (NEW.chain_id, NEW.seq, NEW.at, NEW.verb, NEW.subject, NEW."by", NEW.body, NEW.hash)
          IS NOT (OLD.chain_id, OLD.seq, OLD.at, OLD.verb, OLD.subject, OLD."by", OLD.body, OLD.hash)
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
        """
    )
    op.execute(
        "CREATE TRIGGER ledger_entry_whole BEFORE DELETE ON ledger_entry BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER ledger_entry_kept ON ledger_entry")
        op.execute("DROP TRIGGER ledger_entry_whole ON ledger_entry")
        op.execute("DROP FUNCTION keep_ledger()")
    else:
        op.execute("DROP TRIGGER ledger_entry_kept")
        op.execute("DROP TRIGGER ledger_entry_whole")
    op.execute("DELETE FROM chain WHERE id = 0 AND seq = 0")
