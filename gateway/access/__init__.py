"""Who may come in: machines by token, officials by password and session. Decides nothing about single cases."""
