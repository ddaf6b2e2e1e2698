"""Mail about accounts: with a sealed link, and maybe through the installation's mail server alone."""

import sqlalchemy as sa
from alembic import op

from kernel.db import LongText, UtcTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add what mail about accounts needs to the deliveries."""
    op.add_column("deliveries", sa.Column("is_private", sa.Boolean(), nullable=True))
    op.add_column("deliveries", sa.Column("sealed_link", LongText(), nullable=True))
    op.add_column("deliveries", sa.Column("link_until", UtcTime(), nullable=True))
