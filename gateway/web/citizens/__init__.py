"""Pages for citizens: light, in her writing, without scripts. Reached only by links that were sent to her."""
