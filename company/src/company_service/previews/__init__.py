"""What earlier runs found, for who works on a workflow: the last data of its steps, what expressions come to."""
