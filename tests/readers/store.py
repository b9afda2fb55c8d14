"""A store that speaks S3: moto, which Python programs are tested with. Prints its address. Each line that it then reads
names a file, which becomes the collection in the bucket."""

import logging
import os
import sys

logging.disable(logging.CRITICAL)
# boto3 has no others to try.
os.environ.update(AWS_ACCESS_KEY_ID="key", AWS_SECRET_ACCESS_KEY="secret", AWS_DEFAULT_REGION="us-east-1")

import boto3  # noqa: E402
from moto.server import ThreadedMotoServer  # noqa: E402

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
address = f"http://{host}:{port}"
store = boto3.client("s3", endpoint_url=address)
store.create_bucket(Bucket="bucket")
print(address, flush=True)
for line in sys.stdin:
    with open(line.strip(), "rb") as file:
        store.put_object(Bucket="bucket", Key="reports/collection.json", Body=file.read())
    print("put", flush=True)
