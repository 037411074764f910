"""The `sunwai` command, one file a group."""
