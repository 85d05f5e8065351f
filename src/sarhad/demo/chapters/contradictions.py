"""What was printed about precursors and cannot all be true: open Contradictions in the drugs monitor.

The figures are those of the region's printed reports, with the traps that stand in them: a comma for a decimal
point, “none until 2008” beside “until 2007”, an operation dated twice.
"""

from __future__ import annotations

from sarhad.demo.story import Story, fact

REVIEW = "UNODC Regional Office for Central Asia, 2011 year review"
OUTLOOK = "UNODC Regional Office for Central Asia, newsletter, 2012"
PUBLIC = {"grade": "4x4 B2", "to": ["public"]}
ACID = {"figure": "kg", "substance": "acetic anhydride", "unit": "t"}
TARCET = "TARCET III"
PRINTED: list[dict[str, str]] = [
    ACID | {"value": "0", "startDate": "2001-01-01", "endDate": "2008-12-31", "publication": REVIEW,
            "text": "no seizures around Afghanistan until 2008"},
    ACID | {"value": "0", "startDate": "2001-01-01", "endDate": "2007-12-31", "publication": OUTLOOK,
            "text": "none between 2001 and 2007"},
    ACID | {"value": "14", "startDate": "2008-03", "endDate": "2008-03", "publication": REVIEW,
            "text": "14 tonnes in March 2008"},
    ACID | {"value": "5", "startDate": "2008-07", "endDate": "2008-07", "publication": REVIEW, "country": "ir",
            "text": "5 tonnes in July 2008"},
    ACID | {"value": "15800", "startDate": "2010-03", "endDate": "2010-03", "publication": REVIEW, "country": "pk",
            "text": "15,800 tonnes in March 2010"},
    {"figure": "operations", "value": "1", "startDate": "2010", "endDate": "2010", "publication": REVIEW,
     "operation": TARCET, "text": "as conducted in 2010"},
    {"figure": "operations", "value": "1", "startDate": "2011", "endDate": "2011", "publication": OUTLOOK,
     "operation": TARCET, "text": "debriefing in Beijing, November 2011; I and II in 2008 and 2010"},
]  # fmt: skip
"""`operation` by its name."""


def tell(story: Story) -> None:
    operation = story.new("orlov", TARCET)
    drafts = [
        fact("Operation", operation, on="2011-11-30", name=TARCET, operationType="regional",
             operationStatus="completed", **PUBLIC),
    ]  # fmt: skip
    for given in PRINTED:
        told = given | ({"operation": operation} if "operation" in given else {})
        drafts.append(fact("PublishedFigure", story.new("orlov"), on="2012-12-31", **told, **PUBLIC))
    story.say("orlov", *drafts, why="figures on precursors that reports have printed")
