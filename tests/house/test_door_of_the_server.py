"""The embedded server refuses what is too large before reading it, and does not wait for those who never finish."""

import socket
import threading
from collections.abc import Iterator

import pytest
from django.conf import settings as site
from django.test import Client
from waitress import wasyncore

from grants.management.commands import serve
from tests.servers import free_port
from tests.waiting import STILL, wait_until


def hello(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return [b"hello"]


HASTY = {"IDLE_SECONDS": 2, "CLEANUP_SECONDS": 1, "HEADER_SECONDS": 1}
PATIENT = dict.fromkeys(HASTY, 86_400)


@pytest.fixture(params=[HASTY])
def port(request, monkeypatch) -> Iterator[int]:
    for name, seconds in request.param.items():
        monkeypatch.setattr(serve, name, seconds)
    place = free_port()
    server = serve.listen(hello, "127.0.0.1", place)
    running = threading.Thread(target=server.run, daemon=True)
    running.start()
    yield place
    wasyncore.close_all(server._map, ignore_all=True)
    server.task_dispatcher.shutdown()


def connect(port: int, sent: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=STILL)
    connection.sendall(sent)
    return connection


def read_all(connection: socket.socket) -> bytes:
    with connection:
        return b"".join(iter(lambda: connection.recv(65536), b""))


GET = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
HALF_HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n"
HALF_BODY = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf"


def is_closed(connection: socket.socket) -> bool:
    connection.settimeout(0.01)
    try:
        return connection.recv(1) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


def half_open(port: int) -> list[socket.socket]:
    return [connect(port, sent) for sent in (b"", HALF_HEAD, HALF_BODY) for _ in range(50)]


@pytest.mark.parametrize("port", [PATIENT], indirect=True, ids=["patient"])
def test_half_open_connections_silence_nobody(port):
    """None of them is given up here: who had to wait for them would never be answered."""
    half = half_open(port)
    assert read_all(connect(port, GET)).endswith(b"hello")
    for connection in half:
        connection.close()


def test_half_open_connections_are_closed(port):
    half = half_open(port)
    closed: set[int] = set()

    def all_are_closed() -> bool:
        closed.update(number for number, each in enumerate(half) if number not in closed and is_closed(each))
        return len(closed) == len(half)

    wait_until(all_are_closed, moving=lambda: len(closed))
    for connection in half:
        connection.close()


def test_request_that_dribbles_is_given_up(port):
    slow = connect(port, HALF_HEAD)
    slow.settimeout(5)

    def goes_on() -> bool:
        try:
            slow.sendall(b"X")
        except OSError:
            return False
        return not is_closed(slow)

    # What it sends is no progress: it is cut off, or this fails.
    wait_until(lambda: not goes_on(), moving=lambda: "still taken", pause=0.2)
    slow.close()


def test_too_large_a_request_is_a_page_before_it_is_sent(port):
    head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {site.REQUEST_BYTES + 1}\r\n\r\n"
    answer = read_all(connect(port, head.encode())).decode()
    assert answer.startswith("HTTP/1.1 413 ")
    assert "text/html; charset=utf-8" in answer
    assert "mehr als 100 MB" in answer
    assert "Connection: close" in answer


def test_request_of_the_largest_size_is_taken(port):
    head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {site.REQUEST_BYTES}\r\n\r\n"
    largest = connect(port, head.encode())
    largest.settimeout(0.5)
    with largest, pytest.raises(TimeoutError):
        largest.recv(1)  # the server waits for what was announced


def test_other_servers_get_the_same_page_without_reading():
    class Unread:
        def read(self, *_):
            raise AssertionError("read")

        readline = read

    answer = Client().generic(
        "POST", "/", CONTENT_LENGTH=str(site.REQUEST_BYTES + 1), **{"wsgi.input": Unread()}
    )
    assert answer.status_code == 413
    assert "mehr als 100 MB" in answer.content.decode()
