"""What a page costs the one who fills it in: fields, characters, taps."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator

A_CHARACTER, A_TAP, AIM = 0.3, 1.5, 900


@dataclass
class Cost:
    """A secretary's work: fields filled, characters typed, taps and clicks (into a field, on a button, one for a paste, two for a list)."""

    fields: int = 0
    characters: int = 0
    taps: int = 0

    def fill(self, field: Locator, words: str) -> None:
        field.fill(words)
        self.fields, self.characters, self.taps = self.fields + 1, self.characters + len(words), self.taps + 1

    def paste(self, field: Locator, words: str) -> None:
        field.fill(words)
        self.fields, self.taps = self.fields + 1, self.taps + 1

    def choose(self, field: Locator, label: str) -> None:
        field.select_option(label=label)
        self.fields, self.taps = self.fields + 1, self.taps + 2

    def press(self, button: Locator) -> None:
        button.page.wait_for_load_state()  # a page without its styles yet shows both its menus
        button.click()
        self.taps += 1

    @property
    def seconds(self) -> float:
        return A_CHARACTER * self.characters + A_TAP * self.taps

    def __str__(self) -> str:
        return f"{self.fields} fields, {self.characters} characters, {self.taps} taps, {self.seconds:.0f} s (aim {AIM} s)"
