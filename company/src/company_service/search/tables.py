"""Which words a run holds. A word table and no full-text index of the database: the same on SQLite and MySQL, paged by
run, and it can only be read within one company because the company is how its key begins.
"""

import sqlalchemy as sa

from company_service.search.rules import WORD
from kernel.db import Id, LongText, ShortText


def define(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table, sa.Table]:
    """`search_queue` has ended runs whose words are still to be written (`ended` puts them there).

    `search_texts` has the words of one run as they were written, so that deleting it finds every row of `search_words`.
    """
    queue = sa.Table(
        "search_queue",
        metadata,
        sa.Column("run_id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sqlite_with_rowid=False,
    )
    words = sa.Table(
        "search_words",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("word", ShortText(WORD), primary_key=True),
        sa.Column("run_id", Id(), primary_key=True),
        sqlite_with_rowid=False,
    )
    texts = sa.Table(
        "search_texts",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("run_id", Id(), primary_key=True),
        sa.Column("words", LongText(), nullable=False),
        sqlite_with_rowid=False,
    )
    return queue, words, texts


search_queue, search_words, search_texts = define(sa.MetaData())
