-- The operator is told of what the inbox receives in several ways, and each way fails or succeeds alone.

-- A notice of a sending that was not received yet. `way` is `webhook`, or `mail` and an address. `next_at` and `owner` make
-- it a row of a queue. It is deleted once it is received or given up.
CREATE TABLE inbox_notice (
    id {number},
    collection TEXT NOT NULL,
    sending BIGINT NOT NULL REFERENCES inbox_sending (id) ON DELETE CASCADE,
    way TEXT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    failing_since BIGINT,
    next_at BIGINT NOT NULL,
    owner TEXT,
    UNIQUE (sending, way)
);

CREATE INDEX inbox_notice_next ON inbox_notice (collection, way, next_at);

INSERT INTO inbox_notice (collection, sending, way, attempts, failing_since, next_at)
    SELECT collection, id, 'webhook', attempts, failing_since, next_at FROM inbox_sending WHERE next_at IS NOT NULL;

-- The columns of the former queue stay for gateways of the version before, which may still run.
UPDATE inbox_sending SET next_at = NULL, owner = NULL;

DROP INDEX inbox_sending_next;
