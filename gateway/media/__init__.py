"""Media: fetches what citizens send along, once, safely, and keeps it for the case it belongs to.

An attachment is a fact about what was received, not something decided: so its row is written by the inbox, in the
commit that acknowledges the message. Fetching then waits for no bot, also a message that only a person will read has
its pictures, and the turn merely says which case they belong to.
"""
