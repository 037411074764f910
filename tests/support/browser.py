"""Debian's Chromium for tests of pages, and what is measured in it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright

CHROMIUM = Path("/usr/bin/chromium")
MARKS = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser: {CHROMIUM} is missing (apt install chromium)"),
]
AA, AA_LARGE = 4.5, 3.0
LARGE_PIXELS = 24


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A browser. Chromium's own sandbox needs rights that a container or root does not have."""
    async with async_playwright() as playwright:
        made = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield made
        await made.close()


async def pale_texts(page: Page) -> list[str]:
    """Visible texts whose contrast with what is behind them is below AA.

    Source: WCAG 2.2, success criterion 1.4.3 and the definitions of contrast ratio and relative luminance.
    """
    seen: list[tuple[str, float, float]] = await page.evaluate(_CONTRASTS)
    return [text for text, ratio, size in seen if ratio < (AA_LARGE if size >= LARGE_PIXELS else AA)]


_CONTRASTS = """() => {
  const numbers = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => [r, g, b]
    .map((one) => one / 255).map((one) => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
    .reduce((sum, one, at) => sum + one * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const color = numbers(getComputedStyle(one).backgroundColor);
      if (color.length < 4 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement, text = walker.currentNode.textContent.trim();
    if (!text || !element.checkVisibility() || element.closest("script, datalist, option")) continue;
    const style = getComputedStyle(element);
    const [light, dark] = [luminance(numbers(style.color)), luminance(behind(element))].sort((a, b) => b - a);
    found.push([text, (light + 0.05) / (dark + 0.05), parseFloat(style.fontSize)]);
  }
  return found;
}"""
