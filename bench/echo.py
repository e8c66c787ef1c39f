"""A UDP server that sends every datagram back, except ACK: the least that any Python server costs here."""

import socket
import sys


def main() -> None:
    host, _, port = sys.argv[1].rpartition(":")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        server.bind((host, int(port)))
        receive, send = server.recvfrom, server.sendto
        while True:
            data, source = receive(65535)
            if data[:3] != b"ACK":
                send(data, source)


if __name__ == "__main__":
    main()
