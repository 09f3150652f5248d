"""Alembic runs this; the connection and its transaction come from `chargeit.storage.migrate`."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
