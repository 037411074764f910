"""What officials read about accounts: the second factor, sessions, passwords: one key, one English text (the msgid)."""

from gateway.i18n.messages import N_

TEXTS: dict[str, str] = {
    # second factor
    "second_factor": N_("Second factor"),
    "enrol_lead": N_(
        "Your role needs a code besides the password. Scan the picture with an authenticator app on your phone, then "
        "type the six digits that it shows."
    ),
    "enrol_picture": N_("Picture for your authenticator app"),
    "enrol_key": N_("Or type this key into the app:"),
    "code": N_("Code"),
    "code_refused": N_("This code does not count: it is wrong, was used before, or the account is locked."),
    "code_or_recovery": N_("Six digits from your app, or one of your recovery codes."),
    "recovery_codes": N_("Recovery codes"),
    "recovery_lead": N_(
        "Each signs you in once if your phone is lost. Write them down now and keep them apart: they are not shown "
        "again."
    ),
    "recovery_kept": N_("I have written them down"),
    # accounts
    "my_account": N_("My account"),
    "signed_in_on": N_("Where you are signed in"),
    "unknown_browser": N_("Unknown browser"),
    "since": N_("since"),
    "last_seen": N_("last seen"),
    "this_device": N_("this one"),
    "end_session": N_("End"),
    "end_all_sessions": N_("Sign out everywhere"),
    "new_password": N_("New password"),
    "old_password": N_("Present password"),
    "new_password_rule": N_("New password (at least 10 letters)"),
    "change_password": N_("Change password"),
    "password_is_changed": N_("The password is changed. You are signed out everywhere else."),
    "wrong_password": N_("The present password is not right, or the account is locked for 15 minutes."),
    "password_too_short": N_("A password has at least 10 letters."),
    "accounts": N_("Accounts"),
    "make_link": N_("Link for a new password"),
    "link_lead": N_("Hand over this link in person. It works once, within an hour, and is not shown again."),
    "role_officer": N_("Officer"),
    "role_office_head": N_("Head of office"),
    "role_district_administrator": N_("District administrator"),
    "role_province_administrator": N_("Province administrator"),
    "role_oversight": N_("Oversight"),
    "role_triage": N_("Triage desk"),
    "role_auditor": N_("Auditor"),
    "role_operator": N_("Operator"),
}
