"""What is wrong with a page of Playwright: by axe-core for WCAG 2.0 to 2.2, levels A and AA, and by its width."""

from pathlib import Path

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
OPEN_WHAT_IS_FOLDED = "document.querySelectorAll('main details').forEach(part => part.open = true)"
WIDEST = """() => [...document.querySelectorAll('body *')]
  .filter(part => part.getBoundingClientRect().right > innerWidth + 1 || part.getBoundingClientRect().left < -1)
  .slice(0, 5).map(part => part.outerHTML.slice(0, 120))"""
CUT_OFF = """() => [...document.querySelectorAll('main .scroll')]
  .filter(part => part.scrollWidth > part.clientWidth)
  .map(part => `${part.getAttribute('aria-label')}: ${part.scrollWidth} wide in ${part.clientWidth}`)"""
RUN = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations'], preload: false})"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]


def violations(page, impacts: tuple[str, ...] = ()) -> list[str]:
    """Return one line for each element that breaks a rule: rule, element, what to do; an empty list is what we want.

    `impacts` keeps only rules of these weights, for pages that are not ours. axe comes through the browser's own tools
    and is not added to the page, whose policy forbids it; a context may have brought it along already.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    report = page.evaluate(RUN, TAGS)
    return [
        f"{rule['id']} ({rule['impact']}) at {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for rule in report["violations"]
        if not impacts or rule["impact"] in impacts
        for node in rule["nodes"]
    ]


def overflow(page) -> list[str]:
    """Return nothing where the page fits its window, or else how wide it is and what runs out of it."""
    width, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return [] if width <= window else [f"{width} wide in a window of {window}: {page.evaluate(WIDEST)}"]


def cut_off(page) -> list[str]:
    """Return the tables of which a column is out of sight until they are scrolled."""
    return page.evaluate(CUT_OFF)
