"""What the debris of news pages looks like: patterns by reason, a table and two lookups, no decisions.

A pattern that begins with "^" is tried at the start of a sentence only, the others at the start of each of its words;
"^^" means that the pattern must be the whole sentence, opening and closing marks aside. They see the sentence in lower
case, except for those that begin with "^=" or "^^=": these see it as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_AGENCY = (
    r"(?:Getty(?: Images)?|(?:The )?Associated Press|AP(?: Photos?)?|R(?:euters|EUTERS)|AFP(?:-JIJI)?|EPA|UPI|PA|DPA"
    r"|TASS|Sputnik|Xinhua|Kyodo|ANSA|Shutterstock|iStock(?:photo)?|Corbis|Alamy|Bloomberg|Wikimedia Commons|WireImage"
    r"|FilmMagic|Invision|Zuma(?: Press)?|Splash(?: News)?|NurPhoto|Anadolu(?: Agency)?|European Pressphoto Agency"
    r"|Press Association|Flickr|Redux|Rex|Screengrab|Screenshot|Handout|VPC|USA TODAY|IMDb|HBO|NASA|Instagram|YouTube)"
)
# Possessive: a line such as "A.A.A.A." could be cut into names in more ways than there is time.
_NAME = r"(?:[A-Z][\w.'’-]*+|de|la|van|von|al|bin|of|the|and|for)"
_NAME_BEFORE_AGENCY = _NAME.replace(r"[\w.'’-]", rf"(?:(?!\.{_AGENCY})[\w.'’-])")
_NAMES = rf"{_NAME}(?:[\s,]+{_NAME}){{0,11}}"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_WEEKDAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?,?"
_DATE = (
    rf"(?:(?:{_WEEKDAY}\s+)?(?:{_MONTH}\s+\d\d?|\d\d?\s+{_MONTH})(?:,?\s+\d{{4}})?"
    r"|\d\d?/\d\d?/\d{2,4}|\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d\S*)?)"
)
_CLOCK = r"(?:\d\d?(?:[:.]\d\d)?\s*(?:[ap]\.?m\b\.?|[AP]\.?M\b\.?|GMT|UTC)|\d\d:\d\d)(?:\s+\(?[A-Z]{2,4}\b\)?)?"
_WORK = r"(?:story|article|post|report|piece|page|column|item|entry|version|copy)"
_SITE = r"(?:facebook|twitter|pinterest|linkedin|whatsapp|e-?mail|print|google\+?|reddit|digg|messenger|tweet|pin)"

# A picture's caption tells in the present what it shows, and ends with where and when it was taken: "in Rome, March 3",
# "in Rome on March 3, 2020". News that is to come has no year, and "on" before the day.
_TAKEN = (
    rf"(?:[A-Z][\w.’'-]*(?<!day)|D\.C\.|U\.S\.)(?:,\s(?:{_WEEKDAY}\s)?{_MONTH} \d\d?(?:, \d{{4}})?"
    rf"|,?\son\s(?:{_WEEKDAY}\s)?{_MONTH} \d\d?, \d{{4}})\.?$"
)
_SHOWN = (
    r"\b(?:(?:is|are) (?:\w+ly )?(?:seen|shown|pictured|photographed|displayed|wheeled|escorted|helped|carried"
    r"|sprayed|led|parked|followed|greeted|reflected|surrounded|berthed)"
    r"|(?:speak|talk|listen|look|walk|arrive|wave|stand|sit|pose|wear|gesture|smile|watche?|attend|addresse?|greet|hug"
    r"|embrace|pause|pray|react|wait|passe?|crosse?|ride|clean|disinfect|spray|cheer|testifie)s?"
    r"|holds? (?:an?|the|up|hands|his|her|their)|takes? (?:a|part|questions)|leaves? after|shakes? hands)\b"
)
_NOT_SHOWN = (
    r"(?:^(?:he|she|they|it|we|i) |\b(?:will|would|could|should|said|says|told|tells|did|does|according|reported|until"
    r"|since|scheduled|expected|due|slated|set to|plans|planned|if|whether"
    r"|(?<!who )(?<!which )(?<!that )(?:was|were|had|has|have)"
    r"|(?<!is )(?<!are )[a-z]+ed (?:the|an?|to|that|his|her|their|its|on))\b)"
)

DEBRIS: dict[str, tuple[str, ...]] = {
    "copyright": (
        r"^(?:™ & )?(?:©|\(c\) ?\d{4}|copyright (?:©|\(c\)|\d{4})|copyright(?: \w+){1,3}\W*$)",
        r"all rights reserved\b",
        r"^visit our website terms of use\b",
        r"may not be (?:published|reproduced), ",
        r"for reprint permission",
        r"this copy is for your personal, non-?commercial use only\b",
    ),
    "social": (
        r"^=[^\w(]*(?:—|–|--?)\s*[^@]{0,60}\(@\w+\)",
        r"^(?:cc: )?[#@\w .…]{0,30}(?:https?://t\.co/\w+|pic\.twitter\.com/\w+)",
        r"a (?:post|photo|video) (?:shared|posted) by\b",
        r"^view this post on instagram",
    ),
    "error_page": (
        r"(?:page|url)(?: that)? you(?:'re| are| were| have)? (?:requested|looking for|entered|followed)\b",
        r"page (?:was |could |can ?)?not (?:be )?found\b",
        r"^^(?:error )?(?:404|403|500|502|503)\b.{0,40}",
        r"^^(?:access (?:denied|to this page has been denied)|internal server error|just a moment|one moment, please)",
        r"^(?:please )?check (?:the|your) (?:url|address|spelling)\b",
        r"trouble (?:locating|finding) (?:a|the|your) (?:destination|page)\b",
        r"(?:verify|confirm|prove|checking)(?: that| if)? you(?:['’]re| are)(?: not)? (?:a )?(?:human|robot|bot)\b",
        r"^are you a (?:robot|human)\b",
        r"(?:checking|upgrade) your browser\b",
        r"unusual (?:traffic|activity) (?:from|on) your\b",
        r"captcha\b.{0,40}\b(?:enter|solve|complete|fill|below)\b|\b(?:enter|solve|complete|fill)\b.{0,40}\bcaptcha\b",
        r"enter the characters\b",
        r"(?:enable|turn on|requires?|disabled|allow) (?:java ?script|cookies)\b",
        r"java ?script (?:is|to be|appears to be) (?:disabled|enabled|not)\b",
        r"^(?:we|this (?:web)?site)\b.{0,40}\buses? cookies\b",
        r"your browser (?:is (?:out of date|not supported)|does ?n.t support|sent a request)",
        r"^please wait while (?:you|we|your)\b",
        r"you (?:have been|are being|will be) (?:re-?directed|blocked)\b",
        r"^^(?:cloudflare )?ray id\b.*",
        r"^(?:these crawls are part of|crawls of supported|the goal is to fix all broken links)",
        r"^(?:starting in 1996, alexa internet has been donating|flowing in every day, these data are added to the)\b",
    ),
    "update_note": (
        rf"this (?:developing |blog |breaking )?{_WORK} (?:has been|was|will be|is being) (?:\w+ )?"
        r"(?:updated|corrected|revised|modified|amended|edited|clarified)\b",
        rf"^\W*an? (?:earlier|previous|original|expanded|shorter) (?:version|{_WORK}) of this\b",
        r"^\W*(?:editor[’']?s?[’']? note|corrections?|clarification)s?(?:\s*[:(—]|\s*$)",
        r"an (?:earlier|original|previous) version of this\b",
        r"this is a (?:developing|breaking)(?: news)? story\b",
        r"check back (?:\w+ )?(?:for|with)\b",
        r"^updated?:?$",
        rf"^(?:this {_WORK} )?(?:was )?(?:originally|first) (?:published|appeared)\b",
        rf"^this {_WORK} (?:also )?(?:appears|appeared) in the .{{2,60}}\b(?:issue|edition)\b",
        r"^[(*\s]*(?:throughout the day, )?we(?:['’]ve|['’]ll| have| will| most recently)* (?:be )?updat(?:e|ed|ing) "
        rf"(?:the top of )?this {_WORK}",
        r"^[(*\s]*(?:note: )?we(?:['’]re| are| have|['’]ve)? (?:now )?(?:tracking|following|begun) .{0,90}"
        r"\b(?:here|post)\W*$",
        r"^\W*see (?:this|our) note about how we\b",
        r"^\W*note: as happens when\b",
        r"^this (?:is a|page is|live) .{0,20}\blive ?(?:blog|updates)?\b.{0,40}\b(?:refresh|updat)",
    ),
    "credit": (
        r"^\W*(?:(?:additional |with |further )?(?:reporting|reports|assistance|files) (?:by|from) "
        r"(?!.* (?:shows?|showed|say|said|suggest(?:ed)?|indicated?|describe[ds]?|were|was|are|is|have|had)\b)"
        r"|(?:additional |with )\w+ by |contribut(?:ing|ors?): )",
        r"^=\W*(?:Reporting|Writing|Editing|Compiled|Edited|Written|Reported|Produced) [Bb]y [A-Z]",
        rf"contributed (?:(?:to|additional)\b.{{0,30}}\b(?:{_WORK}|reporting|research)|reporting)"
        r"(?: (?:from|in) .{0,60})?[.)\]]*$",
        r"^(?:information|material) from\b.{0,60}(?:https?:|was used in)",
        r"^=\W*(?:[Pp]hoto(?:graph|s)?|PHOTO|[Ii]mage|[Pp]icture|[Cc]redit|Listing [Ii]mage|[Ii]llustration|Screenshot)"
        r"(?: (?:[Cc]redit|[Cc]ourtesy))?s?(?: of| by)?\s*[:–—/|]\s*[^a-z\s]\S*(?:\s+\S+){0,7}$",
        r"^=\W*(?:[Pp]hoto(?:graph|s)?|[Ii]mage|[Pp]icture|Listing image|[Ii]llustration|Video|Graphic)s? "
        rf"(?:by|via|from|courtesy(?: of)?|copyright) (?:{_NAME}[\s/,|]*){{1,8}}\W*$",
        rf"^=Courtesy (?:of )?(?:{_NAME}\s*){{1,5}}$",
        rf"^=\W*(?:{_NAME_BEFORE_AGENCY}(?:[\s,.]+|(?<=\.))){{0,5}}(?:[/|]\s?)?{_AGENCY}(?:[\s/|,]+{_NAME}){{0,8}}\W*$",
        rf"^=(?:{_NAME}\s+){{1,4}}(?:Press (?:Service|Office)|News Agency|Photo Service|via [A-Z]\w+)$",
        rf"^=\(?(?:{_NAME}\s*){{1,5}}\s?[/|]\s?{_NAME}(?:[\s/]+{_NAME}){{0,5}}\)?$",
    ),
    "caption": (
        r"^=\W*(?:FILE ?(?:[-–—:]|PHOTO)|File photo\b|FOR (?:MOVEMENT|RELEASE|USE)\b|CLOSE [A-Z]|EMBED\b)",
        r"^=\W*P(?:hotos|HOTOS): ",
        r"^\W*(?:(?:image|media|photo|video) (?:caption|copyright)|enlarge (?:this )?image|hide caption|slideshow:)",
        r"(?:hide caption \d+ of \d+|toggle caption|(?:media|image) caption)\b",
        r"^\W*in this\b.{0,50}\b(?:photo|image|picture|handout|frame grab|frame from video|courtroom sketch)\b",
        r"^this (?:\S+ ){0,2}(?:photo|image|picture|graphic|frame grab|handout|combination)\b.{0,60}"
        r"\b(?:shows?|provided|released|taken|made|attempts|from)\b",
        r"in (?:this|an?) (?:\S+ ){0,3}(?:file|handout|undated|booking|combination) (?:photo|picture|image)",
        r"(?:is|are) (?:shown|seen|pictured) in this\b.{0,50}\b(?:photo|picture|image)",
        rf"^=.{{3,}}\((?:[^()]{{0,80}}\W)?(?:{_AGENCY}|Photo|Courtesy|Credit|Staff Photographer)(?:\W[^()]*)?\)\s*$",
        r"^=.*(?:\b(?:REUTERS|AP Photo|AFP PHOTO)\s?/\s?\w+|\([Ff]ile(?: photo)?\)\.?$)",
        r"^=.*[A-Z][\w.'’-]+(?:, (?:second from |far )?(?:left|right|cent(?:er|re)),"
        r"| \((?:second from |far )?(?:left|right|cent(?:er|re)|pictured)\))",
        rf"^=(?!.*\b(?:will|said|told)\b).*\b[Oo]n {_WEEKDAY},? {_MONTH} \d\d?, \d{{4}}\b",
        rf"^=(?=.*{_TAKEN})(?=.*{_SHOWN})(?!(?i:.*{_NOT_SHOWN}))",
        r"^(?:\W*(?:pictured|left to right|from left)\b|^\(?in this photo\b|\d+ of \d+\.?$)",
    ),
    "contact": (
        r"^\W*(?:e-?mail|write to|contact|reach|to contact|call)\b.{0,80}\S@\S+\.\w+",
        r"(?:can|may) be (?:reached|contacted) (?:at|by|on|via)\b",
        r"^^[\w.-]+@[\w.-]+\.\w{2,}\b(?:\s*(?:or|and|,|;|\|)?\s*[\d().+ -]{7,})?",
        r"^^contact us\b.{0,60}",
        r"^for (?:further|more) (?:information|details),?:? .{0,80}\S@\S",
        r"drop (?:me|us) a line\b",
        r"^(?:do you )?have (?:a|any) (?:tip|information|story|question)s?\b",
    ),
    "byline": (
        rf"^=(?:By|BY|by):? {_NAMES}(?:\s*[|/].*)?$",
        r"^^(?:published|posted|(?:last )?updated|modified)(?: (?:on|at|by) .{0,40})?",
        r"^^=(?:[Pp]ublished|[Pp]osted|(?:[Ll]ast )?[Uu]pdated|[Mm]odified|[A-Z]{6,9})"
        rf"\W.{{0,20}}(?:{_DATE}|{_CLOCK}).{{0,40}}",
        rf"^^=(?:{_CLOCK}|{_DATE})(?:[\s,|/·•–-]+(?:at|on|{_DATE}|{_CLOCK}|ET|E[DS]T|GMT))*(?:\s\|.{{0,20}})?",
        r"^=Analysis: .{0,60}\b(?:editor|correspondent|reporter|columnist)$",
        r"^^\d+ (?:year|month|week|day|hour|minute)s? ago",
        r"^=(?:--?|—|–)\s?(?:[A-Z][\w.'’-]*\s?){2,4}(?:(?:and|at) .{0,40})?$",
        r"^=[A-Z]\w+ reported from [A-Z]",
        r"^(?:the author|the writer) is an? .{0,60}\b(?:columnist|contributor|analyst)|^the opinions? expressed\b",
    ),
    "promotion": (
        r"^\W*(?:related|see also|also (?:see|on|read)|read also|more (?:from|on|stories)|recommended|read next"
        r"|don.t miss|full coverage|watch|listen|from coinage|further reading|(?:related|popular|top) stories)"
        r"(?:\b[\w ]{0,12}:|\b[^.!?,]{0,40}$)",
        r"^^(?:latest headlines|(?:most|what to) (?:read|popular)(?: next| now)?|trending(?: now)?|related links?)",
        r"^(?:\W*read more\b|related to\b|recommended related\b|(?:just|must) watch(?:ed)?\b)",
        r"read more\W*$",
        r"^=Related [A-Z]\w+ ",
        r"^=\[[A-Z][^\[\]]{20,}\]$",
        r"^(?:check|watch|read|see|follow|find|learn|view|get|donate|register|listen|vote|apply|explore)\b.{0,90}\bhere\W*$",
        r"^(?:follow|watch|join|tune in to|stay with) .{0,40}\bfor (?:the latest|updates|more)\b",
        r"^learn (?:how|more|about)\b|^the .{0,40}newsletter\.$",
        r"^\W*stay tuned\b.{0,40}$",
        r"^(?:watch|listen|see) below\b",
        r"email sign[ -]?up\b|\bagree to receive (?:email|newsletter)",
        r"(?:click|tap) (?:here|for more|through)\b",
        r"^\W*(?:sign(?:ing)? up|subscribe)\b",
        r"subscribe to (?:our|the|my)\b",
        r"^^(?:thank you|thanks) for (?:subscribing|signing up).{0,60}",
        r"^(?:could not subscribe, try|by clicking \W?(?:subscribe|sign up|submit)|we will not share your e-?mail)\b",
        r"^view all [\w ]{2,40} newsletters\b|^send us a secure tip\b",
        r"^=(?:More|MORE): [A-Z][^.]*$",
        r"newsletters?\b.{0,60}\b(?:inbox|sign|subscri|delivered|every|weekly|daily|free)",
        r"delivered (?:\w+ ){0,3}to your (?:inbox|email)|\b(?:to|in) your (?:inbox|news ?feed|email)\b",
        r"^(?:in the meantime, |please |and |you can |also )*(?:follow|like|find|join)"
        r" (?:him|her|us|them|me|my|[\w .]{2,40}) .{0,30}on (?:twitter|facebook|instagram|pinterest|google)",
        r"^\W*(?:(?:you can )?follow\b.{0,50}@\w+|(?:follow|like) (?:us\b|@)|never miss\b)",
        r"on twitter\W+(?:https?|www|@)|\bbreaking news (?:emails|alerts)|\bunsubscribe\b|\b(?:day|your) free trial\b",
        r"^^(?:interested in [\w .'’-]+\?|add (?:[\w .'’-]+ as an )?interest.*)",
        r"^get (?:the )?(?:latest|breaking|more|real-time|our)\b.{0,80}"
        r"\b(?:inbox|email|newsletter|news|app|updates|story)\b",
        r"^(?:share (?:it|your).{0,30}comments|have something to add|what do you think\b.{0,60}\?)",
        r"^(?:do you )?want (?:more |to (?:read|know) )?.{0,30}\b(?:news|updates|delivered)\b.*\?",
        r"^(?:please,? )?(?:donate|make a (?:donation|contribution)|support (?:our|independent|the))\b.{0,60}$",
        r"download (?:our|the .{0,30}) app\b",
        r"^[\[(]\s?(?:related|in photos|photos|read|watch|see|quiz|video|also on)\b",
        r"^for more,? (?:from|on|about|news|stories|coverage|details|information),? .{0,40}"
        r"\b(?:visit|see|go|follow|check|click)",
        r"^(?:read|see|check out)(?: more| \S+){0,3} (?:full|entire|complete|whole) "
        r"(?:story|list|article|blog|interview|report)",
        r"^^for (?:the )?(?:latest|more|top|full)\b.{0,60}\b(?:follow|visit|go to|see|check)\b.{0,60}",
    ),
    "navigation": (
        r"^(?:the )?(?:interactive )?transcript could not be loaded\b",
        r"^^tweet with a location",
        r"^you (?:can add location information to your tweets|always have the option to delete your tweet location)\b",
        r"^^(?:(?:please )?try again later|(?:invalid|please enter a valid) e-?mail(?: address)?)\.?",
        r"^^an error (?:has )?occurred(?:, please try again.*)?\.?",
        r"^^(?:rating is available when the video has been rented|this feature is not available right now)\.?",
        r"^.{0,60}\(opens in (?:a )?new window\)",
        rf"^(?:take me )?(?:back|return) to the top of (?:this|his) {_WORK}",
        r"^^(?:(?:story|article|post)? ?continue[sd]? (?:reading )?below|continue reading|story continues).*",
        r"^^advertise?ments?(?:\W.*)?|photo advertisement continue reading.*",
        r"^^skip (?:to|in|ad)\b.*|accessibility links|back to\b.{0,40}|home(?: ?[>|/›].*)?|read or share this\b.*",
        rf"^^(?:share|{_SITE})(?:(?: this| on| via|:)? (?:share|{_SITE}|article|story|this|to a friend|comments?))*",
        r"^^(?:printable version|print this|e-?mail this.{0,30}|bookmark with.*|digg|stumbleupon.*|delicious)",
        r"^^(?:\d+ )?comments?(?: \(\d+\))?|(?:view|leave a|post a|add a|show) comments?.*",
        r"^^(?:menu|search|close|reply|replay|more|loading|next|previous|log ?in|sign in|register|donate now)",
        r"^^(?:play video|video|photos?|(?:photo )?gallery|slideshow|featured events|concert calendar)",
        r"^^(?:topics?|tags?|filed under|categories|online):.*|(?:terms of (?:use|service)|privacy policy)\b.*",
        r"(?:story|article) continues below\b",
        r"^^\d+x\d+(?: image)?|image \d+ of \d+",
        r"^^see a mistake|report a typo.*|what(?:['’]s| is| are) (?:this|these)|listen to (?:this )?article\b.*",
        r"playback is (?:un|not )supported\b|\bskip x embed\b|\bread (?:the )?.{0,40} article (?:»|>)",
        r"^\W*(?:\d[\d,.k]* )?shares?\b(?: share| tweet| on facebook| pin| email)|^(?:share )?facebook twitter\b",
        r"^^(?:https?://|www\.)\S+",
        r"^[^|.!?]{1,30}(?:\|[^|.!?]{1,30}){2,}$|^[^>.!?]{1,30}(?: > [^>.!?]{1,30}){2,}$",
    ),
    "section_label": (
        r"^^(?:what (?:you need|we|to) (?:to )?know(?: so far| now)?|key (?:points|takeaways|facts))",
        r"^^(?:in brief|at a glance|breaking(?: news)?|exclusive|analysis(?:/opinion)?|opinion|topline)",
        r"^^(?:(?:story )?highlights|(?:key )?background)",
        r"^^(?:politics|(?:world )?news|world|business|sports?|entertainment|tech(?:nology)?|science|health)",
        r"^^u\.?s\.?(?: news)?",
        r"^=['‘][A-Z][^'’\"]{3,40}['’]$",
        r"^\W*(?:spoiler (?:alert|warning)\b|warning: .{0,30}\bspoilers?\b)|^.{0,90}\(all times [\w ]{2,20}\):?$",
        r"^=[A-Z][A-Z.'’ -]{3,40}(?:, [A-Z][A-Z .,'’-]{2,50})?:$",  # "ANN LEE, HOST:"
        r"^^(?:the latest|by the numbers|the bottom line|article excerpt|among the details)",
    ),
    "self_description": (
        r"journalists? reports? the news in \d+ languages\b",
        r"^[\w/ ]{2,30} has been declared an .undesirable organization. by the \w+ government\W*$",
        r"forward-looking statements?\b",
        r"^safe harbor\b",
        r"auto-?generated from a syndicated feed\b",
        r"published from a (?:wire|syndicated) (?:agency )?feed\b",
        r"^(?:npr )?transcripts are created on a rush deadline\b",
        r"^this text may not be in its final form\b",
        r"^^accuracy and availability may vary",
        r"^the authoritative record of\b.{0,60}\bis the audio\b",
        r"(?:common stock|shares) of .{0,60} (?:is|are) traded on\b",
        r"publisher of this (?:report|article|story|site|newspaper)\b",
        r"^^about (?:the )?(?:author|writer|us)",
        r"^=SOURCE [A-Z]\w+",
    ),
}

# Everything below such a heading in the last part of a press release is about the sender.
TAIL_HEADING = re.compile(
    r"^(?:About (?!Half|Time|Face|Last|One|Those|That|This|The )[A-Z][\w&.,'’-]*"
    r"(?: (?:[A-Z][\w&.,'’-]*|&|and|of|the)){0,4}"
    r"|(?:Safe Harbor|Forward[- ]Looking|Cautionary).{0,60}"
    r"|Media [Cc]ontacts?:?|Notes? to [Ee]ditors:?|(?:Press|Investor) [Cc]ontacts?:?)$"
)

# From such a sentence on, in the last part of an article, the outlet or company speaks about itself.
TAIL_SENTENCE = re.compile(
    r".*\b(?:journalists? reports? the news in \d+\s+languages|contains? forward-looking statements"
    r"|forward-looking statements (?:within|under|as defined))\b",
    re.I,
)

# A sign that could not be read, or a question mark before a space, stands for the dash of a text that was garbled.
DATELINE = re.compile(
    # WILMINGTON, Del. — / WASHINGTON, Jan 2 (Reuters) - / JAKARTA/PANGKALAN BUN: the place in capitals, then a dash
    r"[^\w\"“'‘(]*"
    r"(?!FILE|UPDATE|PHOTO|VIDEO|WATCH|RELATED|EXCLUSIVE|OPINION|ANALYSIS|BREAKING|CORRECT|MORE|READ|I\b|A\b)"
    r"[A-Z][A-Z.'’-]+(?:[ /]+[A-Z][A-Z.'’-]+){0,4}(?:, (?:[A-Z][\w.'’-]*[ ,]*){1,4})?"
    rf"(?:[\s,]+{_DATE})?\s*(?:\([^()]{{2,40}}\))?\s*(?:—|–|―|\ufffd(?=\s)|--+|-(?=\s)|\||>>)(?:\s*-)?\s*(?=[A-Z0-9$\"“‘'\[])"
    # London (AP) — / Moscow (CNN) In: an agency in brackets, the dash is optional
    rf"|[^\w\"“'‘(]*[A-Z][\w.'’-]+(?:[ ,/]+[A-Z][\w.'’-]*){{0,5}},?\s*(?:{_DATE},?\s*)?"
    rf"(?:\((?:{_AGENCY}|CNN[\w ]*)\)\s*(?:—|–|―|\ufffd(?=\s)|--+|-|\||:|\?(?=\s))?"
    r"|\([A-Z]{2,5}\)\s*(?:—|–|―|\ufffd(?=\s)|--+|-|\|))"
    r"\s*(?=[A-Z0-9$\"“‘'])"
    rf"|\((?:{_AGENCY}|CNN[\w ]*|[A-Z]{{3,5}})\)\s*(?:—|–|―|\ufffd(?=\s)|--+|-|\||:|\?(?=\s))?\s*(?=[A-Z0-9$\"“‘'])"
)
_DATELINE_ALONE = re.compile(
    rf"[A-Z][A-Z.'’-]+(?:[ /]+[A-Z][A-Z.'’-]+){{0,4}}(?:, (?:[A-Z][\w.'’-]*[ ,]*){{1,4}})?(?:[\s,]+{_DATE})?"
    r"\s*(?:\([^()]{2,40}\))?\s*(?:—|–|--+|-|\ufffd|\|)\W*$"
    rf"|\((?:{_AGENCY}|CNN[\w ]*)\)\s*\?$"
)


# Labels that pages without line breaks leave at the head of the sentence that follows.
LABEL_BEFORE = re.compile(r"(?:Story highlights|Key [Pp]oints|Advertisement)\s+(?=[A-Z\"“‘'])")
# Credits of a report, not of a picture: they say nothing about what stands before them.
SIGN_OFF = re.compile(
    r"reporting|reports|editing|writing|edited|written|compiled|contribut|assistance|information", re.I
)
# "Ann Lee is a contributing editor ...", at the end of an article about something else.
BIOGRAPHY = re.compile(
    r"(?:[A-Z][\w.'’-]+ ){2,4}(?:is|serves as|was|writes|covers|reports|teaches)\b.{0,70}"
    r"\b(?:editor|columnist|author|writer|reporter|correspondent|fellow|instructor|lecturer|contributor|journalist"
    r"|commentator|blogger|novelist|freelance\w*|publisher of|writes for|covers)\b(?!.*\b(?:said|told|says)\b)"
)


# "Update at 7:02 p.m. ET. Two Suspects:", "[Updated 9:49 p.m. ET]", "10:34 a.m. ET -": when a part of a live blog was
# written; without the word only where a zone follows.
_ZONE = r"(?:\s?\(?(?:[ECMP][SD]?T|GMT|BST|UTC|CES?T|[Ee]astern|[Cc]entral|[Pp]acific|[Ll]ocal)(?:\s[Tt]ime)?\)?)"
_HOUR = r"\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.?m|[AP]\.?M)\b\.?+"
_ON_DAY = r"(?:,?\s(?:on\s)?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b(?:,?\s(?={_DAY}))?)?(?:{_DAY})?)".replace(
    "{_DAY}", rf"{_DATE}|\d\d?/\d\d?"
)
_UPDATED = (
    r"(?:[Ll]ast |[Ll]atest )?(?:[Uu]pdated?|UPDATED?)\b(?:\s?#?\d)?[\s:,(–—-]{1,4}(?:at\s|on\s|as of\s)?[\s(]{0,3}"
)
STAMP = re.compile(
    rf"[\[(*\s]{{0,4}}(?:{_UPDATED}{_HOUR}\)?{_ZONE}?+{_ON_DAY}?|{_HOUR}{_ZONE}{_ON_DAY}?)"
    r"(?:\s*[\])]+\s*(?:[.:|–—-]+\s*)*|\s*(?:[.:|–—-]+(?!\s?\d)\s*)+|\s*$|(?<=[ap]\.m\.)\s+(?=[“\"]?[A-Z]))"
)
_SMALL = frozenset("a an the of to in on at for and or nor but by from as with vs".split())
_HEADING = 14  # words, at most


def is_heading(text: str) -> bool:
    """Whether what follows a stamp is the title of that part: "Two Suspects:", "President Will Travel To Boston."."""
    words = text.split()
    titled = all(word[0].isupper() or not word[0].isalpha() or word in _SMALL for word in words)
    return 0 < len(words) <= _HEADING and (titled or text.endswith(":"))


def is_dateline(text: str) -> bool:
    """True if the sentence is a place (and date, and agency) and nothing else."""
    return _DATELINE_ALONE.match(text) is not None


@dataclass(frozen=True, slots=True)
class _Matcher:
    """Patterns of one reason; each is tried once on a sentence, `lower` ones on its lower case."""

    code: str
    start: re.Pattern[str]
    start_lower: re.Pattern[str]
    words_lower: re.Pattern[str]


def _compile(code: str, patterns: tuple[str, ...]) -> _Matcher:
    start, start_lower, words_lower = [], [], []
    for pattern in patterns:
        body = pattern.lstrip("^").removeprefix("=")
        if pattern.startswith("^^"):
            body = rf"[^\w\"“]*(?:{body})[^\w.\"”]*$"
        if not pattern.startswith("^"):
            words_lower.append(body)
        elif pattern.lstrip("^").startswith("="):
            start.append(body)
        else:
            start_lower.append(body)
    return _Matcher(code, _join(start), _join(start_lower), re.compile(rf"\b{_join(words_lower).pattern}"))


def _join(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(patterns) or '(?!)'})")


_MATCHERS = tuple(_compile(code, patterns) for code, patterns in DEBRIS.items())
# For most sentences these three say at once that no pattern hits.
_ANY_START = _join(m.start.pattern for m in _MATCHERS)
_ANY_START_LOWER = _join(m.start_lower.pattern for m in _MATCHERS)
_ANY_WORDS = re.compile(r"\b" + _join(m.words_lower.pattern.removeprefix(r"\b") for m in _MATCHERS).pattern)


def match_debris(text: str) -> str | None:
    """The reason why a sentence is debris by its own words alone, else None."""
    text = text.replace("\xa0", " ").strip()
    lower = text.lower()
    if not (_ANY_START.match(text) or _ANY_START_LOWER.match(lower) or _ANY_WORDS.search(lower)):
        return None
    for matcher in _MATCHERS:
        if matcher.start.match(text) or matcher.start_lower.match(lower) or matcher.words_lower.search(lower):
            return matcher.code
    return None
