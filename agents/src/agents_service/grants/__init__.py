"""Grants: who may see, use and change which agent, as the company service said it last."""
