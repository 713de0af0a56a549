"""Sync: commands up, changes down, one round trip. The contract is docs/sync.md."""
