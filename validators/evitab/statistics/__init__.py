"""Statistics on intervals of rounding: what printed numbers can and cannot stand for."""
