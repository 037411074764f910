"""The JSON API and what operators' machines ask."""
