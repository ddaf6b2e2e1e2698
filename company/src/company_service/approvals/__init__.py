"""Approvals: what runs ask people, who may answer, and the first answer."""
