"""The signing keys: a current one, the next one published ahead of its use, the previous one until its tokens end."""
