"""The default setup on one machine: PostgreSQL, Valkey and Caddy from wheels, and the supervisor that runs them."""
