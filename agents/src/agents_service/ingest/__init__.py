"""Taking documents in: fetched, read, cut into chunks, embedded, and then searched, all at once or not at all."""
