"""Insights: what a company's runs came to over time. Counts kept when runs end, so that no question reads the runs."""
