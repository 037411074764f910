"""What officials read about notices, and sending a photo by link: one key, one English text (the msgid)."""

from gateway.i18n.messages import N_

TEXTS: dict[str, str] = {
    # a photo by link
    "photo_title": N_("Photo for your answer"),
    "photo_choose": N_("Photo of what was done"),
    "photo_lead": N_(
        "Where the photo was taken is removed from it. The citizen then reads your answer and is asked about it."
    ),
    "photo_send": N_("Send to the citizen"),
    "photo_sent": N_("Sent. The citizen reads your answer and is asked whether it is solved."),
    "photo_refused": N_("That did not work. Please use the console for this case."),
    "link_is_over": N_("This link was used or is older than a day. Answer the text again to get a new one."),
    # notices
    "notices": N_("Notices"),
    "unread": N_("New"),
    "mark_read": N_("I have read these"),
    "no_notices": N_("Nothing has come up with your office's cases."),
    "notice_new_case": N_("New case"),
    "notice_due_soon": N_("The promised day is near"),
    "notice_overdue": N_("Late"),
    "notice_escalated": N_("Late at the office below"),
    "notice_disputed": N_("The citizen says it is not solved"),
    "notice_answered_by_citizen": N_("The citizen answered a question"),
    "notice_mention": N_("A colleague wrote to you"),
    "notice_handed_over": N_("Sent on to your office"),
    "your_phone": N_("Your phone"),
    "phone_lead": N_(
        "Register your mobile phone to be told by text and to work cases by answering. Your number is kept encrypted."
    ),
    "phone_registered": N_("Your phone is registered. Registering another ends this one."),
    "text_this_code": N_("Within 30 minutes, text this code from that phone to us:"),
    "mobile_number": N_("Mobile number"),
    "register_phone": N_("Get a code"),
    "how_to_be_told": N_("How you want to be told"),
    "notify_by": N_("Tell me"),
    "notify_by_web": N_("in the console only"),
    "notify_by_sms": N_("by SMS"),
    "notify_by_whatsapp": N_("by WhatsApp"),
    "texts_in": N_("Language of the texts"),
    "quiet_from": N_("No texts from"),
    "quiet_until": N_("No texts until (urgent ones come all the same)"),
    "wants_digest": N_("A summary once a week"),
    "save": N_("Save"),
    "no_phone": N_("Register your phone first."),
    "not_a_phone": N_("That is not a mobile number."),
    "phone_taken": N_("Another official works from this number."),
}
