"""What an official recognises her device by. Pure. No version, no model: enough to say "that is not mine"."""

BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
            ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
           ("Linux", "Linux"))  # fmt: skip


def browser_name(user_agent: str) -> str:
    """Browser and system as far as they are known; more telling words come first in the lists.

    >>> browser_name("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36")
    'Chrome, Android'
    """
    known = (next((name for word, name in words if word in user_agent), "") for words in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in known if name)
