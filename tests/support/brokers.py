"""Throw-away brokers on free ports of the loopback, for tests: they can go away and come back."""

import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path
from typing import Protocol

from chargeit.bus.kafka_client import KafkaSettings
from chargeit.bus.mqtt_client import MqttSettings
from tests.support.certificates import Authority
from tests.support.databases import Missing

USER, PASSWORD = "chargeit", "a password with spaces: and colons"
START_DEADLINE_S = 60.0
POM = Path(__file__).parent / "kafka" / "pom.xml"
JARS_DEADLINE_S = 300
CLUSTER = "chargeit-tests-0000000"
MOCK = """
import sys
from confluent_kafka import Producer
cluster = Producer({"bootstrap.servers": "x", "test.mock.num.brokers": 3, "log_level": 0})
print(",".join(f"{b.host}:{b.port}" for b in cluster.list_topics(timeout=10).brokers.values()), flush=True)
sys.stdin.read()
"""


class Broker(Protocol):
    def leave(self) -> None:
        """As a power cut."""

    def come_back(self) -> None:
        """On the same port, with what it has on disk."""

    def stop(self) -> None: ...


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_DEADLINE_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the broker did not start: {log.read_text()[-2000:]}") from None
            time.sleep(0.02)


class Process:
    """A program that listens on `port`."""

    def __init__(self, command: list[str], port: int, log: Path) -> None:
        self._command, self._log = command, log
        self.port = port
        self._process: subprocess.Popen[bytes] | None = None

    def come_back(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        wait_for(self.port, self._process, self._log)

    def leave(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self.leave()


class Mosquitto(Process):
    """With a password and TLS, and sessions on disk. It lets its user write only below topics that begin with `t`."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
        if program is None:
            raise Missing("mosquitto is not installed")
        authority = Authority(folder, "authority")
        certificate = authority.sign("localhost", is_host=True)
        self.ca = authority.certificate.chain
        port = free_port()
        subprocess.run(["mosquitto_passwd", "-b", "-c", folder / "passwords", USER, PASSWORD], check=True)
        (folder / "rules").write_text(f"user {USER}\ntopic readwrite +/events/#\ntopic readwrite +/telemetry/#\n")
        lines = [
            f"listener {port} 127.0.0.1",
            "user root",
            "allow_anonymous false",
            f"password_file {folder}/passwords",
            f"acl_file {folder}/rules",
            f"cafile {self.ca}",
            f"certfile {certificate.chain}",
            f"keyfile {certificate.key}",
            "persistence true",
            "autosave_interval 1",
            "autosave_on_changes true",
            f"persistence_location {folder}/",
        ]
        (folder / "mosquitto.conf").write_text("\n".join(lines) + "\n")
        super().__init__([program, "-c", str(folder / "mosquitto.conf")], port, folder / "mosquitto.log")

    @property
    def url(self) -> str:
        return f"mqtts://{USER}@localhost:{self.port}"

    def settings(self, topic: str, password: str = PASSWORD) -> MqttSettings:
        tls = ssl.create_default_context(cafile=self.ca)
        return MqttSettings("localhost", self.port, USER, password, tls, topic)


class MockKafka:
    """librdkafka's own cluster, in a process that can be halted."""

    def __init__(self) -> None:
        command = [sys.executable, "-c", MOCK]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdout
        self.servers = self._process.stdout.readline().decode().strip()
        assert self.servers, "the mock cluster did not start"

    def settings(self, topic: str) -> KafkaSettings:
        return KafkaSettings(self.servers, topic)

    def leave(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def come_back(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        self._process.kill()
        self._process.communicate()


class RealKafka(Process):
    """Apache Kafka, one KRaft node with TLS and SCRAM, its jars by Maven. `cache` keeps where they are."""

    def __init__(self, folder: Path, cache: Path) -> None:
        java = ["java", "-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", jars(cache)]
        authority = Authority(folder, "authority")
        certificate = authority.sign("localhost", is_host=True)
        self.ca = authority.certificate.chain
        (folder / "server.pem").write_text(certificate.key.read_text() + certificate.chain.read_text())
        port, control = free_port(), free_port()
        config = folder / "server.properties"
        config.write_text("\n".join(f"{name}={value}" for name, value in properties(folder, port, control).items()))
        scram = f'SCRAM-SHA-512=[name={USER},password="{PASSWORD}"]'
        form = ["kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c", str(config), "--add-scram", scram]
        subprocess.run([*java, *form], check=True, capture_output=True)
        super().__init__([*java, "kafka.Kafka", str(config)], port, folder / "kafka.log")

    @property
    def servers(self) -> str:
        return f"localhost:{self.port}"

    def settings(self, topic: str, password: str = PASSWORD) -> KafkaSettings:
        return KafkaSettings(self.servers, topic, tls=True, ca=self.ca, user=USER, password=password)


def properties(folder: Path, port: int, control: int) -> dict[str, object]:
    return {
        "process.roles": "broker,controller",
        "node.id": 1,
        "controller.quorum.voters": f"1@127.0.0.1:{control}",
        "listeners": f"SASL_SSL://localhost:{port},CONTROLLER://127.0.0.1:{control}",
        "listener.security.protocol.map": "SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT",
        "controller.listener.names": "CONTROLLER",
        "security.inter.broker.protocol": "SASL_SSL",
        "sasl.mechanism.inter.broker.protocol": "SCRAM-SHA-512",
        "sasl.enabled.mechanisms": "SCRAM-SHA-512",
        "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config": (
            f'org.apache.kafka.common.security.scram.ScramLoginModule required username="{USER}" password="{PASSWORD}";'
        ),
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": folder / "server.pem",
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": folder / "authority.pem",
        "log.dirs": folder / "data",
        "num.partitions": 3,
        "offsets.topic.num.partitions": 1,
        "offsets.topic.replication.factor": 1,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "group.initial.rebalance.delay.ms": 0,
    }


def jars(cache: Path) -> str:
    """The class path. Raises Missing where Java, Maven or the jars are not to be had."""
    for program in ("java", "mvn"):
        if shutil.which(program) is None:
            raise Missing(f"{program} is not installed: no Kafka broker")
    known = cache / "classpath"
    if known.exists() and all(Path(jar).exists() for jar in known.read_text().split(":")):
        return known.read_text()
    command = ["mvn", "-q", "-B", "-f", str(POM), "dependency:build-classpath", f"-Dmdep.outputFile={known}"]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=JARS_DEADLINE_S)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise Missing(f"Maven does not get the jars of Kafka: {error}") from None
    return known.read_text()
