"""What Alembic runs: the steps, in the one transaction that `Database.migrate` opened."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
