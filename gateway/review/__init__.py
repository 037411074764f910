"""A person in the loop: turns that were not surely understood, what people say they meant, and examples made of it."""
