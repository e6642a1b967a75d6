"""The words in which newsrooms announce and report: verbs, their nouns, and what comes of what."""

from __future__ import annotations

# A row an act: what newsrooms call it, and the forms that a stemmer does not bring to their verb.
FORMS = {
    form: row.split()[0]
    for row in (
        "speak spoke spoken speech speeches address addressed addresses remarks call called calls phone phoned talk "
        "talked",
        "meet met meeting meetings talks summit huddle huddled", "visit visited visits travel traveled travelled trip",
        "testify testified testifies testimony", "appear appearance", "arraign arraigned arraignment booked",
        "hear heard hears hearing hearings", "return returned returns", "convene convened",
        "vote voted votes voting ballot ballots cast balloting", "reject rejection defeat defeated fail failed fails",
        "pass passed passes passage approve approved approves approval adopt adopted adopts adoption ratify ratified "
        "clear cleared clears",
        "confirm confirmed confirms confirmation", "debate debated debates", "veto vetoed vetoes",
        "announce announced announces announcing announcement unveil unveiled roll rolls rolled reveal revealed "
        "reveals outline outlined propose proposed proposes publish published publishes detail detailed disclose "
        "disclosed "
        "issue issued issues introduce introduced present presented", "release released releases", "free freed",
        "name named names nominate nominated nominates nomination appoint appointed appoints appointment tapped",
        "charge charged charges indict indicted indictment", "sentence sentenced sentencing", "invoke invoked invokes",
        "plead pleaded pled pleads plea", "sign signed signs signing", "endorse endorsed endorsement",
        "resign resigned resigns resignation quit quits", "send sent sends dispatch dispatched deploy deployed deploys",
        "begin began begun begins start started starts open opened opens launch launched launches", "end ended ends",
        "hold held holds", "close closed closes shut", "cancel canceled cancelled scrap scrapped", "join joined joins",
        "rule ruled rules ruling decide decided decides decision", "file filed files sue sued lawsuit petition",
        "order ordered orders", "attend attended attends", "observe observed", "leave left", "win won", "lose lost",
        "buy bought acquire acquired acquisition", "sell sold", "pay paid", "strike struck", "rise rose risen",
        "withdraw withdrew withdrawn withdrawal", "extradite extradited extradition", "deport deported deportation",
        "execute executed execution", "bury buried burial funeral", "marry married wedding", "fall fell fallen",
        "suspend suspended suspension", "fire fired", "swear swore sworn", "double doubled", "drop dropped drops",
        "ban banned bans", "lift lifted", "donate donated donation", "raise raised", "cut cuts", "build built",
        "reopen reopened", "celebrate celebrated", "apologize apologized apology", "bring brought", "give gave given",
        "tell told", "keep kept", "run ran", "drive drove", "break broke broken", "fight fought", "stop stopped",
        "say said says", "uphold upheld", "find found", "fly flew flown",
    )
    for form in row.split()
}  # fmt: skip
# What else the report of an announced act may tell: what came of it, or what it was a part of.
OUTCOMES = {
    act: frozenset(outcomes.split())
    for act, outcomes in {
        "vote": "pass reject confirm", "pass": "vote confirm", "confirm": "pass vote", "debate": "vote pass reject",
        "hear": "testify uphold", "testify": "hear speak appear", "appear": "arraign plead hear testify",
        "arraign": "plead appear charge", "rule": "reject pass strike uphold", "meet": "speak visit convene",
        "speak": "meet", "visit": "meet arriv", "announce": "name order release", "release": "announce free",
        "free": "release", "name": "announce", "end": "close",
    }.items()
}  # fmt: skip
PUBLIC = frozenset("speak testify announce meet appear".split())
"""Acts of which a report of the day often tells only what was said there."""
SAID = "utter"
"""The act of whoever is reported to have said something."""
MUTUAL = frozenset(("meet", "speak"))
"""Acts that take two: with whom is as much of them as who."""

NOUNS = frozenset(
    """speech speeches address remarks talks meeting meetings summit visit trip testimony appearance arraignment
    hearing hearings vote votes voting ballot passage approval adoption confirmation announcement release
    nomination indictment sentencing plea signing resignation launch debate ruling withdrawal extradition
    deportation execution burial funeral wedding trial election primary referendum vigil service ceremony
    conference inauguration rally""".split()
)
SPOKEN = frozenset(
    """said argued praised told urged warned called described defended condemned pressed pledged vowed made announced
    hailed criticized blasted accused acknowledged apologized outlined laid insisted stressed honored mourned paid
    delivered pointed promised used""".split()
)
SAYS = frozenset("say tell argue suggest urge warn".split())
IRREGULAR = frozenset(
    """spoke met held sent left began won lost bought sold paid flew ran struck gave brought built fought quit withdrew
    swore pled rose fell told kept drove shut cast broke drew chose heard said stood took made came went got saw became
    found led hit shot put set cut let read laid grew threw wore sank fled taken given spoken begun broken chosen
    driven fallen flown gone grown risen seen shown sworn thrown withdrawn written fed felt slept spent stuck taught
    thought upheld wrote""".split()
)
PARTICIPLES = IRREGULAR | {"known", "drawn"}
TOO_COMMON = frozenset(
    """be have do make take get go come see use try us continu remain becom know need want help mak tak fac mov serv
    head work find show look provid allow includ face seek like let put turn move happen give bring tell keep say set
    plan expect schedul add ask lead hold follow bas base believ consid accord relat concern involv receiv report
    leave""".split()
)
LIGHT = frozenset(
    """hold have give deliver make take face conduct begin issue host attend receive undergo start win gain
    secure""".split()
)
OCCURS = frozenset("held occur take begin start resume continue come follow".split())
NO_VERB = frozenset(
    "the this that their his her its our your very more most all some any one two first just ever than blame "
    "lack".split()
)
STOP = frozenset(
    """the a an in on at but and he she they we it i his her their its this that mr mrs ms dr president sen rep gov
    senator after before when while as for with from if of to by was were is are be been has have had will would said
    says say or not who which what also then than about into over their there more out up other new one two next week
    month year later again first today tonight tomorrow yesterday morning afternoon evening expected scheduled planned
    set plans could may might some any being last early late former according official officials reported reports told
    people only just because during monday tuesday wednesday thursday friday saturday sunday""".split()
)
