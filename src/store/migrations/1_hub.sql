-- The WebSub hub.

-- A feed that somebody subscribed to. `version` counts the changes of its bytes, `tag` is the hash of the latest, and
-- `previous` that of the one before.
CREATE TABLE hub_topic (
    id {number},
    collection TEXT NOT NULL,
    url TEXT NOT NULL,
    tag TEXT NOT NULL,
    previous TEXT,
    version BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    is_search BIGINT NOT NULL,
    UNIQUE (collection, url)
);

-- A verified subscription. It waits for a delivery while `delivered` is less than the version of its topic.
-- `next_at` and `owner` make it a row of a queue.
CREATE TABLE hub_subscription (
    id {number},
    collection TEXT NOT NULL,
    topic BIGINT NOT NULL REFERENCES hub_topic (id) ON DELETE CASCADE,
    callback TEXT NOT NULL,
    host TEXT NOT NULL,
    secret TEXT,
    -- 1: the callback is another hub, which is only told that the topic changed.
    is_hub BIGINT NOT NULL DEFAULT 0,
    expires_at BIGINT NOT NULL,
    delivered BIGINT NOT NULL,
    delivered_at BIGINT,
    attempts BIGINT NOT NULL DEFAULT 0,
    failing_since BIGINT,
    failure TEXT,
    -- When the callback answered 410 for the first time in a row.
    gone_at BIGINT,
    next_at BIGINT NOT NULL DEFAULT 0,
    owner TEXT,
    UNIQUE (topic, callback)
);

CREATE INDEX hub_subscription_waiting ON hub_subscription (topic, delivered, next_at);
CREATE INDEX hub_subscription_host ON hub_subscription (host, collection, callback);
CREATE INDEX hub_subscription_expiry ON hub_subscription (collection, expires_at);
CREATE INDEX hub_subscription_owner ON hub_subscription (collection, owner) WHERE owner IS NOT NULL;
CREATE INDEX hub_subscription_other_hubs ON hub_subscription (collection, is_hub) WHERE is_hub = 1;

-- A request that was acknowledged and that the callback has not confirmed yet, or a notice that is still to be sent.
-- `version` is that of the topic when the request came.
CREATE TABLE hub_request (
    id {number},
    collection TEXT NOT NULL,
    topic BIGINT NOT NULL REFERENCES hub_topic (id) ON DELETE CASCADE,
    callback TEXT NOT NULL,
    host TEXT NOT NULL,
    mode TEXT NOT NULL,
    secret TEXT,
    lease BIGINT NOT NULL,
    version BIGINT NOT NULL,
    reason TEXT,
    requested_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    next_at BIGINT NOT NULL DEFAULT 0,
    owner TEXT,
    UNIQUE (topic, callback)
);

CREATE INDEX hub_request_next ON hub_request (collection, next_at);
CREATE INDEX hub_request_owner ON hub_request (collection, owner) WHERE owner IS NOT NULL;
