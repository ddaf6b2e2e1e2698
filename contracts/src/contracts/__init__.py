"""What services promise each other: data and typed clients, nothing else."""
