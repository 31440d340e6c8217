"""The demo city at true scale (domain.md §7): 210 alliances with two years of life, entered through the actions that people use.

Every alliance has a heap of moments (life.py); month by month its moments are lived in one short write transaction, with the clock
standing at each of them, so that the ledger's times of entry are true to the story and the same seed gives the same database.

What the city leaves out because no table holds it yet: follow-up, satisfaction, 微心愿, the three lists. Reports about a community are
the showcase's and the tests'. What is entered:
- Issues with category, channel and privacy in the shares of §7, accepted, declined, merged, withdrawn, tabled, answered; three of ten
  handed to somebody along the four routes, some of them returned or shelved (handing_life.py).
- Meetings called in time, late, postponed, called off, held below the quorum, entered afterwards from paper, or still ahead.
- Minutes signed off on paper and handed out on paper (paper_life.py): only the showcase's have stored files.
- Actions carried out in time 92 times of a hundred, extended, reworked, shelved, cancelled; lately some are left lying.
- What came to nothing comes again: a meeting that was called off or too small is called anew, what was shelved is looked at on its day.
- What a visitor must see whatever the dice bring: urgent reports, a meeting without notice, secret ballots, long names (special.py).
"""
