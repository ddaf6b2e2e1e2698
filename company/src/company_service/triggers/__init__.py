"""Triggers: what starts a workflow without a person pressing a button: webhook, schedule, form, event, a run's end."""
