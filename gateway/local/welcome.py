"""What is printed when everything runs: where to look, who may sign in, what to try first."""

from collections.abc import Mapping

from gateway.settings import Settings

SENTENCES = (
    ("sms", "Gujranwala peoples colony me 5 din se pani nahi aa raha"),
    ("whatsapp", "ہمارے محلے میں گٹر ابل رہا ہے، تحصیل کامونکی"),
    ("sms", "Street lights on our road in Kamoke have been off for a week"),
)
PHONE = "+923001234567"


def welcome(settings: Settings, logins: Mapping[str, str], seconds: float) -> str:
    """The whole text."""
    gateway = settings.public_origin
    lines = [
        "",
        f"Sunwai is ready ({seconds:.1f} s).",
        "",
        f"  Phone    {settings.simulator_origin}/    text Sunwai as any citizen, in Urdu: ?lang=ur",
        f"  Console  {gateway}/console    sign in as one of",
        *(f"             {name:<10} {password}" for name, password in logins.items()),
        "           asked for a code? .venv/bin/sunwai officials code NAME",
        f"  API      {gateway}/docs",
        f"  Health   {gateway}/readyz    {gateway}/metrics",
        f"  Logs     {settings.state_dir / 'log'}",
        "",
        "Try first, in another window:",
        *(f'  .venv/bin/sunwai say --from {PHONE} --channel {channel} "{text}"' for channel, text in SENTENCES),
        "  .venv/bin/sunwai cases list",
        "",
        "Ctrl-C stops everything.",
        "",
    ]
    return "\n".join(lines)
