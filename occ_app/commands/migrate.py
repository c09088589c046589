"""`occ migrate`: the database's schema, brought to the newest."""


def migrate() -> None:
    """Bring the database that DATABASE_URL names to the newest schema."""
    from occ_app import migrations

    migrations.upgrade()
