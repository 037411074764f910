"""Tests against a real PostgreSQL."""

from tests.fixtures import *  # noqa: F403 - fixtures are looked up by name
