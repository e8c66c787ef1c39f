"""The office's stories: one file each, told over the ports. Screens, API, mail and rules all come through here."""
