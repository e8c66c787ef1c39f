"""Words: frozen values and enumerations of the trade, one noun per file, standard library only."""
