"""Clients that send or read slowly, directly and through Caddy."""
