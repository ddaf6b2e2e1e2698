"""The gateway with a certificate: what is served over TLS, what is sent there, and that a weak caller is refused."""

import socket
import ssl
from collections.abc import Generator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest

from standalone import probes
from standalone.certificates import write_certificate
from tests.gateway.upstreams import upstream
from tests.servers.nginx_server import Nginx, gateway
from tests.servers.process import ServerDidNotStart, folder
from tests.servers.skipping import or_skipped


@pytest.fixture(scope="module")
def certificate() -> Generator[Path]:
    with folder("tls") as made:
        write_certificate(made / "own", ["localhost", "127.0.0.1"], datetime.now(UTC))
        yield made / "own"


@pytest.fixture(scope="module")
def challenges() -> Generator[Path]:
    with folder("acme") as made:
        (made / ".well-known" / "acme-challenge").mkdir(parents=True)
        (made / ".well-known" / "acme-challenge" / "a-token").write_text("a-token.thumbprint")
        yield made


@pytest.fixture(scope="module")
def front(certificate: Path, challenges: Path) -> Generator[Nginx]:
    with ExitStack() as stack:
        addresses = {name: stack.enter_context(upstream(name)) for name in ("auth", "company", "frontend")}
        settings = {"TLS_DIR": str(certificate), "ACME_DIR": str(challenges), "CLIENT_SECONDS": "1"}
        yield stack.enter_context(or_skipped(gateway(addresses, settings)))


@pytest.fixture
def client(front: Nginx, certificate: Path) -> Generator[httpx2.Client]:
    trusted = ssl.create_default_context(cafile=str(certificate / "certificate.pem"))
    with httpx2.Client(base_url=front.tls_url, verify=trusted, trust_env=False, timeout=10) as client:
        yield client


def _handshake(front: Nginx, context: ssl.SSLContext) -> ssl.SSLSocket:
    plain = socket.create_connection(("127.0.0.1", front.tls_port), timeout=10)
    return context.wrap_socket(plain, server_hostname="localhost")


def _trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate / "certificate.pem"))


def test_services_are_told_that_the_caller_came_by_tls(client: httpx2.Client) -> None:
    answer = client.get("/api/auth/v1/me")

    assert answer.json()["headers"]["x-forwarded-proto"] == "https"


@pytest.mark.parametrize("path", ["/api/auth/v1/me", "/api/unknown", "/", "/metrics"])
def test_browsers_are_told_to_come_by_tls_alone(client: httpx2.Client, path: str) -> None:
    assert client.get(path).headers.get_list("strict-transport-security") == ["max-age=31536000"]


def test_who_comes_without_tls_is_sent_to_it_with_method_and_query(front: Nginx) -> None:
    answer = httpx2.post(f"{front.url}/api/auth/v1/login?a=1", trust_env=False)

    assert answer.status_code == 308
    assert answer.headers["location"] == f"https://127.0.0.1:{front.tls_port}/api/auth/v1/login?a=1"


def test_an_authority_s_challenge_is_answered_without_tls(front: Nginx) -> None:
    answer = httpx2.get(f"{front.url}/.well-known/acme-challenge/a-token", trust_env=False)

    assert answer.text == "a-token.thumbprint"


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_both_current_versions_are_spoken_with_forward_secrecy(
    front: Nginx, certificate: Path, version: ssl.TLSVersion
) -> None:
    context = _trusting(certificate)
    context.minimum_version = context.maximum_version = version

    with _handshake(front, context) as connection:
        cipher = connection.cipher()

    assert cipher is not None
    assert cipher[0].startswith(("TLS_AES", "TLS_CHACHA20", "ECDHE-"))


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_older_versions_are_refused(front: Nginx, certificate: Path) -> None:
    context = _trusting(certificate)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1

    with pytest.raises(ssl.SSLError):
        _handshake(front, context)


def test_http_2_is_spoken(front: Nginx, certificate: Path) -> None:
    context = _trusting(certificate)
    context.set_alpn_protocols(["h2", "http/1.1"])

    with _handshake(front, context) as connection:
        assert connection.selected_alpn_protocol() == "h2"


def test_a_body_that_comes_too_slowly_is_given_up(front: Nginx, certificate: Path) -> None:
    with _handshake(front, _trusting(certificate)) as connection:
        connection.sendall(b"POST /api/auth/v1/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
        answer = connection.recv(4096)

    assert answer == b"" or answer.startswith(b"HTTP/1.1 408")


def test_headers_that_never_end_are_given_up(front: Nginx, certificate: Path) -> None:
    with _handshake(front, _trusting(certificate)) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        answer = connection.recv(4096)

    assert answer == b"" or answer.startswith(b"HTTP/1.1 408")


def test_the_doctor_sees_how_long_a_certificate_holds_and_whether_it_is_trusted(
    front: Nginx, certificate: Path
) -> None:
    now = datetime.now(UTC)

    fine = probes.certificate("localhost", front.tls_port, now, _trusting(certificate))
    soon = probes.certificate("localhost", front.tls_port, now + timedelta(days=390), _trusting(certificate))
    unknown = probes.certificate("localhost", front.tls_port, now)

    assert (fine.wrong, soon.wrong, unknown.wrong) == (False, True, True)
    assert "renew it now" in soon.words
    assert "Browsers will warn" in unknown.words


def test_a_folder_without_a_certificate_is_refused_with_advice(tmp_path: Path) -> None:
    with pytest.raises(ServerDidNotStart, match="make certificate"), gateway({}, {"TLS_DIR": str(tmp_path)}):
        pass


def test_a_certificate_is_never_written_over(certificate: Path) -> None:
    before = (certificate / "key.pem").read_bytes()

    with pytest.raises(FileExistsError):
        write_certificate(certificate, ["localhost"], datetime.now(UTC))

    assert (certificate / "key.pem").read_bytes() == before
    assert (certificate / "key.pem").stat().st_mode & 0o077 == 0
