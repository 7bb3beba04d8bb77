"""The embedded Valkey persists the queue."""

import redis

from app.embedded.folders import private_folder
from app.embedded.servers import valkey
from app.embedded.supervision import processes
from tests import house


def test_acknowledged_writes_survive_a_kill():
    with house.temporary_home() as home:
        private_folder(home / "log")
        server = valkey.Valkey(home)
        for _ in range(2):
            child = processes.start(server.prepare(), home / "log" / "valkey.log")
            valkey.wait_for(server.address)
            with redis.Redis.from_url(server.address) as connection:
                length = connection.rpush("queue", "job")
            child.kill()
            child.wait()
        assert length == 2


def test_valkey_listens_on_no_port_and_evicts_nothing(config):
    with redis.Redis.from_url(config.redis_url) as connection:
        assert connection.config_get("port") == {"port": "0"}
        assert connection.config_get("appendonly") == {"appendonly": "yes"}
        assert connection.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
