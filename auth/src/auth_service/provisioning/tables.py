"""What directories said of people and groups."""

import sqlalchemy as sa

from kernel.db import Id, Json, ShortText, UtcTime


def define(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table, sa.Table]:
    """`document` is what the directory said, in SCIM's words; what is looked for stands in columns beside it.

    `user_name` is the normalised address, `external_id` and a group's name are as they came. `version` counts changes.
    """
    people = sa.Table(
        "provisioned_people",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("user_id", Id(), nullable=False, index=True),
        sa.Column("user_name", ShortText(320), nullable=False),
        sa.Column("name", ShortText(120), nullable=False),
        sa.Column("external_id", ShortText(255), nullable=True),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("document", Json(), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.UniqueConstraint("company_id", "user_name", name="uq_provisioned_people_name"),
        sa.UniqueConstraint("company_id", "user_id", name="uq_provisioned_people_user"),
        sa.Index("provisioned_people_external", "company_id", "external_id"),
    )
    groups = sa.Table(
        "provisioned_groups",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("name", ShortText(255), nullable=False),
        sa.Column("external_id", ShortText(255), nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.Index("provisioned_groups_name", "company_id", "name"),
        sa.Index("provisioned_groups_external", "company_id", "external_id"),
    )
    belonging = sa.Table(
        "provisioned_belonging",
        metadata,
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("group_id", Id(), primary_key=True),
        sa.Column("person_id", Id(), primary_key=True),
        sa.Index("provisioned_belonging_person", "company_id", "person_id"),
    )
    return people, groups, belonging


people, groups, belonging = define(sa.MetaData())
