-- The curators' desk.

-- A curator. `password` is a hash, made with argon2id and written as a PHC string. `since` is when it was set.
CREATE TABLE desk_person (
    id {number},
    collection TEXT NOT NULL,
    name TEXT NOT NULL,
    password TEXT NOT NULL,
    since BIGINT NOT NULL,
    UNIQUE (collection, name)
);

-- Somebody who logged in. `token` is the hash of a secret that only the browser has.
CREATE TABLE desk_session (
    token TEXT NOT NULL PRIMARY KEY,
    person BIGINT NOT NULL REFERENCES desk_person (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL
);

CREATE INDEX desk_session_person ON desk_session (person);

-- A change of the collection file. It is noted before the file is written, and `is_written` is set afterwards. The name
-- of the curator stays when the curator is removed.
CREATE TABLE desk_history (
    id {number},
    collection TEXT NOT NULL,
    person TEXT NOT NULL,
    done_at BIGINT NOT NULL,
    what TEXT NOT NULL,
    subject TEXT NOT NULL,
    title TEXT NOT NULL,
    diff TEXT NOT NULL,
    is_written BIGINT NOT NULL
);

CREATE INDEX desk_history_collection ON desk_history (collection, id);
