"""Stories: one file each. Read these first: they ask the ports, call the judgement, record and answer."""
