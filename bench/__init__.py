"""What things cost, measured side by side and as ratios (docs/PERFORMANCE.md). Nothing here asserts a time."""
