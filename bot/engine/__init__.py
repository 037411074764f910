"""Rasa behind one pure function: the state comes with the question and goes back with the answer.

Each file but `turns.py` replaces one part of Rasa by a public extension point and says why.
"""
