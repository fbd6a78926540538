"""Starts the local cloud (MiniStack) behind a thin front.

The front says when everything is saved (LOCAL_CLOUD_SAVED names the mark): the port closes before that, and the process may hang after it.
And it does two things, only for requests that are signed as AWS requests are:
- it says that they came over TLS, as they would in AWS, because policies demand that (on unsigned ones this would turn the OIDC discovery's URLs into https);
- it plays faults that a test has asked for over the control path /_faults (off unless LOCAL_CLOUD_FAULTS=1): throttling, errors, delays, lost answers, doubles.
"""

import asyncio
import json
import logging
import os
import re

import uvloop

asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())

import ministack.app  # noqa: E402  (the policy comes first)
from ministack.services import dynamodb  # noqa: E402
from ministack.services import s3  # noqa: E402
from ministack.services import cloudformation  # noqa: E402
from ministack.services.cloudformation import provisioners  # noqa: E402

inner = ministack.app.app
saved_mark = os.environ.get("LOCAL_CLOUD_SAVED")
UNREADABLE = 3
faults_allowed = os.environ.get("LOCAL_CLOUD_FAULTS") == "1"
rules = []

ERRORS = {
    "dynamodb": {
        "throttle": (400, {"__type": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException", "message": "asked for by a test"}),
        "error": (500, {"__type": "com.amazonaws.dynamodb.v20120810#InternalServerError", "message": "asked for by a test"}),
    },
    "sqs": {
        "throttle": (403, {"__type": "com.amazonaws.sqs#RequestThrottled", "message": "asked for by a test"}),
        "error": (500, {"__type": "com.amazonaws.sqs#InternalFailure", "message": "asked for by a test"}),
    },
}


whole_object = s3._get_object


def with_range(bucket, key, headers, query=None):
    """S3 answers a range of a named version; this cloud, in the pinned release, answers the whole of it."""
    status, said, body = whole_object(bucket, key, headers, query)
    asked = s3._parse_range(headers.get("range", ""), len(body)) if status == 200 and headers.get("range") else None
    if not asked:
        return status, said, body
    start, end = asked
    part = body[start : end + 1]
    return 206, {**said, "Content-Length": str(len(part)), "Content-Range": f"bytes {start}-{end}/{len(body)}"}, part


s3._get_object = with_range

whole_query = dynamodb._query
between = re.compile(r"#pk = :pk AND #sk BETWEEN :from AND :to")


def query_of_range(data):
    """This cloud weighs every item of a partition at each query, one after the other: seconds where there are tens of thousands. It is handed those alone that lie in the range."""
    table = dynamodb._tables.get(data.get("TableName"))
    if not table or data.get("IndexName") or not between.fullmatch(data.get("KeyConditionExpression", "")):
        return whole_query(data)
    values = {name: value.get("S", "") for name, value in data["ExpressionAttributeValues"].items()}
    items = table["items"]
    partition = items.get(values[":pk"], {})
    if len(partition) < 1000:
        return whole_query(data)
    items[values[":pk"]] = {sk: item for sk, item in partition.items() if values[":from"] <= sk <= values[":to"]}
    try:
        return whole_query(data)
    finally:
        items[values[":pk"]] = partition


dynamodb._query = query_of_range

update_resource = provisioners._update_resource


def with_attributes(kind, physical_id, old, new, stack, logical_id=None, attributes=None):
    """A resource of a nested stack that does not change keeps its attributes; the pinned release forgets them, and the next GetAtt fails."""
    if attributes is None:
        attributes = (cloudformation._stacks.get(stack) or {}).get("_resources", {}).get(logical_id, {}).get("Attributes")
    return update_resource(kind, physical_id, old, new, stack, logical_id, attributes)


provisioners._update_resource = with_attributes


class Trouble(logging.Handler):
    """MiniStack only logs what it could not save or restore."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.seen = False

    def emit(self, record):
        self.seen = self.seen or "ersist" in record.getMessage()


trouble = Trouble()
for name in ("persistence", "ministack"):
    logging.getLogger(name).addHandler(trouble)


async def lifespan(scope, receive, send):
    async def told(message):
        if saved_mark and message["type"] == "lifespan.startup.complete" and trouble.seen:
            os._exit(UNREADABLE)
        if saved_mark and message["type"] == "lifespan.shutdown.complete":
            for _ in range(3):
                if not trouble.seen:
                    # Written beside and moved: the mark is there whole or not at all.
                    with open(saved_mark + ".new", "w") as mark:
                        mark.write(str(os.getpid()))
                    os.replace(saved_mark + ".new", saved_mark)
                    break
                # A thread may have changed something while it was being written.
                trouble.seen = False
                ministack.app.save_all(ministack.app._build_persistence_save_dict())
        await send(message)

    return await inner(scope, receive, told)


def header(scope, name):
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def signed_service(scope):
    """The service of the signature's credential scope, or None where the request is not signed."""
    found = re.search(r"/([a-z0-9-]+)/aws4_request", header(scope, b"authorization") or scope.get("query_string", b"").decode("latin-1").replace("%2F", "/"))
    return found.group(1) if found else None


def operation(scope):
    target = header(scope, b"x-amz-target")
    return target.split(".")[-1] if target else scope["method"]


async def read_body(receive):
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


def replay(body, receive):
    sent = False

    async def again():
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def answer(send, status, content, content_type="application/x-amz-json-1.0"):
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", content_type.encode()), (b"content-length", str(len(body)).encode())]})
    await send({"type": "http.response.body", "body": body})


async def swallow(_message):
    pass


def chosen(service, scope, body):
    for rule in rules:
        if rule.get("service") not in (None, service) or rule.get("operation") not in (None, operation(scope)):
            continue
        if rule.get("match") and rule["match"] not in scope["path"] and rule["match"].encode() not in body:
            continue
        rule["seen"] = rule.get("seen", 0) + 1
        if rule["seen"] <= rule.get("skip", 0) or rule.get("hits", 0) >= rule.get("times", 1):
            continue
        rule["hits"] = rule.get("hits", 0) + 1
        return rule
    return None


async def fail(service, kind, send):
    if service == "s3":
        code = "SlowDown" if kind == "throttle" else "InternalError"
        body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>asked for by a test</Message></Error>".encode()
        return await answer(send, 503 if kind == "throttle" else 500, body, "application/xml")
    status, content = ERRORS.get(service, ERRORS["dynamodb"])[kind]
    return await answer(send, status, content)


async def control(scope, receive, send):
    global rules
    if scope["method"] == "POST":
        rules = json.loads(await read_body(receive))
    elif scope["method"] == "DELETE":
        rules = []
    await answer(send, 200, rules, "application/json")


async def with_fault(rule, service, scope, body, receive, send):
    action = rule["action"]
    if action in ("throttle", "error"):
        return await fail(service, action, send)
    if action == "unprocessed":
        # BatchWriteItem and BatchGetItem: nothing done, everything handed back, as AWS may do at any time.
        request = json.loads(body)["RequestItems"]
        kind = "UnprocessedItems" if operation(scope) == "BatchWriteItem" else "UnprocessedKeys"
        return await answer(send, 200, {"Responses": {}, kind: request})
    if action == "delay":
        await asyncio.sleep(rule.get("delayMs", 1000) / 1000)
        return await inner(scope, replay(body, receive), send)
    if action == "twice":
        await inner(dict(scope), replay(body, receive), swallow)
        return await inner(scope, replay(body, receive), send)
    if action == "lose-answer":
        await inner(scope, replay(body, receive), swallow)
        return await fail(service, "error", send)
    raise ValueError(action)


OURS = re.compile(r"(127\.0\.0\.1|localhost|[\w.-]+\.localhost|[\w.-]+\.amazonaws\.com(\.cn)?)$")


def is_foreign(scope):
    """A web page of somebody else's, or a name that somebody else lets point here: this cloud answers to known credentials, so neither may speak to it."""
    origin = header(scope, b"origin")
    ours = OURS.match(header(scope, b"host").rsplit(":", 1)[0]) and (origin in ("", "null") or OURS.match(re.sub(r"^https?://|:\d+$", "", origin)))
    return not ours or header(scope, b"sec-fetch-site") == "cross-site" and scope["method"] != "GET"


async def front(scope, receive, send):
    if scope["type"] == "lifespan":
        return await lifespan(scope, receive, send)
    if scope["type"] != "http":
        return await inner(scope, receive, send)
    # Its own controls (reset, and the like) ask for no credential at all; of those only the health is for us.
    if is_foreign(scope) or (re.match(r"/_(ministack|localstack)/", scope["path"]) and not scope["path"].endswith("/health")):
        return await answer(send, 403, {"message": "not from here"}, "application/json")
    if faults_allowed and scope["path"] == "/_faults":
        return await control(scope, receive, send)
    service = signed_service(scope)
    if service:
        scope = {**scope, "headers": [*scope["headers"], (b"x-forwarded-proto", b"https")]}
        if rules:
            body = await read_body(receive)
            rule = chosen(service, scope, body)
            if rule:
                return await with_fault(rule, service, scope, body, receive, send)
            receive = replay(body, receive)
    return await inner(scope, receive, send)


ministack.app.app = front
ministack.app.main()
