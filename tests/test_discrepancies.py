"""Where outlets tell one fact differently. Each scenario is two or three sentences that a reader would compare."""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarize.discrepancies.find import find_discrepancies
from summarize.ids import statement_id
from summarize.text.quotations import find_quotations
from summarize.training.conflicts import Listed, Place, ToldStory
from summarize.types import Article, Discrepancy, Mention, Statement
from tests.benchmarks.discrepancies import judge_pairs, precision_at, score_conflicts, score_story, sum_stories

# Of stories with people's clusters: how many listed conflicts are told, and how many beyond them a story, at most.
LABELS = {"load-2": (9, 0.1), "statements/train": (33, 0.2)}
FLOORS = {"precision at recall 0.7": 0.36, "average precision": 0.53}

OUTLETS = ("Harbor Gazette", "Coast Daily", "Inland Post", "Valley Times")


def make_article(outlet: str, text: str, published: str | None = None) -> Article:
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Article(f"a-{outlet[:6]}", outlet, None, None, published, None, "en", text, sha256, f"{outlet}.txt")


def make_statement(places: Sequence[tuple[Article, str]]) -> Statement:
    mentions = []
    for article, text in places:
        start = article.text.index(text)
        mentions.append(Mention(article.id, article.outlet, start, start + len(text), text, f"outlet:{article.outlet}"))
    mentions.sort(key=lambda m: (m.article, m.start))
    by_id = {article.id: article for article, _ in places}
    name = statement_id((by_id[m.article].sha256, m.start, m.end) for m in mentions)
    outlets = tuple(sorted({m.outlet for m in mentions if m.outlet}))
    return Statement(name, "story", mentions[0], tuple(mentions), outlets, len(outlets))


def tell(*sentences: str, published: Sequence[str | None] = (None,) * 4) -> list[Discrepancy]:
    """One statement, told by as many outlets as there are sentences."""
    articles = [make_article(outlet, s, p) for outlet, s, p in zip(OUTLETS, sentences, published, strict=False)]
    return find_discrepancies(articles, [make_statement(list(zip(articles, sentences, strict=True)))])


def told(found: Sequence[Discrepancy]) -> list[tuple[str, str, list[str]]]:
    return [(d.kind, d.verdict, [v.value for v in d.values]) for d in found]


def test_two_figures_for_one_fact_are_a_conflict() -> None:
    found = tell(
        "The ferry Orla ran aground with 127 passengers on board, the coast guard said.",
        "The ferry Orla ran aground with 130 passengers on board, officials said.",
    )
    assert [(d.kind, d.verdict) for d in found] == [("number", "conflict")]
    assert found[0].why == ("Coast Daily says “130”, Harbor Gazette says “127”, for the same number of passengers.")


def test_two_days_for_one_meeting_are_a_conflict() -> None:
    found = tell(
        "Delegates of Norland and Sudia will meet for border talks in Velden on March 9.",
        "Envoys of Norland and Sudia are set to meet for border talks in Velden on March 10.",
    )
    assert told(found) == [("date", "conflict", ["March 10", "March 9"])]


def test_two_days_and_one_of_them_are_a_conflict() -> None:
    found = tell(
        "The border talks are set for March 9-10 in Velden.",
        "Officials will hold border talks on March 10 in Velden.",
    )
    assert told(found) == [("date", "conflict", ["March 10", "March 9-10"])]


def test_other_words_in_one_quotation_are_a_conflict() -> None:
    found = tell(
        "“We are finding a way out of this crisis together,” Mayor Ada Brun said.",
        'Brun told reporters: "We are talking a way out of this crisis together."',
    )
    assert told(found) == [("quote", "conflict", ["talking", "finding"])]
    assert "quotes “We are finding a way out" in found[0].why


@pytest.mark.parametrize(
    "other",
    [
        "“We're finding a way out of this crisis together,” Brun said.",
        "“We are finding a way out of this crisis,” Brun said.",
        "“We are finding … out of this crisis together,” Brun said.",
        "“[The council is] finding a way out of this crisis together,” Brun said.",
        "“we are finding the way out of this crisis, together!” Brun said.",
        "Brun said they were talking a way out of this crisis together.",
    ],
)
def test_a_quotation_that_is_cut_or_contracted_is_none(other: str) -> None:
    assert tell("“We are finding a way out of this crisis together,” Mayor Ada Brun said.", other) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "“It is a rebuke to whoever did this to the harbor,” Brun said.",
            "“It is a rebuke to whomever did this to the harbor,” Brun said.",
        ),
        (
            "“The jobs of the harbor are at stake even while we talk,” Brun said.",
            "“The jobs of the harbor are at stake even when we talked,” Brun said.",
        ),
        (
            "“A minority in the U.S. Senate has closed this harbor,” Brun said.",
            "“A minority in the United States Senate has closed this harbor,” Brun said.",
        ),
        (
            "“It's a p---- of a judgement that closed the harbor for a winter,” Brun said.",
            "“It`s a pain of a judgment that closed the harbour for a winter,” Brun said.",
        ),
    ],
)
def test_another_little_word_or_form_in_a_quotation_is_not_worth_a_line(one: str, other: str) -> None:
    assert tell(one, other) == []


def test_what_differs_in_one_breath_of_a_quotation_is_told_in_one_line() -> None:
    (found,) = tell(
        "“We know that the community will play a crucial role in the search for the boat,” Brun said.",
        "“We know that the public will play a critical role in the search for the boat,” Brun said.",
    )
    assert [value.value for value in found.values] == [
        "public will play a critical",
        "community will play a crucial",
    ]


@pytest.mark.parametrize(("outlet", "verdicts"), [("Harbor Gazette", []), ("Coast Daily", ["conflict"])])
def test_an_outlet_does_not_disagree_with_itself(outlet: str, verdicts: list[str]) -> None:
    """What it corrects the next day is no disagreement of sources."""
    texts = (
        "The ferry Orla ran aground with 127 passengers on board, the coast guard said.",
        "The ferry Orla ran aground with 130 passengers on board, officials said.",
    )
    first, second = make_article("Harbor Gazette", texts[0]), replace(make_article(outlet, texts[1]), id="a-second")
    statement = make_statement([(first, texts[0]), (second, texts[1])])
    assert [d.verdict for d in find_discrepancies([first, second], [statement])] == verdicts


def test_an_outlet_that_tells_it_both_ways_hides_no_disagreement_with_another() -> None:
    one, other = "Inspectors always checked the brakes.", "Inspectors never checked the brakes."
    articles = [
        make_article("Harbor Gazette", one),
        make_article("Harbor Gazette", other),
        make_article("Coast", other),
    ]
    articles = [replace(article, id=f"a-{n}") for n, article in enumerate(articles)]
    statement = make_statement([(article, article.text) for article in articles])
    assert [d.verdict for d in find_discrepancies(articles, [statement])] == ["conflict"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It will cost a million to mend the harbor", "It will cost a billion to mend the harbor"),
        ("We know the employer of the crew has left", "We know the employee of the crew has left"),
        ("We know that all boats of the crew have left", "We know that some boats of the crew have left"),
    ],
)
def test_a_letter_that_makes_another_word_is_no_slip(one: str, other: str) -> None:
    assert "quote" in {d.kind for d in tell(f"“{one},” Brun said.", f"“{other},” Brun said.")}


def test_a_name_in_a_quotation_keeps_each_outlets_spelling() -> None:
    assert (
        tell(
            "“I asked Mr. Zelenskyy to call me back before the vote,” Brun said.",
            "“I asked Mr. Zelensky to call me back before the vote,” Brun said.",
        )
        == []
    )


def test_a_denial_against_its_opposite() -> None:
    found = tell(
        "The ministry did not plan to close the harbor of Velden before winter.",
        "The ministry planned to close the harbor of Velden before winter.",
    )
    assert told(found) == [("negation", "conflict", ["planned", "did not plan"])]


def test_always_against_never() -> None:
    found = tell(
        "Inspectors always checked the brakes of the Velden cable car.",
        "Inspectors never checked the brakes of the Velden cable car.",
    )
    assert told(found) == [("negation", "conflict", ["never", "always"])]


def test_two_surnames_for_one_witness() -> None:
    found = tell(
        "Singer Larry Holt and his friend Fred Simple took shelter in the motel.",
        "Singer Larry Holt and his friend Fred Temple took shelter in the motel.",
    )
    assert told(found) == [("name", "conflict", ["Fred Temple", "Fred Simple"])]


def test_another_spelling_is_no_other_name() -> None:
    assert (
        tell(
            "President Volodymyr Zelensky thanked the delegates in Velden.",
            "President Volodymyr Zelenskyy thanked the delegates in Velden.",
        )
        == []
    )


def test_a_short_form_or_a_contraction_is_no_other_name() -> None:
    assert tell("Chairman Jerry Adler thanked the delegates.", "Chairman Jerrold Adler thanked the delegates.") == []
    said = (
        "Brun said: And I'd rather keep the house.",
        "Brun said: And I'll rather keep the house.",
    )
    assert [d for d in tell(*said) if d.kind == "name"] == []


def test_a_toll_that_is_higher_the_day_after_is_an_update() -> None:
    sentences = (
        "The landslide in Velden killed 12 people and blocked the valley road.",
        "The landslide in Velden killed 15 people and blocked the valley road.",
    )
    moved = tell(*sentences, published=("2024-05-02", "2024-05-03"))
    assert [(d.kind, d.verdict) for d in moved] == [("number", "update")]
    assert moved[0].why == (
        "The figure moved with time: “12” (Harbor Gazette, 2 May 2024), then “15” (Coast Daily, 3 May 2024)."
    )
    for published in ((None, None), ("2024-05-02", "2024-05-02"), ("2024-05-03", "2024-05-02")):
        assert [(d.kind, d.verdict) for d in tell(*sentences, published=published)] == [("number", "conflict")]


def test_prices_of_two_minutes_of_one_day_are_an_update() -> None:
    found = tell(
        "Shares of Orla Lines fell 66 cents to $40.10 in morning trading in Velden.",
        "Shares of Orla Lines fell 79 cents to $39.97 in afternoon trading in Velden.",
    )
    assert {(d.kind, d.verdict) for d in found} == {("number", "update")}


def test_a_figure_told_less_exactly_is_rounded() -> None:
    found = tell(
        "The state of Norland owes $70,000 for water, the city said.",
        "The city said the state of Norland owes $70,246 for water.",
    )
    assert [(d.kind, d.verdict) for d in found] == [("number", "rounded")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # another fact with another figure
        ("He was fined $500 after 3 crashes in Velden.", "Her bakery in Velden sold 600 cakes on opening day."),
        # one has more figures than the other
        (
            "The quake injured 40 people in Velden, and 12 of them are in hospital.",
            "The quake injured 40 people in Velden.",
        ),
        # the same in other words
        ("Ninety-five percent of the cargo comes by ship.", "Ships carry 95 percent of the cargo."),
        ("About 1.2 million people voted in Norland.", "Around 1.2 million people voted in Norland."),
        ("The council met on Sunday.", "The council met on Sunday night."),
        ("The council met in March.", "The council met on March 12."),
    ],
)
def test_no_discrepancy(one: str, other: str) -> None:
    assert tell(one, other) == []


def test_an_article_that_has_both_figures_tells_two_facts() -> None:
    fine, more = "The court fined the driver $500 after the crash.", "The court fined the driver $600 after the crash."
    owner = "The owner of the car has to pay $600."
    one, other = make_article("Harbor Gazette", f"{fine} {owner}"), make_article("Coast Daily", more)
    statements = [make_statement([(one, fine), (other, more)]), make_statement([(one, owner)])]
    assert find_discrepancies([one, other], statements) == []
    assert len(find_discrepancies([one, other], statements[:1])) == 1


def test_statements_that_were_kept_apart_are_compared_if_they_are_near() -> None:
    always, never = (
        "Inspectors always checked the brakes of the Velden cable car.",
        "Inspectors never checked the brakes of the Velden cable car.",
    )
    one, other = make_article("Harbor Gazette", always), make_article("Coast Daily", never)
    apart = [make_statement([(one, always)]), make_statement([(other, never)])]
    near = (apart[0].id, apart[1].id, 0.4)
    assert find_discrepancies([one, other], apart) == []
    assert find_discrepancies([one, other], apart, [(*near[:2], 0.01)]) == []
    found = find_discrepancies([one, other], apart, [near])
    assert told(found) == [("negation", "conflict", ["never", "always"])]
    assert found[0].statements == tuple(sorted(near[:2]))


def tell_apart(*texts: str, published: Sequence[str | None] = (None,) * 4) -> list[Discrepancy]:
    """A story of one article a text, in which no two sentences (lines) are one statement or nearly so."""
    articles = [make_article(outlet, text, day) for outlet, text, day in zip(OUTLETS, texts, published, strict=False)]
    lines = [(article, line) for article in articles for line in article.text.split("\n")]
    return find_discrepancies(articles, [make_statement([line]) for line in lines])


@pytest.mark.parametrize(
    ("one", "other", "kind", "values"),
    [
        # a unit of which both articles have one value
        (
            "The 143-minute slow thriller by Ada Brun opens in Velden.",
            "Audiences leave the theater after 135 minutes of a slow thriller.",
            "number",
            ["135 minutes", "143-minute"],
        ),
        (
            "The woman is described as 5-foot-8 and 130 pounds.",
            "She stands 5 feet 8, weighs about 120 pounds and is armed, police said.",
            "number",
            ["about 120 pounds", "130 pounds"],
        ),
        # an age beside one name
        (
            "Ada Brun, 72, was arrested on the ferry.",
            "The captain talked to the 73-year-old Brun before dawn.",
            "number",
            ["73-year-old", "72"],
        ),
        # neighboring days and months
        (
            "Following the March 22 coup, the north of Norland is in the hands of rebels.",
            "Soldiers seized the palace on March 21, and the borders of Norland were shut.",
            "date",
            ["March 21", "March 22"],
        ),
        (
            "Holt was named chief of the Velden police in May 2014.",
            "In April 2014, Holt moved into the office of the Velden police chief.",
            "date",
            ["April 2014", "May 2014"],
        ),
        # one digit of a long number
        (
            "They spent $3,544 on clothes and $5,687.75 on a week at the Velden Lake Retreat.",
            "A $5,587.75 vacation at the Velden Lake Retreat was among the bills.",
            "number",
            ["$5,587.75", "$5,687.75"],
        ),
        # a name
        (
            "The maid, Ilsa Hernandes, was left $15,000.",
            "Another servant, Isla Hernandes, got a house.",
            "name",
            ["Isla Hernandes", "Ilsa Hernandes"],
        ),
        (
            "The party chose Reince Priebel to lead it.",
            "Wisconsin chairman Reince Preibel is among the contenders.",
            "name",
            ["Reince Preibel", "Reince Priebel"],
        ),
        (
            "Detective Gardner led the bloodhound to the river.\nThere the bloodhound, Gardner said, found a scent.",
            "Detective Buck Garner owns the bloodhound.\nNext day the bloodhound led Garner away.",
            "name",
            ["Garner", "Gardner"],
        ),
    ],
)
def test_what_is_told_far_apart_is_found(one: str, other: str, kind: str, values: list[str]) -> None:
    assert told(tell_apart(one, other)) == [(kind, "conflict", values)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # one of the articles has both
        ("The 143-minute film is slow.\nIt was cut to 135 minutes.", "Few left the slow film after 135 minutes."),
        ("Ada Brun, 72, and her sister Ida Brun, 73, were on board.", "The ferry was owned by the 73-year-old Brun."),
        ("After the March 22 coup came the March 21 protests in Norland.", "Norland saw a coup on March 21."),
        ("John Kerrin met John Kellin in Velden on the pier.", "The envoy John Kellin flew home."),
        # values of two things
        ("The film runs 143 minutes and was shot in Velden.", "Police came 135 minutes late to the bank."),
        ("Ada Brun, 72, was arrested.", "The ferry was found by Ida Holt, 73, a fisherman."),
        ("The talks are on May 3.", "The talks were prepared on May 9."),
        ("A shop of 5,687 books was sold.", "The lake has 5,587 boats."),
        # names that sound alike, or are of two places
        ("President Volodymyr Zelensky spoke.", "President Volodymyr Zelenskyy left."),
        ("The fleet of North Sudia sailed.", "The fleet of South Sudia sailed."),
        ("Bob Temple sang.", "Robert Temple sang."),
        ("The Labour-led Norland Council met.", "The Labour-controlled Norland Council met."),
        ("The Board of Economic Advisers met.", "A member of the Board of Economic Advisors left."),
        ("The envoys of West Africa left.", "The West African envoys left."),
        ("The envoy Ada Brun spoke in Velden.", "Ida Brun sells boats."),
        ("The Regional Security Council met, a regional body.", "The National Security Council is a national body."),
        # the date of a post is that of nothing else
        ("The debt of Norland is gone — Ada Brun (@brun) March 22", "On March 21 Brun spoke of the debt of Norland."),
    ],
)
def test_what_is_told_far_apart_of_two_things_is_left_alone(one: str, other: str) -> None:
    assert tell_apart(one, other) == []


@pytest.mark.parametrize(
    ("later", "verdict"), [("2024-09-02", "update"), ("2024-01-02", "conflict"), ("2023-09-02", "conflict")]
)
def test_who_is_older_in_a_later_report_has_had_a_birthday(later: str, verdict: str) -> None:
    found = tell_apart("Ada Brun, 72, was held.", "Ada Brun, 73, was sentenced.", published=("2024-01-02", later))
    assert [(d.kind, d.verdict) for d in found] == [("number", verdict)]


@pytest.mark.parametrize(
    ("one", "other", "kind", "values"),
    [
        (
            "At a news conference in Velden, police showed human fat in two bottles.",
            "Police held a news conference in Velden and displayed human fat in an empty bottle.",
            "number",
            ["an empty bottle", "two"],
        ),
        (
            "The body of the baker was found by his wife and daughter.",
            "The baker's body was found by his wife and daughters, neighbors said.",
            "number",
            ["daughters", "daughter"],
        ),
        (
            "Moss, then an assistant district attorney, met her outside a courtroom.",
            "Moss, then a district attorney, met her outside a courtroom.",
            "name",
            ["district attorney", "assistant district attorney"],
        ),
        (
            "She was fired after uninstalling the program that tracked her.",
            "She was fired for refusing to install the program that tracked her.",
            "negation",
            ["install", "uninstalling"],
        ),
        (
            "The rebels control a third of Norland, including the towns of Velden and Orla.",
            "The rebels control half of Norland, including the towns of Velden and Orla.",
            "number",
            ["half", "a third"],
        ),
        (
            "The poet wrote a long emotional letter to the bishop in May 2012.",
            "The poet in April wrote a lengthy emotional letter to the bishop.",
            "date",
            ["April", "May 2012"],
        ),
    ],
)
def test_small_words_that_differ(one: str, other: str, kind: str, values: list[str]) -> None:
    assert told(tell(one, other)) == [(kind, "conflict", values)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("She left the money to one of her sons, papers show.", "She left the money to her son, papers show."),
        ("Two bottles and a bottle cap lay in the boat.", "A bottle lay in the boat near the pier."),
        ("The deputy mayor of Velden opened the fair.", "Mayor Holt of Velden opened the fair."),
        ("The cause of the fire in Velden isn't clear yet.", "The cause of the fire in Velden isn\ufffdt clear yet."),
        ("The storm was unlike the last one in Velden.", "The storm was like the last one in Velden."),
        ("The port was unaware of any leak, it said.", "The port said it was not aware of any leak."),
        ("A court in Velden upheld the constitutional ban.", "The ban is unconstitutional, a court in Velden said."),
        ("The mayor owed five families a death benefit.", "The families get no death benefit from the mayor."),
        # a time told loosely, those in two conditions, what is no count, a vote and a number of votes
        ("The gas tank blew up at 2:50 p.m. in Velden.", "The gas tank blew up shortly before 3 p.m. in Velden."),
        (
            "Velden Hospital has ten patients of the crash in serious condition, it said.",
            "Velden Hospital treated 14 patients of the crash, it said.",
        ),
        ("Police identified two suspects in the Velden fire.", "Police named a man as a suspect in the Velden fire."),
        ("The dam bill failed on a 54-46 vote in Velden.", "The dam bill failed in Velden, six votes short."),
        # the day of saying
        ("No one was held over the crash, police said Sunday.", "No one was held over the crash, police said Tuesday."),
    ],
)
def test_small_words_that_do_not_differ(one: str, other: str) -> None:
    assert tell(one, other) == []


@pytest.mark.parametrize(
    ("one", "other", "kind", "why"),
    [
        (
            "Brun said in an interview that the port has “a frustrating habit of closing at the worst of times”.",
            "In her memoir she writes of the port's “frustrating habit of closing at the worst of times,” Holt said.",
            "quote",
            "Coast Daily says “In her memoir”, Harbor Gazette says “in an interview”,"
            " of where the same words were said.",
        ),
        (
            "“We are not going to discuss the plans of the port in public,” Brun said on Friday.",
            "“We are not going to discuss the plans of the port in public,” Brun said on Monday.",
            "date",
            "Coast Daily says “Monday”, Harbor Gazette says “Friday”, of when the same words were said.",
        ),
        (
            "“We are not going to discuss the plans of the port in public,” said Ada Brun.",
            "“We are not going to discuss the plans of the port in public,” said Ida Holt.",
            "name",
            "Coast Daily says “Ida Holt”, Harbor Gazette says “Ada Brun”, of who said the same words.",
        ),
        (
            "He was accused of leaving a lamp in a hotel where he was staying in Velden.",
            "He is suspected of leaving a lamp in a nightclub in the port of Velden.",
            "name",
            "Coast Daily says “nightclub”, Harbor Gazette says “hotel”, in the same place.",
        ),
    ],
)
def test_what_is_told_of_the_same_words_or_place(one: str, other: str, kind: str, why: str) -> None:
    found = [(d.kind, d.verdict, d.why) for d in tell(one, other) if "“We" not in d.why]
    assert (kind, "conflict", why) in found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # few words, which a speaker may say every day
        ("“We are not going to talk,” Brun said on Friday.", "“We are not going to talk,” Brun said on Monday."),
        # the day of something else
        (
            "“We are not going to discuss the plans of the port in public,” Brun said after Friday's vote.",
            "“We are not going to discuss the plans of the port in public,” Brun said on Monday.",
        ),
        # one of them by her office
        (
            "“We are not going to discuss the plans of the port in public,” said Ada Brun.",
            "“We are not going to discuss the plans of the port in public,” said the mayor, Ms. Brun.",
        ),
        # two names for one thing, and two things
        ("He left a lamp in a bar in Velden in May.", "He left a lamp in a nightclub in Velden in May."),
        ("Brun's driver is back in the court in Velden.", "Brun's driver faces the court in Velden."),
        ("He left a lamp in a hotel and a coat in a bar.", "He left a lamp in a hotel in Velden."),
        ("A hotel in Velden was sold to the state.", "The nightclub on the pier burned down at night."),
        (
            "That riders and shoppers of a supermarket show a negative test is no longer asked.",
            "Who dines in a restaurant still has to show a negative test, Velden said.",
        ),
    ],
)
def test_what_is_told_of_other_words_or_places_is_left_alone(one: str, other: str) -> None:
    assert [d for d in tell(one, other) if d.kind != "quote"] == []


@pytest.mark.parametrize(
    ("one", "other", "kind", "values"),
    [
        (
            "The ministry reviewed 1,400 pages of documents before it decided to leave the port alone.",
            "Three briefings and 3,500 pages of documents were what the council got from the ministry.",
            None,
            [],
        ),
        (
            "The ministry reviewed 2,400 pages of documents before it decided to leave the port alone.",
            "Three briefings and 3,500 pages of documents were what the council got from the ministry.",
            "number",
            ["3,500", "2,400"],
        ),
        (
            "Controllers lost contact with the plane at 10:53 a.m., the airline said.",
            "The plane lost contact at 10:55 a.m. when it was over the sea.",
            "date",
            ["10:55 a.m.", "10:53 a.m."],
        ),
        (
            "Before the council in November, the minister named Ada Brun as the head of the port.",
            "At an October hearing of the council, the minister said Brun was the head of the port.",
            "date",
            ["October", "November"],
        ),
    ],
)
def test_lone_figures_minutes_and_months(one: str, other: str, kind: str | None, values: list[str]) -> None:
    found = told(tell(one, other, published=("2023-12-30", "2023-12-30")))
    assert found == ([(kind, "conflict", values)] if kind else [])


def test_two_days_in_one_outlets_words_are_of_two_things() -> None:
    announced, until = "The mayor announced on Friday that the port opens.", "The port opens until Feb. 15, he told us."
    one = make_article("Harbor Gazette", f"{announced} {until}")
    other = make_article("Coast Daily", "The mayor announced a plan by which the port opens until Feb. 15.")
    statement = make_statement([(one, announced), (one, until), (other, other.text)])
    assert find_discrepancies([one, other], [statement]) == []


def test_all_who_tell_a_value_are_named() -> None:
    found = tell(
        "The ferry Orla ran aground with 127 passengers on board, the coast guard said.",
        "The ferry Orla ran aground with 130 passengers on board, officials said.",
        "The ferry Orla ran aground with 130 passengers on board, police said.",
    )
    assert len(found) == 1
    assert [v.article for v in found[0].values] == ["a-Coast ", "a-Harbor", "a-Inland"]
    assert "Coast Daily and Inland Post say “130”" in found[0].why


def test_a_hundred_copies_are_compared_in_no_time() -> None:
    texts = (
        "The ferry Orla ran aground with 127 passengers on board, the coast guard said.",
        "The ferry Orla ran aground with 130 passengers on board, officials said.",
    )
    articles = [
        Article(f"a-{k:03}", f"Outlet {k}", None, None, None, None, "en", texts[k % 2], f"{k:064}", "x")
        for k in range(200)
    ]
    found = find_discrepancies(articles, [make_statement([(a, a.text) for a in articles])])
    assert [len(d.values) for d in found] == [200]
    assert len(found[0].why) < 200


@pytest.mark.parametrize("apart", [False, True])
def test_thousands_of_different_figures_cost_little_more_than_reading_them(apart: bool) -> None:
    fact = "The ferry number {0} ran aground off Velden with {0} people on board."
    articles = [
        Article(f"a-{k:04}", f"Outlet {k}", None, None, None, None, "en", fact.format(k), f"{k:064}", "x")
        for k in range(2000)
    ]
    rows = [(article, article.text) for article in articles]
    statements = [make_statement([row]) for row in rows] if apart else [make_statement(rows)]
    pairs = ((k, (k + step) % len(statements)) for k in range(len(statements)) for step in range(1, 13))
    near = [(statements[i].id, statements[k].id, 0.3) for i, k in pairs]
    start = time.process_time()
    found = find_discrepancies(articles, statements, near)
    assert time.process_time() - start < 20
    assert sum(len(d.values) for d in found) > 1900


def test_copies_of_two_sentences_in_one_article_cost_nothing() -> None:
    lines = ["The ferry had 127 passengers on board.", "The ferry had 130 passengers on board."] * 3000
    article = make_article("Harbor Gazette", "\n".join(lines))
    spans = [(k * 39, lines[k % 2]) for k in range(6000)]
    mentions = tuple(Mention(article.id, article.outlet, at, at + len(text), text, "o") for at, text in spans)
    assert [article.text[m.start : m.end] for m in mentions[:3]] == lines[:3]
    statement = Statement("s-1", "story", mentions[0], mentions, ("Harbor Gazette",), 1)
    start = time.process_time()
    assert find_discrepancies([article], [statement]) == []
    assert time.process_time() - start < 5


def test_an_article_is_not_compared_with_itself() -> None:
    text = "The ferry had 127 passengers on board. The ferry had 130 passengers on board."
    article = make_article("Harbor Gazette", text)
    both = [(article, "The ferry had 127 passengers on board."), (article, "The ferry had 130 passengers on board.")]
    assert find_discrepancies([article], [make_statement(both)]) == []


def test_miles_for_kilometers_are_compatible() -> None:
    found = tell(
        "The search was widened to a stretch of 7 miles along the Orla road.",
        "The search was widened to a stretch of 11 kilometers along the Orla road.",
    )
    assert told(found) == [("number", "compatible", ["11 kilometers", "7 miles"])]


def test_quotation_marks_of_all_kinds() -> None:
    text = "He said “one, two” and \"three\".\n“Four. \n“Five,” he said. ‘Six’ isn’t 'seven'.\nEight,” she said."
    assert [text[a:b] for a, b in find_quotations(text)] == [
        "one, two", "three", "Four.", "Five,", "Six", "seven", "Eight,",
    ]  # fmt: skip


PHRASES = st.sampled_from(
    [
        "The quake in Velden killed 12 people",
        "The quake in Velden killed at least 15 people",
        "on Monday",
        "on Tuesday night",
        "“We will never give up this harbor and its people,” Ada Brun said",
        "“We will never leave this harbor and its people,” Ada Brune said",
        "The quake in Velden did not kill anybody",
        "about $2 million was raised for Velden",
        "$2.1 million was raised for Velden",
    ]
)
TEXTS = st.lists(st.lists(PHRASES, min_size=1, max_size=3).map(" ".join), min_size=2, max_size=4)


@settings(deadline=None, max_examples=60)
@given(texts=TEXTS, order=st.randoms(use_true_random=False))
def test_spans_slice_and_the_order_of_the_input_does_not_matter(texts: list[str], order: random.Random) -> None:
    articles = [make_article(outlet, text) for outlet, text in zip(OUTLETS, texts, strict=False)]
    statement = make_statement(list(zip(articles, texts, strict=False)))
    found = find_discrepancies(articles, [statement])
    by_id = {article.id: article for article in articles}
    assert len({d.id for d in found}) == len(found)
    for discrepancy in found:
        assert len(discrepancy.values) > 1
        assert len({value.article for value in discrepancy.values}) > 1
        for value in discrepancy.values:
            assert by_id[value.article].text[value.start : value.end] == value.value
    mixed, mentions = list(articles), list(statement.mentions)
    order.shuffle(mixed)
    order.shuffle(mentions)
    shuffled = Statement(statement.id, "story", mentions[0], tuple(mentions), statement.outlets, statement.origins)
    assert find_discrepancies(mixed, [shuffled]) == found


@given(text=st.text(alphabet="ab \n.,\"'“”‘’", max_size=60))
def test_quotations_never_overlap_and_lie_inside(text: str) -> None:
    spans = find_quotations(text)
    assert spans == sorted(spans)
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(b <= c for (_, b), (c, _) in pairwise(spans))


def test_a_labelled_story_is_scored_with_peoples_clusters() -> None:
    sentences = (
        "The ferry Orla ran aground with 127 passengers on board, the coast guard said.",
        "The ferry Orla ran aground with 130 passengers on board, officials said.",
    )
    articles = tuple(make_article(outlet, text) for outlet, text in zip(OUTLETS, sentences, strict=False))
    statement = make_statement(list(zip(articles, sentences, strict=True)))
    places = frozenset(Place(article.id, 0, len(article.text)) for article in articles)
    listed = Listed("number", "conflict", places)
    for rows, counts, beyond in (((listed,), {("number", True): 1}, 0), ((), {}, 1)):
        story = ToldStory("story", articles, (statement,), (), (rows,))
        assert score_story(story) == (counts, beyond)


def test_what_is_told_is_scored_against_what_two_people_list() -> None:
    sentences = {f"{a}1": {"article": a, "start": 0, "end": 40} for a in "ABC"}
    one = {"ids": ["A1", "B1", "C1"], "kind": "number", "verdict": "conflict"}
    other, doubted = one | {"ids": ["A1", "B1"]}, one | {"kind": "date", "ids": ["B1", "C1"]}
    gold = {"sentences": sentences, "conflicts": [[one, doubted], [other, doubted | {"verdict": "compatible"}]]}

    def row(*articles: str, verdict: str = "conflict") -> dict:
        return {"verdict": verdict, "values": [{"article": a, "start": 5, "end": 8} for a in articles]}

    assert score_conflicts(gold, [row("A", "B")]) == ({("number", True): 1}, 0)
    assert score_conflicts(gold, [row("A", "C"), row("A", "B", verdict="update")]) == ({("number", False): 1}, 1)


def test_the_same_words_of_tomorrow_in_reports_of_two_days_are_none() -> None:
    sentences = ("“We will vote on the port tomorrow,” Brun said.", "Brun said: “We will vote on the port tomorrow.”")
    assert tell(*sentences, published=("2024-05-02", "2024-05-03")) == []


@pytest.mark.slow
def test_pairs_that_a_person_labelled(data_folder: Path, record_property: Callable[[str, object], None]) -> None:
    judged = judge_pairs(data_folder / "discrepancies" / "pairs-gold.jsonl")
    at, average = precision_at(judged, 0.7)
    record_property("precision at recall 0.7", at)
    record_property("average precision", average)
    assert at >= FLOORS["precision at recall 0.7"]
    assert average >= FLOORS["average precision"]


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(LABELS))
def test_conflicts_that_people_list(
    name: str, data_folder: Path, record_property: Callable[[str, object], None]
) -> None:
    counts, beyond = sum_stories(name, data_folder)
    told, more = sum(counts[row] for row in counts if row[1]), sum(beyond) / len(beyond)
    record_property("listed conflicts told", told)
    record_property("told beyond them, a story", more)
    assert told >= LABELS[name][0]
    assert more <= LABELS[name][1]
