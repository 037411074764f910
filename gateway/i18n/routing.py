"""Why a case went to its office, as officials read it: one key, one English text (the msgid)."""

from gateway.i18n.messages import N_

REASONS: dict[str, str] = {
    "rule": N_("%(place)s: %(rule)s; nearest one, %(office)s, serves %(served)s."),
    "rule_sealed": N_("%(place)s, sealed: %(rule)s; nearest one, %(office)s, serves %(served)s."),
    "sealed": N_("%(place)s, sealed: goes to the oversight cell; nearest one, %(office)s, serves %(served)s."),
    "sealed_above": N_(
        "%(place)s, sealed: goes to the oversight cell above %(accused)s, which would answer otherwise; "
        "nearest one, %(office)s, serves %(served)s."
    ),
    "no_rule": N_("%(place)s: no rule leads to an active office there; %(office)s places it by hand."),
    "no_rule_sealed": N_("%(place)s, sealed: no rule leads to an active office there; %(office)s places it by hand."),
    "no_place": N_("Place not known: no area to look for an office in; %(office)s places it by hand."),
    "no_place_sealed": N_("Place not known, sealed: no area to look for an office in; %(office)s places it by hand."),
}
LEVELS: dict[str, str] = {
    "province": N_("%(name)s (province)"),
    "division": N_("%(name)s (division)"),
    "district": N_("%(name)s (district)"),
    "tehsil": N_("%(name)s (tehsil)"),
}
