"""Weighs the words around a mention: is this where the trouble is, or where the writer lives or was sent? Pure."""

from __future__ import annotations

from bot.nlu import place_words as w
from bot.nlu.mentions import Mention
from bot.nlu.tokens import Tokens

INSIDE = 1.0
TROUBLE = 1.0
LEVEL_SAID = 1.0
# A "Lahore road" goes to Lahore and stands elsewhere; one named after a town or quarter mostly is in its district.
ROAD = -1.0
LIVING = -2.0
WRITING = -1.0
WORKING = -2.5
FORMER = -2.5
# Below this a mention names no place of the complaint even when it is the only one.
LEAST = -3.0
ELSEWHERE = -4.0
# Something is from there, or somebody: "Peshawar se truck nahi", "thekedar Lahore ka hai".
FROM = -1.0
OF_IT = -2.0
FAR_END = -2.0
NOW = 1.0
# "Se" and its verb stand within so many words.
NEAR = 4
WINDOW = 4
FAR_WINDOW = 7
SENTENCE = 20


def weight(tokens: Tokens, mention: Mention) -> float:
    """How much a mention is the complaint's place."""
    is_road = tokens.word(mention.end) in w.ROAD and tokens.after(mention.end, 1) != ()
    if (is_road and not mention.is_part) or _is_elsewhere(tokens, mention):
        return ELSEWHERE
    after = tokens.after(mention.end, WINDOW)
    before = tokens.before(mention.start, 3)
    clause = tokens.clause(mention.start)
    found = _home(before, after, clause, tokens.before(mention.start, WINDOW))
    is_inside = any(word in w.INSIDE_AFTER for word in after[:1]) or any(word in w.AT_BEFORE for word in before[-1:])
    is_far_end = _is_far_end(before, after)
    found += INSIDE if is_inside and not is_far_end else 0.0
    has_trouble = any(word in w.TROUBLE for word in clause)
    found += TROUBLE if has_trouble else 0.0
    found += ROAD if is_road else 0.0
    found += FAR_END if is_far_end else 0.0
    found += NOW if _is_moved_to(before, after) else 0.0
    found += _belonging(before, after, has_trouble=has_trouble)
    return found + (LEVEL_SAID if mention.level else 0.0)


def _is_far_end(before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    """The other end of a way: "Thall se Parachinar wali road", "from Dadyal to Kotli"."""
    if before[-1:] and before[-1] in w.FROM_AFTER:
        return any(word in w.WALA | w.WAY | w.UP_TO | w.GONE_AFTER for word in after[:2])
    return before[-1:] != () and before[-1] in w.TOWARDS and any(word in w.FROM_BEFORE for word in before)


def _is_moved_to(before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    """As in "we shifted to Gilgit", "Mardan shift ho gaye"."""
    is_to = before[-1:] != () and before[-1] in w.TOWARDS and any(word in w.MOVED for word in before)
    return is_to or any(word in w.SHIFTED for word in after[:2])


def _belonging(before: tuple[str, ...], after: tuple[str, ...], *, has_trouble: bool) -> float:
    """What comes from a place or is of it need not be there."""
    if (before[-1:] and before[-1] in w.FROM_BEFORE) or (after[:1] and after[0] in w.UP_TO):
        return FROM
    if after[:1] and after[0] in w.FROM_AFTER and not (after[1:2] and after[1] in w.BEING | w.WRITING):
        return 0.0 if any(word in w.TAKEN for word in after[1:]) else FROM
    is_of_it = len(after) > 1 and after[0] in w.OF and after[1] in w.IS
    return OF_IT if is_of_it and not has_trouble else 0.0  # "masla Gilgit ka hai" is there


def _is_elsewhere(tokens: Tokens, mention: Mention) -> bool:
    """Where somebody or something comes from, went or is sent: "Peshawar se aata hai", "referred to Lahore"."""
    after = tokens.after(mention.end, FAR_WINDOW)
    before = tokens.before(mention.start, 4)
    if _is_journey(before, after) or (before[-1:] and before[-1] in w.QUARTER and not mention.is_locality):
        return True
    if (after[:1] and after[0] in w.BEARER) or _is_compared(after) or _is_of_official(tokens, mention, after):
        return True
    if len(after) > 1 and after[0] in w.OF and after[1] in w.MADE:
        return True
    if after[:1] and after[0] in w.FROM_AFTER:
        return (
            after[1:2] != () and after[1] not in w.BEING | w.WRITING and any(word in w.COMING for word in after[1:NEAR])
        )
    if before[-1:] and before[-1] in w.FROM_BEFORE:
        return any(word in w.COMING for word in before)
    return any(word in w.SENT_AFTER for word in after[:2]) or _is_sent(before)


def _is_compared(after: tuple[str, ...]) -> bool:
    """As in "Lahore mein to aisa nahi hota"."""
    return after[:1] != () and after[0] in w.INSIDE_AFTER and any(word in w.SUCH for word in after[1:4])


def _is_of_official(tokens: Tokens, mention: Mention, after: tuple[str, ...]) -> bool:
    """Where the teacher, not the writer, lives: "the doctor lives in Quetta", "استاد کوئٹہ میں رہتا ہے"."""
    is_living = any(word in w.LIVES for word in tokens.before(mention.start, 3) + after[:3])
    return is_living and any(
        word in w.OFFICIAL for word in tokens.words[max(mention.start - SENTENCE, 0) : mention.start]
    )


def _is_sent(before: tuple[str, ...]) -> bool:
    """As in "refer Lahore", "sent to Lahore", "engineers sit in Lahore"; not "where do I go in Lahore"."""
    last = before[-1] if before else ""
    if last in w.TOWARDS:
        return any(word in w.SENT_BEFORE for word in before)
    return last in w.SENT_BEFORE or (last in w.AT_BEFORE and any(word in w.SITTING for word in before))


def _is_journey(before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    """Somebody went there; but who went to an office complains of the office."""
    if after[:1] and after[0] in w.GONE_AFTER:
        return True
    return any(word in w.GONE_BEFORE for word in before) and not any(word in w.OFFICE for word in after[:3])


def _home(before: tuple[str, ...], after: tuple[str, ...], clause: tuple[str, ...], longer: tuple[str, ...]) -> float:
    """How far the words say that somebody lives, works or was here, and perhaps complains of another place."""
    around = before + after
    if any(word in w.FORMER for word in around) or any(word in w.WERE for word in after[:2]):
        return FORMER
    if any(word in w.MARRIED for word in before[-2:] + after[:3]):
        return FORMER
    if before[-1:] and before[-1] in w.FROM_BEFORE and any(word in w.MOVED for word in before):
        return FORMER
    if any(word in w.WORKING for word in around) or any(word in w.WORK for word in longer):
        return WORKING
    if any(word in w.LIVING for word in around):
        return 0.0 if any(word in w.KIN for word in clause) else LIVING
    if any(word in w.WRITING for word in around) or (
        after[:1] and after[0] in w.FROM_AFTER and any(word in w.BEING for word in after[1:2])
    ):
        return WRITING
    return 0.0
