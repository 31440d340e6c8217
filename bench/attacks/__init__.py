"""Attacks on secret ballots, published so that anybody can run them against this very code (security.md §3.1, §6).

The attacker holds the database with its write-ahead log, a copy taken while the ballot was open, the server's log and the times of all
requests; not the key, which lies elsewhere and is destroyed after counting. Each module is one attack and a program of its own; all of
them: `python -m bench.attacks`.
"""
