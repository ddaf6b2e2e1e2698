"""Where cached answers lie: in memory, in a file, in Redis, behind one protocol."""
