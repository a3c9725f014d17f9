"""Rules about references: identifiers, entries, mentions, and what look-ups found."""
