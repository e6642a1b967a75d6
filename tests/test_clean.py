"""What is taken out of articles, why, and that nothing gets lost on the way."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarize.text.boilerplate import load_weights
from summarize.text.clean import clean_articles
from summarize.text.debris import DEBRIS, match_debris
from summarize.text.sentences import split_sentences
from summarize.types import REJECTION_CODES, Article


def make_article(text: str, id: str = "a-1", outlet: str | None = "The Harbour Post") -> Article:
    return Article(id, outlet, None, None, None, None, "en", text, "0" * 64, f"{id}.txt")


def clean_text(text: str) -> tuple[list[str], dict[str, str]]:
    article = make_article(text)
    kept, rejections = clean_articles([article], split_sentences(article))
    return [s.text for s in kept], {r.text: r.code for r in rejections}


def check_partition(articles, kept, rejections) -> None:
    seen = {article.id: [0] * len(article.text) for article in articles}
    texts = {article.id: article.text for article in articles}
    for span in [*kept, *rejections]:
        assert texts[span.article][span.start : span.end] == span.text != ""
        for i in range(span.start, span.end):
            seen[span.article][i] += 1
    for id, counts in seen.items():
        assert max(counts, default=0) <= 1
        assert all(n == 1 for n, c in zip(counts, texts[id], strict=True) if not c.isspace())


STORY = """Ferry runs aground off Elmsport

Ferry runs aground off Elmsport

ELMSPORT, Ore. — A ferry with 212 people on board ran aground on a sandbank off Elmsport, the coast guard said.

The passenger ferry Silver Heron lies on a sandbank near Elmsport, Oregon, on May 3, 2021.
Dana Whitlock | Reuters
The passenger ferry Silver Heron lies on a sandbank near Elmsport, Oregon, on May 3, 2021.

"Everybody is safe and most are already on their way home," harbour master Ruth Okafor told reporters.

He declined.

Sign up for our daily newsletter and never miss a story.

The captain, who had been at sea for thirty years, said a sudden squall had pushed the ship off course.

Story continues below advertisement

“We were all thrown to the floor, and then it was quiet.”

Divers found no leak, and the company that runs the ferry said it would be towed to Grayling at high tide on Tuesday.

This story has been updated with comments from the company.

(Reporting by Lena Marsh in Elmsport; Editing by Tom Vale)

Follow Lena Marsh on Twitter: @lenamarsh

Copyright 2021 The Harbour Post. All rights reserved.
"""


def test_a_page_loses_its_debris_and_keeps_its_story():
    kept, rejected = clean_text(STORY)
    assert kept == [
        "Ferry runs aground off Elmsport",
        "Ferry runs aground off Elmsport",
        "A ferry with 212 people on board ran aground on a sandbank off Elmsport, the coast guard said.",
        '"Everybody is safe and most are already on their way home," harbour master Ruth Okafor told reporters.',
        "He declined.",
        "The captain, who had been at sea for thirty years, said a sudden squall had pushed the ship off course.",
        "“We were all thrown to the floor, and then it was quiet.”",
        "Divers found no leak, and the company that runs the ferry said it would be towed to Grayling at high tide on"
        " Tuesday.",
    ]
    assert rejected["ELMSPORT, Ore. —"] == "dateline"
    assert rejected["Dana Whitlock | Reuters"] == "credit"
    assert (
        rejected["The passenger ferry Silver Heron lies on a sandbank near Elmsport, Oregon, on May 3, 2021."]
        == "caption"
    )
    assert rejected["Story continues below advertisement"] == "navigation"
    assert rejected["This story has been updated with comments from the company."] == "update_note"
    assert rejected["(Reporting by Lena Marsh in Elmsport; Editing by Tom Vale)"] == "credit"
    assert rejected["Follow Lena Marsh on Twitter: @lenamarsh"] == "promotion"


def test_what_is_listed_below_a_colon_is_kept():
    items = ["New cabins", "Fewer stops along the coast", "Ticket machines"]
    passengers = "The company said that passengers will find many things on the ferries that they had asked for:"
    kept, rejected = clean_text(STORY.replace("Divers found", "\n\n".join([passengers, *items, "Divers found"])))
    assert [text for text in kept if text in items] == items
    kept, rejected = clean_text(STORY.replace("Divers found", "\n\n".join(["Related:", *items, "Divers found"])))
    assert rejected["Related:"] == "promotion"


def test_the_agency_at_the_end_of_an_article_makes_no_caption_of_its_last_paragraph():
    body = clean_text(STORY)[0][2:]
    last = "The harbour office said that most of the ships that came in on Monday had no pilot on board either."
    kept, rejected = clean_text("\n\n".join([*body, f"{last} (AP)"]))
    assert last in kept
    assert rejected["(AP)"] == "credit"
    kept, rejected = clean_text("\n\n".join([body[0], "A ship waits for its pilot. (AP)", *body[1:]]))
    assert rejected["A ship waits for its pilot."] == "caption"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Read more", "promotion"),
        ("Related: Ferry company fined for late repairs", "promotion"),
        ("Click here to see the pictures.", "promotion"),
        ("Advertisement", "navigation"),
        ("Accessibility links", "navigation"),
        ("Facebook Twitter Pinterest", "navigation"),
        ("What You Need To Know", "section_label"),
        ("politics", "section_label"),
        ("© 2021 Harbour Media Group", "copyright"),
        ("Copyright HARBOUR", "copyright"),
        ("Contact Us", "contact"),
        ("Lena Marsh can be reached at lena.marsh@example.com.", "contact"),
        ("lena.marsh@example.com", "contact"),
        ("FILE - In this May 3, 2021 file photo, a ferry leaves the port.", "caption"),
        ("In this May 3, 2021, file photo, a ferry leaves the port.", "caption"),
        ("A ferry leaves the port of Grayling. (AP Photo/Dana Whitlock)", "caption"),
        ("A diver is helped into the harbour office at Grayling, May 3.", "caption"),
        (
            "Ruth Okafor, who was elected in 2019, listens to the verdict in Elmsport, Oregon, on May 3, 2021.",
            "caption",
        ),
        ("Photo: Dana Whitlock/Getty Images", "credit"),
        ("Dana Whitlock/AFP/Getty Images", "credit"),
        ("(Associated Press)", "credit"),
        ("Tom Vale contributed to this report.", "credit"),
        ("With reporting by AP, Reuters", "credit"),
        ("By Lena Marsh", "byline"),
        ("Published May 3, 2021", "byline"),
        ("10:20 p.m.", "byline"),
        ("May 3, 2021 | 10:20 AM", "byline"),
        ("Editor's note: The spelling of a name was mended.", "update_note"),
        ("Correction: May 4, 2021", "update_note"),
        ("pic.twitter.com/a1B2c3D4e5", "social"),
        ("— Ruth Okafor (@ruthokafor) May 3, 2021", "social"),
        ("Please enable Javascript to watch this video", "error_page"),
        ("Our journalists report the news in 12 languages.", "self_description"),
        ("The rest of this report is auto-generated from a syndicated feed.", "self_description"),
        ("The interactive transcript could not be loaded.", "navigation"),
        ("Click to print (Opens in new window)", "navigation"),
        ("Please try again later.", "navigation"),
        ("You can add location information to your Tweets, such as your city.", "navigation"),
        ("Thank you for subscribing.", "promotion"),
        ("MORE: Can the ferry be saved?", "promotion"),
        ("More: Ferry company fined for late repairs", "promotion"),
        ("Flowing in every day, these data are added to the archive.", "error_page"),
        ("A model of the ferry is shown in this May 3, 2021 photo.", "caption"),
        ("Harbour Reprints: This copy is for your personal, non-commercial use only.", "copyright"),
        ("This story appears in the May 3, 2021 issue of Harbour Life.", "update_note"),
    ],
)
def test_debris_by_its_own_words(line, code):
    assert match_debris(line) == code


@pytest.mark.parametrize(
    "sentence",
    [
        "He declined.",
        "The senator said she would follow the committee on its journey to the coast.",
        "Copyright law protects the pictures, the judge said.",
        "The page was torn, and nobody could read more than a line of it.",
        "By Monday, the water had reached the second floor of the school.",
        "She signed up for the army at the age of nineteen.",
        "“Watch what we do next week,” the mayor told reporters.",
        "The newsletter of the union called the offer an insult.",
        "The photo was taken by a neighbour, police said.",
        "Reports from the time show that the captain was a careful man.",
        "More: that was the word the mayor used.",
        "The company said it would share the costs with the city.",
        "Related charges against her brother were dropped in March.",
        "In this city, people remember the flood.",
        "The trial of the captain begins in Elmsport, Oregon, on May 3.",
        "The commission reviewed the attacks on the port of Elmsport on May 3, 2021.",
        "Okafor says the company must answer to the court in Elmsport on May 3.",
        "The two sides resume their talks in Elmsport on May 3.",
        "The judge is to sentence Captain Marsh on May 3.",
        "The film about the ferry opens in Elmsport, May 3.",
        "The agency will update this report every Friday, it said.",
        "“We’re following the evidence here.”",
        "We are tracking the storm here, the harbour master said on Monday.",
        "Captain Marsh faces charges over the attack on the port of Elmsport on May 3, 2021.",
        "The agreement replaces the one signed by Okafor in Elmsport on May 3, 2021.",
        "He is charged with the death of a diver off Elmsport on May 3, 2021.",
        "The pirates of the coast attack Elmsport, May 3, 2021.",
        "She stands by the words of her speech in Elmsport on May 3, 2021.",
    ],
)
def test_ordinary_sentences_are_no_debris(sentence):
    assert match_debris(sentence) is None


@pytest.mark.parametrize(
    ("line", "dateline"),
    [
        ("WASHINGTON, Jan 2 (Reuters) - The senate met for an hour on Sunday.", "WASHINGTON, Jan 2 (Reuters) -"),
        ("WASHINGTON -- The senate met for an hour on Sunday.", "WASHINGTON --"),
        ("ELMSPORT >> The senate met for an hour on Sunday.", "ELMSPORT >>"),
        ("LONDON (AP) — The senate met for an hour on Sunday.", "LONDON (AP) —"),
        ("(CNN) -- The senate met for an hour on Sunday.", "(CNN) --"),
        ("(CNN) ? The senate met for an hour on Sunday.", "(CNN) ?"),
        ("LONDON (AP) \ufffd The senate met for an hour on Sunday.", "LONDON (AP) \ufffd"),
        ("NASA \ufffdArtemis\ufffd is delayed by an hour on Sunday.", None),
        ("Grayling, Oregon (CNN) The senate met for an hour on Sunday.", "Grayling, Oregon (CNN)"),
        ("NATO — the alliance of thirty states — met for an hour on Sunday.", None),
        ("The Food and Drug Administration (FDA) met for an hour on Sunday.", None),
        ("The senate (AP reported) met for an hour on Sunday.", None),
    ],
)
def test_datelines_are_split_off(line, dateline):
    kept, rejected = clean_text(
        f"Senate meets\n\n{line}\n\nIt will meet again on Thursday, the speaker said on Sunday."
    )
    assert {text for text, code in rejected.items() if code == "dateline"} == ({dateline} if dateline else set())
    assert (line.removeprefix(dateline or "").strip()) in kept


LIVE_BLOG = """The ferry: live

Throughout the day, we'll be updating this post with the latest news of the ferry.

Update at 7:02 p.m. ET. Two Tugs Arrive:

Two tugs have reached the ferry off Elmsport, the coast guard said.

[Updated 6:19 p.m. ET] The captain has left the ferry, his company said.

Updated at 5:30 p.m. ET on May 3, 2021.

4:34 p.m. ET - The first boat with passengers has come back to Elmsport.

At 3:15 p.m. ET, the coast guard sent a helicopter to the ferry.

Updated 9 a.m. figures show 212 passengers, the company said.

4:05 p.m. is when the last boat leaves on Mondays, the company said.

RUTH OKAFOR, HOST:

Take me back to the top of this post.
"""


def test_a_live_blog_loses_its_stamps_and_keeps_what_they_date():
    kept, rejected = clean_text(LIVE_BLOG)
    assert kept == [
        "The ferry: live",
        "Two tugs have reached the ferry off Elmsport, the coast guard said.",
        "The captain has left the ferry, his company said.",
        "The first boat with passengers has come back to Elmsport.",
        "At 3:15 p.m. ET, the coast guard sent a helicopter to the ferry.",
        "Updated 9 a.m. figures show 212 passengers, the company said.",
        "4:05 p.m. is when the last boat leaves on Mondays, the company said.",
    ]
    assert rejected["[Updated 6:19 p.m. ET]"] == rejected["4:34 p.m. ET -"] == "update_note"
    assert rejected["Updated at 5:30 p.m. ET on May 3, 2021."] == "byline"
    assert rejected["RUTH OKAFOR, HOST:"] == "section_label"


def test_an_error_page_goes_as_a_whole():
    kept, rejected = clean_text(
        "404 Not Found\n\nThe page you requested could not be found.\n\nTry our home page instead."
    )
    assert kept == []
    assert set(rejected.values()) == {"error_page"}


def test_a_press_release_ends_at_its_sender():
    text = (
        STORY
        + "\nAbout Silver Ferries\n\nSilver Ferries carries people to eleven islands.\n\nIt was founded in 1921.\n"
    )
    _, rejected = clean_text(text)
    assert rejected["About Silver Ferries"] == "section_label"
    assert rejected["Silver Ferries carries people to eleven islands."] == "self_description"
    assert rejected["It was founded in 1921."] == "self_description"


def test_marks_without_words_are_accounted_for():
    kept, rejected = clean_text(
        "• The ferry ran aground on Monday evening.\n\n———\n\n• Nobody was hurt, the coast guard said."
    )
    assert kept == ["The ferry ran aground on Monday evening.", "Nobody was hurt, the coast guard said."]
    assert rejected == {"•": "marker", "———": "marker"}


def test_a_line_in_many_articles_of_an_outlet_is_no_content_of_any():
    articles = [
        make_article(
            f"{subject} was the talk of the town on Monday.\n\nGood to see you on the pier\n\n{subject} remained so.",
            f"a-{n}",
        )
        for n, subject in enumerate(["The ferry", "The flood", "A strike", "The new bridge"])
    ]
    sentences = [s for article in articles for s in split_sentences(article)]
    _, rejections = clean_articles(articles, sentences)
    assert [r.text for r in rejections].count("Good to see you on the pier") == 4


def test_rejections_name_line_and_reason():
    article = make_article(
        "Ferry runs aground\r\n\r\nAdvertisement\r\n\r\nA ferry ran aground on Monday, the coast guard said."
    )
    _, (rejection,) = clean_articles([article], split_sentences(article))
    assert (rejection.stage, rejection.line, rejection.file, rejection.code) == ("clean", 3, "a-1.txt", "navigation")
    assert rejection.detail and rejection.mend


def test_empty_articles():
    assert clean_articles([], []) == ([], [])
    assert clean_articles([make_article("")], []) == ([], [])
    assert clean_articles([make_article(" \n ")], []) == ([], [])


def test_codes_are_known():
    assert set(DEBRIS) <= set(REJECTION_CODES)


def test_the_order_of_the_input_does_not_matter():
    articles = [
        make_article(STORY.replace("ferry", word), f"a-{word}") for word in ("ferry", "tanker", "trawler", "yacht")
    ]
    sentences = [s for article in articles for s in split_sentences(article)]
    expected = clean_articles(articles, sentences)
    for seed in range(5):
        random.Random(seed).shuffle(articles)
        random.Random(seed).shuffle(sentences)
        assert clean_articles(articles, sentences) == expected


LINES = (
    st.sampled_from(STORY.splitlines())
    | st.text(max_size=60)
    | st.sampled_from(["•", "___", "Photo: A B/AP", "About X Inc", "- x"])
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(LINES, max_size=12), max_size=4), st.sampled_from(["\n", "\n\n", "\r\n", " "]))
def test_every_character_is_kept_or_rejected(texts, separator):
    articles = [make_article(separator.join(lines), f"a-{n}") for n, lines in enumerate(texts)]
    kept, rejections = clean_articles(articles, [s for article in articles for s in split_sentences(article)])
    check_partition(articles, kept, rejections)


def test_weights_are_small_and_plain():
    weights = load_weights()
    assert len(weights.words) > 1000
    assert len(weights.context) == 12


@pytest.mark.skipif(
    "SUMMARIZE_DATA" not in os.environ, reason="SUMMARIZE_DATA does not name the folder of the labelled data"
)
@pytest.mark.parametrize("split", ["train", "dev"])
def test_labelled_stories(split):
    lost = content = hit = boilerplate = 0
    for path in sorted((Path(os.environ["SUMMARIZE_DATA"]) / "statements" / split).glob("*/gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        lines = (path.parent / "batch" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
        articles = [make_article(raw["text"], raw["id"], raw["outlet"]) for raw in map(json.loads, lines)]
        kept, rejections = clean_articles(articles, [s for article in articles for s in split_sentences(article)])
        check_partition(articles, kept, rejections)
        for key, s in gold["sentences"].items():
            common = [min(s["end"], k.end) - max(s["start"], k.start) for k in kept if k.article == s["article"]]
            gone = 2 * max(common, default=0) < s["end"] - s["start"]
            if key in gold["boilerplate"]:
                boilerplate, hit = boilerplate + 1, hit + gone
            elif key not in gold["boilerplate_any"]:
                content, lost = content + 1, lost + gone
    assert lost <= 0.02 * content
    assert boilerplate < 100 or hit >= 0.85 * boilerplate
