"""The one-machine default: PostgreSQL, Valkey and Caddy from their wheels, and the supervisor that runs them."""
