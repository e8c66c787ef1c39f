"""Mailbox in and out: LMTP, SMTP, IMAP. Bytes are kept whole before they are read, in a child process with limits."""
