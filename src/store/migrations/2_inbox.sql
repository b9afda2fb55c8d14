-- The inbox: what visitors suggest for a collection.

-- The secret with which the private addresses of a collection's inbox are made.
CREATE TABLE inbox_secret (
    collection TEXT PRIMARY KEY,
    secret TEXT NOT NULL
);

-- What one sender sent at once: one suggestion, or an organization's many. `token` is the hash of the private address,
-- `request` the hash of what makes a repeated request the same one, and `content` the hash of what it said. `next_at` and
-- `owner` make it a row of a queue while the operator is to be told of it.
CREATE TABLE inbox_sending (
    id {number},
    collection TEXT NOT NULL,
    token TEXT NOT NULL,
    request TEXT NOT NULL,
    content TEXT NOT NULL,
    name TEXT,
    email TEXT,
    organization TEXT,
    received_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    failing_since BIGINT,
    next_at BIGINT,
    owner TEXT,
    UNIQUE (collection, token),
    UNIQUE (collection, request)
);

CREATE INDEX inbox_sending_next ON inbox_sending (collection, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX inbox_sending_email ON inbox_sending (collection, received_at) WHERE email IS NOT NULL;

-- A suggested report. `fields` is a JSON object in the field names of the collection file. `report` is the id of the
-- report that it became, and `words` what the curator said when it was declined.
CREATE TABLE inbox_suggestion (
    id {number},
    collection TEXT NOT NULL,
    sending BIGINT NOT NULL REFERENCES inbox_sending (id) ON DELETE CASCADE,
    fields TEXT NOT NULL,
    note TEXT,
    state TEXT NOT NULL,
    report TEXT,
    words TEXT,
    received_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);

CREATE INDEX inbox_suggestion_state ON inbox_suggestion (collection, state, id);
CREATE INDEX inbox_suggestion_sending ON inbox_suggestion (sending);

-- What makes suggestions that are not declined or taken back the same: hashes of their ids, addresses and titles.
CREATE TABLE inbox_known (
    collection TEXT NOT NULL,
    mark TEXT NOT NULL,
    suggestion BIGINT NOT NULL REFERENCES inbox_suggestion (id) ON DELETE CASCADE,
    PRIMARY KEY (collection, mark)
);

CREATE INDEX inbox_known_suggestion ON inbox_known (suggestion);

-- Who did what with a suggestion, and when.
CREATE TABLE inbox_event (
    id {number},
    collection TEXT NOT NULL,
    suggestion BIGINT NOT NULL REFERENCES inbox_suggestion (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    detail TEXT
);

CREATE INDEX inbox_event_suggestion ON inbox_event (suggestion, id);
