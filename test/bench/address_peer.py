"""cpca over the same addresses: what it resolves, and how long it takes. One line of JSON."""
import json
import sys
import time

import cpca

addresses = json.load(sys.stdin)
cpca.transform(addresses[:10])
began = time.perf_counter()
frame = cpca.transform(addresses)
seconds = time.perf_counter() - began
codes = ["" if code is None or code != code else str(code)[:6] for code in frame["adcode"]]
print(json.dumps({"seconds": seconds, "codes": codes}))
