"""Pinyin of names: the order people look for them in, and the letters they type without switching to Chinese input. PURE."""

from __future__ import annotations

LONGEST = 240


def sort_key(name: str) -> str:
    """ "qu shui wen zhan" for 区水文站, stored beside the name when it is entered; polyphonic surnames are corrected by hand."""
    from pypinyin import lazy_pinyin  # 40 MB of dictionaries, needed only where somebody or something is named

    return " ".join(lazy_pinyin(name))[:LONGEST]


def initials(sort_key: str) -> str:
    """ "qswz" of a stored key; what is no syllable (A座, 第1小学) stays whole."""
    return "".join(word[:1] if word.isalpha() and word.islower() else word for word in sort_key.split()).lower()
