"""Free and taken ports, and what a person is told."""

import socket

import pytest

from gateway.local import ports
from gateway.local.errors import CannotStart


def test_a_taken_port_is_named_with_its_setting() -> None:
    with socket.socket() as other:
        other.bind((ports.LOOPBACK, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CannotStart, match=f"{port} .SUNWAI_PORT.") as refused:
            ports.require_free(ports.LOOPBACK, {"SUNWAI_PORT": port})
    assert "SUNWAI_PORT=9000 make up" in refused.value.detail
    ports.require_free(ports.LOOPBACK, {"SUNWAI_PORT": port})


def test_an_address_that_is_not_ours_is_refused() -> None:
    with pytest.raises(CannotStart, match="SUNWAI_HOST"):
        ports.is_taken("192.0.2.1", 8000)


def test_a_free_port_is_free() -> None:
    assert not ports.is_taken(ports.LOOPBACK, ports.free_port())
