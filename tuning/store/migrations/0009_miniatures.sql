CREATE TABLE miniatures (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL,
    asked TEXT NOT NULL,
    visitor TEXT NOT NULL,
    state TEXT NOT NULL,
    created REAL NOT NULL,
    started REAL,
    finished REAL,
    answer TEXT
);
CREATE INDEX miniatures_key ON miniatures (key);
CREATE INDEX miniatures_state ON miniatures (state, finished);
