CREATE TABLE predictions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    study_id INTEGER NOT NULL,
    asked TEXT NOT NULL,
    visitor TEXT NOT NULL,
    state TEXT NOT NULL,
    created REAL NOT NULL,
    finished REAL,
    answer TEXT
);
CREATE INDEX predictions_state ON predictions (state, created);
