"""The service: stations send, officers decide."""
