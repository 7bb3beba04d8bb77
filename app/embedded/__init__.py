"""The one-machine default: PostgreSQL, Valkey and Caddy from their wheels, and what keeps them running."""
