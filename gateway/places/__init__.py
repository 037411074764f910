"""The gazetteer: areas of Pakistan, their names and their tree."""
