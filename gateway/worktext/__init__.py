"""Officials work cases by answering texts, from their registered phone, without signing in."""
