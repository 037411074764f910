"""Who is likely to be helped by which programme: dated rules as data, findings with reasons, the fewest questions."""
