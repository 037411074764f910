"""When a case's clocks are looked at: one next alarm a case. What is done then is `escalation`."""
