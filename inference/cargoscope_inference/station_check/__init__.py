"""Plays the awkward cases of streaming against a server, as `docs/protocol-streaming.md` has them."""
