"""A subscriber made with Flask-WebSub, which nobody here wrote.

    websub.py

Says where it listens, then reads commands, one in each line:

    subscribe URL    finds the hub and the topic of a feed, and subscribes
    unsubscribe      ends the subscription

and prints what happens, one JSON object in each line.
"""

import json, logging, pathlib, sys, tempfile, threading, warnings

from flask import Flask
from flask_websub.subscriber import Subscriber, SQLite3SubscriberStorage, SQLite3TempSubscriberStorage, discover
from werkzeug.serving import make_server

logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")
folder = tempfile.TemporaryDirectory()
path = str(pathlib.Path(folder.name) / "subscriptions.sqlite3")
app = Flask(__name__)
server = make_server("127.0.0.1", 0, app, threaded=True)
app.config["SERVER_NAME"] = f"127.0.0.1:{server.server_port}"
subscriber = Subscriber(SQLite3SubscriberStorage(path), SQLite3TempSubscriberStorage(path))
app.register_blueprint(subscriber.build_blueprint("/callbacks"))


def tell(**what):
    print(json.dumps(what), flush=True)


@subscriber.add_listener
def received(topic, callback, body):
    tell(event="received", topic=topic, body=body.decode("utf-8"))


@subscriber.add_success_handler
def confirmed(topic, callback, mode):
    tell(event=mode, topic=topic)


@subscriber.add_error_handler
def refused(topic, callback, reason):
    tell(event="refused", topic=topic, reason=reason)


threading.Thread(target=server.serve_forever, daemon=True).start()
print(f"http://127.0.0.1:{server.server_port}/", flush=True)
known = None
for line in sys.stdin:
    command, *arguments = line.split()
    with app.app_context():
        if command == "subscribe":
            found = discover(arguments[0])
            tell(event="found", **found)
            known = subscriber.subscribe(**found)
        elif command == "unsubscribe":
            subscriber.unsubscribe(known)
