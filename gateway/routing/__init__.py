"""Routing: from a grievance to the office that answers and the dates it is held to."""
