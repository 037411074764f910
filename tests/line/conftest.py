"""Whole-line tests: signed webhook in, captured channel out."""

from tests.fixtures import *  # noqa: F403 - fixtures are looked up by name
