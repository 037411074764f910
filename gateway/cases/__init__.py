"""Cases: open, add, reopen, tell; their references and who may see them."""
