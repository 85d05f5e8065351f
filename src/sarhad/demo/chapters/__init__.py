"""The story of the region, a chapter for each thing that Sarhad does. Each has `tell(story)`; order matters."""

from sarhad.demo.chapters import (
    agreements,
    border,
    chain,
    chashma,
    contradictions,
    council,
    delivery,
    everyday,
    judgements,
    monitor,
    operation,
    outcome,
    posts,
    releases,
    running,
    succession,
    wanted,
    workplace,
    years,
)
from sarhad.demo.story import Story

CHAPTERS = [
    years, succession, chashma, border, agreements, releases, judgements, everyday, wanted, posts, chain,
    operation, delivery, outcome, council, running,
    workplace, monitor, contradictions,
]  # fmt: skip


def tell(story: Story) -> Story:
    for chapter in CHAPTERS:
        chapter.tell(story)
    return story
