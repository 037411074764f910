"""Asking the citizen: is it solved, is it still solved. Only she closes a case as solved."""
