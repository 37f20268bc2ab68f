"""axe-core on a page of Playwright: what WCAG 2.0 to 2.2, levels A and AA, would have to say about it."""

from pathlib import Path

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]


def violations(page) -> list[str]:
    """Return one line for each element that breaks a rule: rule, element, what to do; an empty list is what we want.

    axe is evaluated through the browser's own tools and not added to the page, whose policy forbids it.
    """
    page.evaluate(AXE.read_text(encoding="utf-8"))
    report = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS)
    return [
        f"{rule['id']} ({rule['impact']}) at {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for rule in report["violations"]
        for node in rule["nodes"]
    ]
