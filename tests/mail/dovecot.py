"""A real IMAP server of one's own: Dovecot with one mailbox, on a free port, in a folder of its own."""

import imaplib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

FOLDER = "Complaints"
CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
mail_location = maildir:{folder}/mail
first_valid_uid = 1
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
"""


class Dovecot:
    """Runs from its making to `stop`. User "abuse", password "secret", folder "Complaints"."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="dovecot-"))
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        # Dovecot serves no mail as root.
        user = "dovecot" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        group = pwd.getpwnam(user).pw_gid
        (self.folder / "dovecot.conf").write_text(
            CONFIG.format(folder=self.folder, port=self.port, user=user, group=_name(group))
        )
        self.folder.chmod(0o755)
        (self.folder / "mail").mkdir()
        if os.getuid() == 0:
            os.chown(self.folder / "mail", pwd.getpwnam(user).pw_uid, group)
        self._start()

    def _start(self) -> None:
        command = ["dovecot", "-F", "-c", str(self.folder / "dovecot.conf")]
        self._process = subprocess.Popen(command, start_new_session=True)
        for _ in range(200):
            try:
                client = imaplib.IMAP4("127.0.0.1", self.port, timeout=5)
                client.login("abuse", "secret")
                client.create(FOLDER)
                client.logout()
                return
            except (OSError, imaplib.IMAP4.error):
                time.sleep(0.05)
        raise AssertionError(f"Dovecot does not come up: {(self.folder / 'log').read_text()}")

    def client(self) -> imaplib.IMAP4:
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=5)
        client.login("abuse", "secret")
        client.select(FOLDER)
        return client

    def put(self, *messages: bytes) -> None:
        client = self.client()
        for raw in messages:
            client.append(FOLDER, "", imaplib.Time2Internaldate(time.time()), raw)
        client.logout()

    def empty(self) -> None:
        client = self.client()
        _, found = client.search(None, "ALL")
        if found[0]:
            client.store("1:*", "+FLAGS", r"(\Deleted)")
            client.expunge()
        client.logout()

    def unseen(self) -> int:
        client = self.client()
        _, found = client.search(None, "UNSEEN")
        client.logout()
        return len(found[0].split())

    def begin_anew(self) -> None:
        """The folder gets another UIDVALIDITY, as after a restore from backup; its messages are those of before."""
        client = self.client()
        _, found = client.fetch("1:*", "(BODY.PEEK[])")
        messages = [part[1] for part in found if isinstance(part, tuple)]
        client.unselect()
        client.delete(FOLDER)
        client.create(FOLDER)
        client.logout()
        self.put(*messages)

    def stop(self) -> None:
        self.interrupt()
        shutil.rmtree(self.folder, ignore_errors=True)

    def interrupt(self) -> None:
        """The server is gone with all its connections, its mail is not."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(10)

    def resume(self) -> None:
        self._start()


def _name(group: int) -> str:
    import grp

    return grp.getgrgid(group).gr_name
