"""The servers that are held side by side: feedgate, nginx and bare hyper, each on core 0.

What runs here ends with the script, whatever ends the script; all files are in one temporary folder.
"""

import atexit, contextlib, http.client, os, pathlib, re, shutil, signal, socket, subprocess, sys, tempfile
import threading, time
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

ROOT = pathlib.Path(__file__).resolve().parents[2]
# The only place for settings that measuring needs.
SETTINGS = ROOT / "benches/feedgate.toml"
SERVER_CORE, LOAD_CORE = "0", "1"
TICKS = os.sysconf("SC_CLK_TCK")

# Fields that every server sets itself, or that do not matter.
OWN_FIELDS = {"date", "connection", "keep-alive", "etag", "last-modified", "content-length", "content-type",
              "content-encoding", "server", "accept-ranges"}


def fail(words):
    sys.exit(f"error: {words}")


def install(*programs):
    """Debian's packages of these programs, where they are missing."""
    missing = [program for program in programs if not shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin")]
    if missing:
        print(f"== Installing {', '.join(missing)}", flush=True)
        as_root = [] if os.geteuid() == 0 else ["sudo"]
        subprocess.run([*as_root, "apt-get", "update", "-qq"], check=True)
        quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq", "--no-install-recommends"]
        subprocess.run([*as_root, *quiet, *missing], check=True, stdout=subprocess.DEVNULL)


def build(*examples):
    """feedgate as it is installed: built with examples it would have what they ask of its dependencies."""
    cargo = ["cargo", "build", "--locked", "--release", "--quiet"]
    subprocess.run([*cargo, "--bin", "feedgate"], cwd=ROOT, check=True)
    if examples:
        named = [word for example in examples for word in ("--example", example)]
        subprocess.run([*cargo, *named], cwd=ROOT, check=True)
    return ROOT / "target/release"


def generate(built, reports, path):
    with path.open("wb") as out:
        subprocess.run([built / "examples/generate", str(reports)], stdout=out, check=True)


def temporary_folder():
    folder = tempfile.TemporaryDirectory(prefix="feedgate-compare-")
    atexit.register(folder.cleanup)
    return pathlib.Path(folder.name)


def end_cleanly_when_told():
    """So that what was started is ended on SIGTERM and Ctrl-C too."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGINT, lambda *_: sys.exit(130))


class Server:
    """A process on the servers' core, and where it listens."""

    def __init__(self, name, command, **options):
        self.name = name
        on_core = ["taskset", "-c", SERVER_CORE, *map(str, command)]
        self.process = subprocess.Popen(on_core, cwd=ROOT, text=True, **options)
        atexit.register(self.end)

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def origin_told_on(self, stream):
        for line in stream:
            if found := re.search(r"serving (http://[^\s/]+)/", line):
                # If nobody read the pipe, the server would block some day.
                threading.Thread(target=lambda: all(True for _ in stream), daemon=True).start()
                return found[1]
        fail(f"{self.name} did not start")

    def processes(self):
        main = self.process.pid
        children = pathlib.Path(f"/proc/{main}/task/{main}/children").read_text().split()
        return [main, *map(int, children)]

    def cpu_seconds(self):
        """Time spent by all its processes and their threads, for itself and in the kernel (proc(5))."""
        def of(process):
            fields = pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / TICKS
        return sum(map(of, self.processes()))

    def resident_bytes(self):
        def of(process):
            status = pathlib.Path(f"/proc/{process}/status").read_text()
            return int(re.search(r"^VmRSS:\s+(\d+) kB", status, re.M)[1]) * 1024
        return sum(map(of, self.processes()))


class SameProcess:
    """Another way to ask a server, with a name of its own."""

    def __init__(self, name, server):
        self.name, self.cpu_seconds = name, server.cpu_seconds


class Reply:
    def __init__(self, status, fields, body):
        self.status, self.fields, self.body = status, fields, body

    def __getitem__(self, name):
        return next((value for field, value in self.fields if field.lower() == name), None)


def ask(origin, target, headers):
    connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=20)
    with contextlib.closing(connection):
        connection.putrequest("GET", target, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        reply = connection.getresponse()
        return Reply(reply.status, reply.getheaders(), reply.read())


def start_feedgate(built, *flags):
    settings = [] if not SETTINGS.exists() else ["--config", SETTINGS]
    flags = [*settings, "--listen", "127.0.0.1:0", *flags]
    alone = {name: value for name, value in os.environ.items() if not name.startswith("FEEDGATE_")}
    server = Server("feedgate", [built / "feedgate", *flags], stderr=subprocess.PIPE, env=alone)
    server.origin = server.origin_told_on(server.process.stderr)
    return server


def start_bare(built, feedgate, targets):
    server = Server("bare hyper", [built / "examples/bare", feedgate.origin, *targets], stdout=subprocess.PIPE)
    server.origin = server.origin_told_on(server.process.stdout)
    return server


class FieldsOf:
    """Which fields nginx sends, besides those that it sets itself."""
    # Those of feedgate's 200.
    DOCUMENT = "document"
    # Those of feedgate's 304.
    NOT_MODIFIED = "not modified"
    # None: what nginx sends if nobody configures fields.
    NGINX = "nginx"
    ALL = [DOCUMENT, NOT_MODIFIED, NGINX]


def start_nginx(folder, feedgate, targets):
    """nginx with feedgate's bytes as files. Each choice of fields has two ports: one with sendfile and one without it,
    because which is better depends on the size of the file."""
    for target in targets:
        write_files(folder, feedgate, target)
    ports = {(fields, sendfile): free_port() for fields in FieldsOf.ALL for sendfile in ["on", "off"]}
    locations = {fields: "\n".join(nginx_location(folder, feedgate, target, fields) for target in targets)
                 for fields in FieldsOf.ALL}
    servers = "\n".join(
        f"server {{ listen 127.0.0.1:{port} backlog=4096; sendfile {sendfile};\n{locations[fields]}\n}}"
        for (fields, sendfile), port in ports.items())
    config = folder / "nginx.conf"
    config.write_text(f"""
{"user root;" if os.geteuid() == 0 else ""}
worker_processes 1;
worker_rlimit_nofile 20000;
daemon off;
pid {folder}/nginx.pid;
error_log stderr error;
events {{ worker_connections 15000; }}
http {{
  access_log off;
  server_tokens off;
  keepalive_requests 1000000000;
  keepalive_timeout 1h;
  tcp_nopush on;
  tcp_nodelay on;
  output_buffers 1 96k;
  gzip_static on;
  open_file_cache max=100 inactive=1h;
  open_file_cache_valid 1h;
  open_file_cache_min_uses 1;
  types {{ }}
  client_body_temp_path {folder}/nginx-body;
  proxy_temp_path {folder}/nginx-proxy;
  fastcgi_temp_path {folder}/nginx-fastcgi;
  uwsgi_temp_path {folder}/nginx-uwsgi;
  scgi_temp_path {folder}/nginx-scgi;
{servers}
}}
""")
    nginx = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
    server = Server("nginx", [nginx, "-e", "stderr", "-p", folder, "-c", config])
    server.origins = {fields: {sendfile: f"http://127.0.0.1:{ports[fields, sendfile]}" for sendfile in ["on", "off"]}
                      for fields in FieldsOf.ALL}
    server.origin = server.origins[FieldsOf.DOCUMENT]["on"]
    wait_for_port(server, urlsplit(server.origin).port)
    return server


def write_files(folder, feedgate, target):
    """Writes what feedgate sends for a target, plain and in gzip, with its date."""
    identity, gzip = (ask(feedgate.origin, target, {"accept-encoding": coding}) for coding in ("identity", "gzip"))
    file = folder / "files" / urlsplit(target).path.lstrip("/")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(identity.body)
    file.with_name(file.name + ".gz").write_bytes(gzip.body)
    if dated := identity["last-modified"]:
        changed = parsedate_to_datetime(dated).timestamp()
        for written in (file, file.with_name(file.name + ".gz")):
            os.utime(written, (changed, changed))


def nginx_location(folder, feedgate, target, fields_of):
    """A location that serves a target's files. It ignores the query, because each path is asked for with one query."""
    whole = ask(feedgate.origin, target, {"accept-encoding": "identity"})
    tag = {"accept-encoding": "identity", "if-none-match": whole["etag"]}
    sent = {
        FieldsOf.DOCUMENT: lambda: whole.fields,
        FieldsOf.NOT_MODIFIED: lambda: ask(feedgate.origin, target, tag).fields,
        FieldsOf.NGINX: lambda: [],
    }[fields_of]()
    path = urlsplit(target).path
    quoted = lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    fields = [f"add_header {name} {quoted(value)};" for name, value in sent
              if name.lower() not in OWN_FIELDS]
    return "\n".join([f"location = {path} {{ root {folder}/files;", f'default_type {quoted(whole["content-type"])};',
                      *fields, "}"])


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for_port(server, port):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            fail(f"{server.name} did not start")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    fail(f"{server.name} does not listen")


def wrk(url, headers, seconds, connections=64, script=None):
    """Load from the other core, as fast as the server can. How many replies came, and how many a second."""
    fields = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    scripted = ["-s", str(script)] if script else []
    told = subprocess.run(
        ["taskset", "-c", LOAD_CORE, "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", *fields, *scripted, url],
        check=True, capture_output=True, text=True).stdout
    if "Socket errors" in told or "Non-2xx" in told:
        fail(f"{url} did not answer all that was asked:\n{told}")
    return int(re.search(r"(\d+) requests in", told)[1]), float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])
