"""What people read: message keys, catalogs, dates, digits, direction."""
