"""Every sentence a citizen, or an official by text, reads: one key, one English text (the msgid of the catalogs in `locales/`).

The bot and the services name keys; only the catalog turns a key into words. Placeholders are named and the same in
every language. Keep texts short: Urdu costs a part per 67 characters. Digits, not words, are asked for as answers,
because YES, STOP, END, CANCEL, START, HELP, INFO are keywords of the SMS provider.
"""


def N_(text: str) -> str:  # noqa: N802 - gettext's customary marker name
    """Mark `text` for extraction without translating it."""
    return text


def NN_(singular: str, plural: str) -> tuple[str, str]:  # noqa: N802
    """Mark a sentence with a number for extraction."""
    return singular, plural


# Placeholders filled from codes: category -> %(category)s; area_id -> %(area)s; office_id -> %(office)s.
# `options` (list of rendered labels) is appended by the renderer as lines "1 …", "2 …".
MESSAGES: dict[str, str] = {
    # opening and help
    "greeting": N_("Assalam-o-alaikum, this is Sunwai. Write your problem and its place in one message, or 1 new complaint, 2 status, 3 office, 4 talk to a person."),
    "help": N_("Write your problem and its place. 1 new complaint, 2 status, 3 office, 4 talk to a person. BACK one step back, KHATAM leave. We never ask for money, PIN or OTP."),
    "thanks": N_("You are welcome. Write whenever you need us."),
    "out_of_scope": N_("We can help with public services: water, drains, electricity, payments, schools, health and more. Write your problem and its place, or 4 for a person."),
    # filing
    "ask_problem": N_("What is the problem? Write it in your own words, or send a photo or voice note."),
    "ask_problem_again": N_("Please tell a little more: what is wrong, and since when?"),
    "ask_place": N_("Where is it? Write the tehsil or district, and the village or street."),
    "ask_place_again": N_("We did not find that place. Write the name of your tehsil or district, for example: Kamoke. 0 if you do not know."),
    "ask_which_area": N_("Which one do you mean? Answer with the number."),
    "ask_category": N_("What is it about? Answer with the number."),
    "ask_category_again": N_("Please answer with one number from the list, or describe the problem in other words."),
    "confirm_case": N_("%(category)s, %(area)s. 1 register, 2 change, 3 leave it"),
    "confirm_case_no_area": N_("%(category)s, place not known. 1 register, 2 change, 3 leave it"),
    "confirm_same_place": N_("%(category)s. Same place, %(area)s? 1 yes, register, 2 another place, 3 leave it"),
    "confirm_place_only": N_("Same place, %(area)s? 1 yes, register, 2 another place, 3 leave it"),
    "confirm_matters": N_("%(area)s: which shall we register? Answer with the number."),
    "confirm_matters_no_area": N_("Place not known. Which shall we register? Answer with the number."),
    "option_all": N_("all of these"),
    "option_change": N_("change something"),
    "ask_own_case": N_("%(category)s, %(area)s: is it about your complaint %(reference)s? 1 yes, 2 new complaint, 3 change"),
    "confirm_again": N_("Please answer 1 to register, 2 to change, 3 to leave it."),
    "ask_what_to_change": N_("What shall we change? 1 the problem, 2 the place"),
    "draft_kept": N_("Your complaint is not registered yet."),
    "draft_nudge": N_("You have not finished telling us. Answer our last question, or write KHATAM to leave it. Otherwise a person will contact you."),
    "draft_cancelled": N_("Left. Nothing was registered. Write again whenever you like."),
    "nothing_to_cancel": N_("There is nothing open to leave. Write your problem and its place."),
    "nothing_to_go_back": N_("There is no earlier step. Write your problem and its place."),
    "media_received": N_("Received. What is the problem, and where?"),
    "media_kept": N_("Received. We keep it with your complaint."),
    "voice_received": N_("We have your voice note. A person will listen and write to you here. Writing is faster: what is wrong, and where?"),
    "location_received": N_("Place received: %(area)s."),
    "emergency_number": N_("If anyone is in danger, call %(number)s now."),
    "case_registered": N_("Registered. Number %(reference)s. %(office)s. Promised by %(due)s. Send photos or more words here."),
    "case_registered_triage": N_("Registered. Number %(reference)s. Our desk is finding the right office. Promised by %(due)s."),
    "case_registered_sealed": N_("Registered in confidence. Number %(reference)s. The office complained about cannot see it. Promised by %(due)s."),
    # neighbours
    "ask_neighbours": N_("%(category)s, %(area)s: %(number)s others complained within 14 days. Is it the same fault? 1 yes, join them, 2 no"),
    "neighbours_joined": N_("Joined with %(number)s others. Your number stays %(reference)s, and you yourself say whether it is solved."),
    "neighbours_declined": N_("Noted: another fault. Your number stays %(reference)s."),
    # cases
    "which_case": N_("Which complaint? Answer with the number."),
    "ask_reference": N_("Which complaint number? You find it in our first answer."),
    "detail_added": N_("Added to %(reference)s."),
    "ask_detail": N_("What shall we add? Write it, or send a photo."),
    "no_cases": N_("You have no complaint with us yet. Write your problem and its place."),
    "case_not_found": N_("We find no complaint %(reference)s from this number."),
    "case_did_you_mean": N_("We find no %(reference)s from this number. Did you mean %(suggestion)s?"),
    "case_status": N_("%(reference)s %(category)s: %(state)s. %(office)s. Promised by %(due)s."),
    "case_status_unnamed": N_("%(reference)s: %(state)s. Promised by %(due)s."),
    "case_status_unnamed_closed": N_("%(reference)s: closed. If it is not solved, write: not solved %(reference)s"),
    "case_status_closed": N_("%(reference)s %(category)s: closed. If it is not solved, write: not solved %(reference)s"),
    "case_reopened": N_("%(reference)s is open again. %(office)s must answer by %(due)s."),
    "case_reopened_unnamed": N_("%(reference)s is open again. Promised by %(due)s."),
    "case_accepted": N_("%(reference)s: %(office)s has accepted it. Promised by %(due)s."),
    "case_transferred": N_("%(reference)s is now with %(office)s. Promised by %(due)s."),
    "case_escalated": N_("%(reference)s is late. %(office)s now watches over it, too."),
    "case_answered": N_("%(reference)s, %(office)s: %(answer)s"),
    "office_asks": N_("%(reference)s, %(office)s asks: %(question)s Write your answer here, or send a photo."),
    "reply_passed_on": N_("%(reference)s: %(office)s has your answer. Promised by %(due)s."),
    "answer_reference": N_("Number of the paper: %(evidence)s"),
    "ask_solved_short": N_("Is it solved? 1 yes, 2 no, 3 partly"),
    "ask_appeal": N_("4 independent review"),
    "appeal_taken": N_("%(reference)s: %(office)s, who had no part in it, looks at it anew. Promised by %(due)s."),
    "ask_solved": N_("%(reference)s has been answered. Is it solved? 1 yes, 2 no, 3 partly"),
    "ask_durable": N_("%(reference)s: is it still solved? 1 yes, 2 no"),
    "ask_contacted": N_("%(reference)s: has %(office)s been in touch with you? 1 yes, 2 no"),
    "contact_noted": N_("Good. When the office has answered, we ask you whether it is solved."),
    "no_contact_noted": N_("Noted: nobody has been in touch about %(reference)s. It is on record, and the deadline stands."),
    "ask_satisfied": N_("How did the office do? 1 well, 2 so so, 3 badly"),
    "satisfaction_noted": N_("Thank you, noted."),
    "reopen_too_late": N_("%(reference)s was closed more than 14 days ago. Write what is wrong and where, and we register it anew."),
    "case_confirmed": N_("Thank you. %(reference)s is closed as solved. If it comes back, write: not solved %(reference)s"),
    "case_still_open": N_("%(reference)s is still open with %(office)s. We added what you wrote."),
    # offices and programmes
    "ask_office_category": N_("An office for what? For example: water, electricity, BISP, police."),
    "office_found": N_("For %(category)s in %(area)s: %(office)s."),
    "office_found_contact": N_("For %(category)s in %(area)s: %(office)s, %(contact)s."),
    "office_not_found": N_("We know no office for %(category)s in %(area)s yet. Write your problem; our desk will find it."),
    "programme_info": N_("Registration is free at the BISP tehsil office; bring CNIC and B-form. Never give anyone money, PIN or OTP."),
    "ask_tehsil": N_("Your tehsil?"),
    "programme_told": N_("%(programme)s: %(particulars)s. Indicative, source of %(year)s."),
    "programme_unconfirmed": N_("%(programme)s in %(year)s: %(particulars)s. Whether it runs today is not confirmed."),
    "never_pay": N_("Never give anyone money, PIN or OTP. BISP writes from 8171 only."),
    # eligibility
    "ask_flag": N_("%(fact)s 1 yes, 2 no, 0 not known"),
    "ask_number": N_("%(fact)s Write the number; 0 if not known."),
    "ask_choice": N_("%(fact)s Answer with the number; 0 if not known."),
    "ask_fact_again": N_("We did not understand. Please answer with a number."),
    "eligibility_estimate": N_("Only an estimate:"),
    "eligibility_likely": N_("Likely: %(programmes)s."),
    "eligibility_unlikely": N_("Unlikely: %(groups)s."),
    "eligibility_unsure": N_("Cannot say: %(groups)s."),
    "eligibility_unconfirmed": N_("Cannot say: %(programmes)s (not confirmed that it runs today)."),
    "eligibility_others": N_("Ask us by name: %(programmes)s."),
    "eligibility_bring": N_("Bring %(documents)s to the office."),
    "eligibility_bring_to": N_("Bring %(documents)s: %(office)s."),
    "eligibility_appeal": N_("Rejected wrongly? Write: APPEAL"),
    "registry_listed": N_("List of %(source)s, %(day)s: %(statuses)s. The office decides."),
    "registry_not_listed": N_("That CNIC is not in the list we have (%(source)s, %(day)s)."),
    "registry_no_list": N_("We have no official list to look a CNIC up in. For the official answer send it to 8171, free of charge."),
    # officials by text: a notice, then how to answer it; together one part in Latin letters, two in Urdu
    "place_not_known": N_("place not known"),
    "notice_new_case": N_("%(reference)s %(category)s, %(area)s."),
    "notice_due_soon": N_("%(reference)s %(category)s, %(area)s: due by %(due)s."),
    "notice_overdue": N_("%(reference)s %(category)s, %(area)s: late, it was due by %(due)s."),
    "notice_escalated": N_("%(reference)s %(category)s, %(area)s: late at the office below you."),
    "notice_disputed": N_("%(reference)s %(category)s, %(area)s: the citizen says it is not solved."),
    "notice_handed_over": N_("%(reference)s %(category)s, %(area)s: sent on to your office."),
    "notice_answered_by_citizen": N_("%(reference)s: the citizen has answered your question. Please see the console."),
    "notice_mention": N_("%(reference)s: a colleague wrote to you about it. Please see the console."),
    "weekly_digest": N_("Your office this week: late %(late)s, disputed %(disputed)s, new %(new)s, solved %(solved)s. Please see the console."),
    "notice_many": N_("More has come up with your cases than we text you in an hour. Please see the console."),
    "notice_silent": N_("Something new waits for you. Please sign in to the console."),
    "work_how": N_("Reply A accept, Q question, F office, R what was done."),
    "phone_registered": N_("This phone is registered. Cases of your office come here. Answer with A accept, Q question, F office, R what was done."),
    "phone_code_wrong": N_("That is not the code. Please look at it again, or get a new one."),
    "work_accepted": N_("%(reference)s accepted, promised by %(due)s. When it is done, write R and what was done."),
    "work_confirm_granted": N_("%(reference)s: shall the citizen read your words, that it is done? 1 yes, 0 no"),
    "work_confirm_partly_granted": N_("%(reference)s: shall the citizen read your words, that it is partly done? 1 yes, 0 no"),
    "work_confirm_rejected": N_("%(reference)s: shall the citizen read your words, that it is not possible? 1 yes, 0 no"),
    "work_confirm_forward": N_("%(reference)s goes to %(office)s. 1 yes, 0 no"),
    "work_answered": N_("%(reference)s: the citizen reads your answer and is asked whether it is solved."),
    "work_forwarded": N_("%(reference)s is now with %(office)s."),
    "work_forward_reason": N_("Sent on by text: %(office)s"),
    "work_left": N_("Left. Nothing was done."),
    "work_answer_missing": N_("%(reference)s: write R and then what was done, in 10 to 400 letters, as the citizen shall read it."),
    "work_forward_missing": N_("%(reference)s: write F and then the office, for example: F assistant commissioner."),
    "work_question_missing": N_("%(reference)s: write Q and then your question, in 10 to 300 letters."),
    "work_asked": N_("%(reference)s: the citizen is asked; you hear what she answers."),
    "work_no_questions": N_("%(reference)s: the citizen cannot be asked. Decide by what is known, or answer."),
    "work_which_reason": N_("%(reference)s: why not? Answer with the number."),
    "work_photo_needed": N_("%(reference)s: a photo must show it. Send it here, or within a day at %(link)s"),
    "work_proof_needed": N_("%(reference)s: write the number of the paper that shows it, or send a photo here or at %(link)s"),
    "work_number_needed": N_("%(reference)s: write the number of the receipt, payment, token or report that shows it."),
    "work_office_unknown": N_("%(reference)s: we find no such office there. Write more of its name, or its code."),
    "work_which_office": N_("%(reference)s: to which office? Answer with the number."),
    "work_which_case": N_("Which case? Answer with the number."),
    "work_no_cases": N_("There is no open case of your office that this can be done with."),
    "work_not_found": N_("Your office has no case %(reference)s that can be worked by text."),
    "work_did_you_mean": N_("Your office has no case %(reference)s. Did you mean %(suggestion)s?"),
    "work_not_allowed": N_("You cannot do this with %(reference)s."),
    "work_not_possible": N_("%(reference)s: %(state)s. This cannot be done with it now."),
    "work_in_console": N_("%(reference)s asks for more than a text can say. Please do it in the console: %(link)s"),
    "work_help": N_("We did not understand. A accept, Q question, F office, R what was done, and the number, for example: A %(reference)s"),
    "work_help_console": N_("A person has your words. %(reference)s in the console: %(link)s"),
    # language, consent, people
    "ask_language": N_("Which language? 1 اردو, 2 Roman Urdu, 3 English"),
    "language_changed": N_("We will write to you in English."),
    "opted_out": N_("You will get no more news from us. Answers about your own complaints still come. START to hear from us again."),
    "opted_out_all": N_("You will get no more messages from us, unless you write to us."),
    "opted_in": N_("You will hear from us again."),
    "human_requested": N_("A person will read your message and write to you here."),
    "abuse_answered": N_("We see that you are upset. Write the problem and its place, and we will register it."),
    "spam_answered": N_("Here we only take complaints about public services. Never give anyone money, PIN or OTP for a prize or for aid."),
    "not_understood": N_("Sorry, we did not understand. Write the problem and its place, for example: no water for 5 days, Kamoke. 4 talk to a person."),
    "not_understood_human": N_("Sorry, we did not understand. We passed your message to a person, who will write to you here."),
    # after the last promise: the ombudsman
    "ombudsman_offer": N_("%(reference)s is not solved. Next you can go to the %(ombudsman)s, free. Your case file: %(link)s"),
    "ombudsman_offer_unnamed": N_("%(reference)s: your file is ready. %(link)s"),
    # the page behind the link
    "file_page_title": N_("Your file, number %(reference)s"),
    "file_page_ask": N_("Write the last four digits of the phone number you write to us from."),
    "file_page_digits": N_("Last four digits"),
    "file_page_open": N_("Open the file (PDF)"),
    "file_page_wrong": N_("These are not the digits. Please try again."),
    "file_page_locked": N_("Too many wrong tries. Please come back in an hour."),
    "file_page_gone": N_("This link is not valid any more. Write to us and ask for a person."),
    "system_slow": N_("We have your message and nothing is lost. Our system is slow just now; we will answer you here."),
    "kept_for_person": N_("We have your message and nothing is lost. A person will read it and write to you here."),
}  # fmt: skip

# Sentences that depend on a number: (singular, plural), both with %(number)s.
PLURALS: dict[str, tuple[str, str]] = {
    "open_cases": NN_("You have %(number)s open complaint:", "You have %(number)s open complaints:"),
}

# States as a citizen reads them, in `case_status`.
STATES: dict[str, str] = {
    "received": N_("received"),
    "routed": N_("with the office"),
    "acknowledged": N_("accepted by the office"),
    "in_progress": N_("work in progress"),
    "waiting_for_citizen": N_("waiting for your answer"),
    "answered": N_("answered"),
    "closed": N_("closed"),
}

# Names of writings in their own writing; never translated.
LANGUAGE_NAMES: dict[str, str] = {"ur": "اردو", "ur_Latn": "Roman Urdu", "en": "English"}
