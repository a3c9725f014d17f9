"""Rules about advice: doses, exceptions and interactions, beside what authorities say."""
