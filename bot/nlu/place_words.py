"""Words that stand beside names of places and tell what the name does there, in three writings, as normalised."""

from __future__ import annotations

from bot.nlu.normalise import words


def _those(text: str) -> frozenset[str]:
    return frozenset(words(text))


# Levels, and words that make a place of a name that is also an ordinary word.
TEHSIL = _those("tehsil tahsil tehseel tahseel taluka taluqa talka تحصیل تعلقہ")
DISTRICT = _those("district distt dist disst zila zilla zilah zille zile zla ضلع ضلعے")
CITY = _those("city shehar shehr sheher shahar town شہر سٹی")

# Where something is or happens: "Mithi mein", "near Kasur", "Murree bazar".
INSIDE_AFTER = _those("mein me mei main mai men mn may andar میں مین اندر")
SIDE_AFTER = _those("se sy say pe par per tak side k ke ki ka kay kii سے پر تک کے کی کا")
AT_BEFORE = _those("in at near inside of around from across over to")
HERE_AFTER = INSIDE_AFTER | _those("se sy say سے")
NEAR_AFTER = _those("nazdeek nazdik qareeb karib qarib pas paas pass kinare نزدیک قریب پاس کنارے")
PLACE_NOUN = _those(
    "hospital aspatal haspatal dhq thq bhu rhc school college university thana police station bazar bazaar "
    "mandi adda camp chowk katchery kutchery kachehri tma wasa nadra division mohalla village side area "
    "people residents railway office bank market markaz masjid valley dak post station stop morr mor "
    "نادرا mazar dargah darbar goth gaon basti border boarder phatak fatak naka degree "
    "مزار درگاہ گوٹھ بستی بارڈر باڈر پھاٹک ناکہ ناکے "
    "بینک مارکیٹ مرکز مسجد سٹیشن اسٹیشن سٹاپ موڑ "
    "ہسپتال سکول اسکول کالج تھانہ تھانے بازار منڈی اڈا اڈے کیمپ چوک کچہری محلہ محلے گاؤں دفتر سنٹر"
)
# What is of a town and of nobody: "Hala ke log", "Darya Khan ki sarak".
OF_PLACE = _those(
    "log logon loog awam shehri people sarak sarrak sadak road nehr nahr pul hospital لوگ لوگوں عوام شہری سڑک نہر پل"
)
OFFICE = _those(
    "office centre center dafter daftar nadra bisp hospital dhq thq dc tehsildar thana thane bank court school village "
    "mukhtiarkar mukhtarkar patwari sdo xen مختیارکار پٹواری "
    "gaon mandi bazar bazaar adda chowk station college factory "
    "کارخانے کارخانوں منڈی بازار اڈہ چوک کالج دفتر مرکز سنٹر سینٹر نادرا ہسپتال تھانہ تھانے بینک عدالت سکول اسکول گاؤں"
)
# Words between a town and its school: "Matta high school".
BETWEEN = _those(
    "high girls boys girl boy female male govt government degree civil general main primary middle railway city cantt "
    "higher secondary گرلز بوائز ہائی ڈگری پرائمری سول مین"
)
# What stands somewhere: the "Swabi wali transformer" does, the "Sialkot wala banda" need not.
FIXTURE = _those(
    "transformer feeder grid nala nali line pump tubewell filter plant khamba pole park qabristan depot "
    "godam mill dukan store phatak flyover manhole gutter complain complaint shikayat case file darkhast darkhwast "
    "ٹرانسفارمر نالہ نالی لائن پمپ کھمبا پارک قبرستان ڈپو دکان پھاٹک گٹر"
)
# A bypass or a ring road lies at the town whose name it bears; a road leads there from elsewhere.
ROAD = _those("road rd highway motorway rod roadd روڈ شاہراہ موٹروے")
WAY = ROAD | _those("pull bridge bypass ring sarak sadak rah rasta raasta rasty pul gali سڑک راہ راستہ راستے پل گلی")

# Whereabouts of the writer, now or before, which need not be those of the complaint.
LIVING = _those(
    "rehta rehti rehte rahta rahti rahte raihta rehnay rehne live lives living resident residing rehaishi "
    "rehaish rihaish belong based hail رہتا رہتی رہتے رہائشی رہائش مقیم باشندہ"
)
STUDYING = _those("studying study studies student parhta parhti parhne پڑھتا پڑھتی زیر تعلیم runs via")
AGENT = _those("ne ney نے")
WORK = _those("work works working runs via")
WORKING = STUDYING | _those("job work works working naukri nokri mulazmat duty kaam نوکری ملازمت ڈیوٹی کام مزدوری")
WRITING = _those("writing calling texting likh bol لکھ بول")
BEING = _those("hun hoon hon hoo hen hain hu hein am ہوں ہیں")
IS = _those("hai he ha tha thi hay ہے تھا تھی")
FORMER = _those("pehlay pehle pehly formerly previously earlier پہلے")
WERE = _those("thay thy تھے")
# Where she was married or born is not where she lives now.
MARRIED = _those("shadi shaadi byahi married nikah born paidaish شادی نکاح پیدائش بیاہی")
MOVED = _those("moved shifted came relocated")
SHIFTED = _those("shift شفٹ منتقل")
# Quarters have the names of towns: "mohalla Sadiqabad".
QUARTER = _those("mohalla mohallah muhalla muhallah mohala محلہ محلے")
# Who is complained of may live far away: "the teacher lives in Quetta".
LIVES = _those("lives rehta rehti rahta rahti رہتا رہتی")
OFFICIAL = _those(
    "teacher ustad doctor daktar dr officer patwari staff principal headmaster engineer owner landlord contractor "
    "thekedar sdo incharge lhv dispenser استاد ٹیچر ڈاکٹر پٹواری افسر ہیڈماسٹر ٹھیکیدار مالک انچارج"
)
KIN = _those(
    "family parents mother father maa ammi abbu walid walida walidain bachay bachy children wife "
    "والدین والد والدہ ماں اماں ابو بچے خاندان"
)

# Where the trouble is: its words stand in the clause of its place.
TROUBLE = _those(
    "masla masala masley problem issue trouble complaint shikayat shikayt ghar gaon gaun goth house home farm "
    "village zameen zamin land plot wahan wahaan yahan yahaan here there ab now gher makan "
    "مسئلہ مسلہ شکایت گھر گاؤں گوٹھ زمین پلاٹ وہاں یہاں اب مکان"
)

# Somebody or something comes from, or is sent, elsewhere.
COMING = _those(
    "aa akar aakar آکر آ "
    "ata aata ati aati ate aate aye aya aaye ayega aega comes come coming came arrives sent آتا آتی آتے آئے آیا آئی آیے"
)
SENT_AFTER = _those(
    "le lay لے "
    "refer bhej bheja bhejte bheji bhejti bhejta bhejdi jao jaen jain ریفر بھیج بھیجا بھیجتے بھیجی جاؤ جائیں جاو"
)
SITTING = _those("sit sits sitting going goes")
UP_TO = _those("tak tk تک")
TOWARDS = _those("to ko towards")
SENT_BEFORE = _those(
    "ask asks refer referred refers send sends sent go goes going forwarded transferred transfer sit sits "
    "travel travels travelling traveled travelled way"
)
# Journeys: "lahore gaya tha".
GONE_AFTER = _those(
    "gaya gya gaye gye gai gayi jana jaana jata jati jate jaunga jaungi jaenge jarha jaraha jaye jae jaen jayen "
    "گیا گئے گئی جانا جاتا جاتے جاتی جاؤں جائیں جائے"
)
GONE_BEFORE = _those("went visit visiting travelling trip")
# Things made elsewhere: "Sialkot ki company".
MADE = _those("company brand maal made کمپنی برانڈ مال")
# Things and teams that bear the name of a town wherever they are: "Quetta chai hotel", "Gujrat fan".
BEARER = _those(
    "chai tea fan fans biryani sweets express qalandars zalmi kings gladiators sultans united nasal breed chappal "
    "jaisa jaisi jaise jesa jesi جیسا جیسی جیسے "
    "cafe bakery bakers dhaba cow kinnow kino tobacco halwa named builders traders enterprises co sons "
    "shoes تمباکو گاۓ گائے نامی حلوہ چائے پنکھا پنکھے بریانی ایکسپریس قلندرز زلمی نسل چپل"
)
# What is done somewhere and not here: "Lahore mein to aisa nahi hota".
SUCH = _those("aisa aise aesa esa ایسا ایسے")
# Who or what is taken from a place was there: "Kandhkot se bhai aghwa hua".
TAKEN = _those("aghwa agwa ighwa kidnap kidnapped chori chura churaya اغوا اغواء چوری چرایا")
OF = _those("ki ka ke k کی کا کے")
# Short names of institutions that bear the name of their place: "RHC Matta".
INSTITUTION_BEFORE = _those("sector rhc bhu thq dhq tma mepco lesco iesco gepco fesco pesco hesco sepco qesco")
FROM_AFTER = _those("se sy say سے")
FROM_BEFORE = _those("from")

WALA = _those("wala wale wali waly waley walay walon walo wallah والا والی والے والوں")
TITLE = _those(
    "mr mrs ms miss dr doctor haji hajji malik mian ch chaudhry choudhry chaudhary sardar syed rana mistri "
    "master sir madam officer inspector constable hakim maulvi "
    "nawab mir ڈاکٹر حاجی ملک میاں چوہدری سردار سید رانا ماسٹر مولوی مستری"
)
SURNAME = _those(
    "khan ali shah bibi bano begum ahmed ahmad hussain hussein iqbal lal sahib sahab saab din ullah akhtar mai "
    "خان علی شاہ بی بی بانو بیگم احمد حسین اقبال لال صاحب اختر مائی"
)

# A clause ends here: what is said before it is of another place.
TURN = _those(
    "ab now اب magar lekin laikin but while where whereas jabke jabkay and aur jahan مگر لیکن جبکہ اور جہاں البتہ"
)

# Postpositions people write without a blank: "لاہورمیں", "multanme".
_ENDINGS = _those("میں کے کی کا سے کو پر والے mein me main ka ki ke se ko")
GLUED = tuple(sorted(_ENDINGS, key=lambda one: (-len(one), one)))
