"""One file per country: dated rates, caps, notice periods, allocation order, sources."""
