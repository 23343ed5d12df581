"""Saved pages carry nothing of a person."""

from __future__ import annotations

import pytest

from crawler.scrub import blank_contacts, scrub


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("mail name@mail.invalid now", "mail anna.b+x@shop.example now"),
        ("call [telephone number]!", "call +44 (0)20 7946 0958!"),
        ("call [telephone number]", "call 081-234-56789"),
        ("£3,800.00", "£3,800.00"),
        ("Rp 1.500.000", "Rp 1.500.000"),
        ("180 x 90 cm, 40 pcs", "180 x 90 cm, 40 pcs"),
        ("posted 25 Nov 2026, 6:09", "posted 25 Nov 2026, 6:09"),
    ],
)
def test_contacts_are_blanked_and_nothing_else(expected: str, text: str) -> None:
    assert expected == blank_contacts(text)


def test_scripts_tokens_and_handlers_go_and_structured_data_stays() -> None:
    """What is left of a page is what extraction reads."""
    page = (
        '<h1 onclick="spy()">Tusk</h1><script>spy()</script><!-- a@b.example --><style>x</style>'
        '<script type="application/ld+json">{"name": "Tusk", "email": "a@b.example"}</script>'
        '<input name="csrfmiddlewaretoken" value="secret"/><a href="tel:+441234567890">call</a>'
        '<a href="mailto:a@b.example">a@b.example</a>'
    )
    expected = (
        '<h1>Tusk</h1><script type="application/ld+json">{"name": "Tusk", "email": "name@mail.invalid"}</script>'
        '<input name="csrfmiddlewaretoken" value=""/><a href="tel:">call</a>'
        '<a href="mailto:name@mail.invalid">name@mail.invalid</a>'
    )
    assert expected + "\n" == scrub(page)
