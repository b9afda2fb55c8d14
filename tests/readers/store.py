"""A store that speaks S3: moto, which Python programs are tested with. Prints its address. Each line that it then reads
names a file, which becomes the collection in the bucket. After "to" a line names a folder, to which all other objects are
copied, and their attributes to a JSON file beside it."""

import json
import logging
import os
import pathlib
import sys

logging.disable(logging.CRITICAL)
# boto3 has no others to try.
os.environ.update(AWS_ACCESS_KEY_ID="key", AWS_SECRET_ACCESS_KEY="secret", AWS_DEFAULT_REGION="us-east-1")

import boto3  # noqa: E402
from moto.server import ThreadedMotoServer  # noqa: E402

BUCKET = "bucket"


def copy_to(store, folder):
    attributes = {}
    for page in store.get_paginator("list_objects_v2").paginate(Bucket=BUCKET):
        for key in [found["Key"] for found in page.get("Contents", [])]:
            found = store.get_object(Bucket=BUCKET, Key=key)
            path = folder / key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(found["Body"].read())
            names = ["ContentType", "CacheControl", "ContentEncoding", "LastModified"]
            attributes[key] = {name: str(found[name]) for name in names if found.get(name)}
    folder.with_suffix(".json").write_text(json.dumps(attributes))


server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
address = f"http://{host}:{port}"
store = boto3.client("s3", endpoint_url=address)
store.create_bucket(Bucket=BUCKET)
print(address, flush=True)
for line in sys.stdin:
    words = line.strip().split(" ", 1)
    if words[0] == "to":
        copy_to(store, pathlib.Path(words[1]))
        print("copied", flush=True)
        continue
    with open(line.strip(), "rb") as file:
        store.put_object(Bucket=BUCKET, Key="reports/collection.json", Body=file.read())
    print("put", flush=True)
