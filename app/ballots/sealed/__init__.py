"""Secret ballots: who has voted and a box of sealed ballots, without a link between them at rest (security.md §3.1)."""
