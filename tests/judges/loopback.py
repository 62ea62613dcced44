"""Clients of S3 Control write the account before the host of their endpoint. No resolver knows `123456789012.127.0.0.1`: here it is this machine."""

import socket

HERE = "127.0.0.1"
_resolve = socket.getaddrinfo


def _getaddrinfo(host, *others, **named):
    name = host.decode() if isinstance(host, bytes) else host
    return _resolve(HERE if name is not None and name.endswith(f".{HERE}") else host, *others, **named)


socket.getaddrinfo = _getaddrinfo
