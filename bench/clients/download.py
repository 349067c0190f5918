# Downloads a file again and again, over several connections at a time.
# PORT PATH CONNECTIONS SECONDS: for so long; SECONDS 0: once on each connection.
# Prints bytes and answers received, and seconds. Ends with 1 when an answer is not what it should be.

import json
import selectors
import socket
import sys
import time

port, path, connections, seconds = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
buffer = bytearray(512 * 1024)
selector = selectors.DefaultSelector()
received = answers = 0


class Download:
    def __init__(self):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.ask()

    def ask(self):
        self.left = None
        self.head = b""
        self.socket.sendall(request)

    def read(self):
        """Reads once. Returns true when an answer is complete."""
        if self.left is None:
            return self.read_head()
        count = self.socket.recv_into(buffer, min(self.left, len(buffer)))
        if count == 0:
            sys.exit(f"cut off with {self.left} bytes missing")
        self.left -= count
        return self.left == 0

    def read_head(self):
        piece = self.socket.recv(65536)
        if piece == b"":
            sys.exit("closed without an answer")
        self.head += piece
        head, end, body = self.head.partition(b"\r\n\r\n")
        if not end:
            return False
        lines = head.lower().split(b"\r\n")
        lengths = [int(line.partition(b":")[2]) for line in lines if line.startswith(b"content-length:")]
        if b" 200 " not in lines[0] or len(lengths) != 1:
            sys.exit(f"unexpected: {lines[0]}, {lengths}")
        self.length = lengths[0]
        self.left = self.length - len(body)
        return self.left == 0


downloads = [Download() for _ in range(connections)]
begun = time.monotonic()
left = connections
for download in downloads:
    selector.register(download.socket, selectors.EVENT_READ, download)
while left > 0:
    for key, _ in selector.select():
        download = key.data
        if not download.read():
            continue
        answers += 1
        received += download.length
        if time.monotonic() - begun < seconds:
            download.ask()
        else:
            selector.unregister(download.socket)
            download.socket.close()
            left -= 1
print(json.dumps({"bytes": received, "requests": answers, "seconds": time.monotonic() - begun}))
