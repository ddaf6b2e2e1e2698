"""Sources that can say what changed are not listed anew each time."""

import sqlalchemy as sa
from alembic import op

from kernel.db import LongText

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add where the next list of changes begins; sources without it are listed from the beginning, as all were."""
    op.add_column("knowledge_sources", sa.Column("token", LongText(), nullable=True))
