"""Three surfaces: Twilio's REST API, the controls for tests, the phone page."""
