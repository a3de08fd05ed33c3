CREATE TABLE studies (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    strategy TEXT NOT NULL,
    dataset TEXT NOT NULL,
    spec TEXT NOT NULL,
    state TEXT NOT NULL,
    error TEXT,
    created REAL NOT NULL,
    started REAL,
    finished REAL,
    seconds REAL NOT NULL DEFAULT 0,
    trials_planned INTEGER,
    epochs_planned INTEGER,
    trials_finished INTEGER NOT NULL DEFAULT 0,
    epochs_done INTEGER NOT NULL DEFAULT 0,
    best_number INTEGER,
    best_score REAL,
    test_accuracy REAL,
    test_loss REAL,
    result TEXT,
    change INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE trials (
    study_id INTEGER NOT NULL REFERENCES studies(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    state TEXT NOT NULL,
    "values" TEXT NOT NULL,
    score REAL,
    deviation REAL,
    reason TEXT,
    error TEXT,
    native TEXT,
    started REAL,
    finished REAL,
    change INTEGER NOT NULL,
    PRIMARY KEY (study_id, number)
) WITHOUT ROWID;
CREATE INDEX trials_by_change ON trials (study_id, change);
CREATE TABLE fits (
    study_id INTEGER NOT NULL REFERENCES studies(id) ON DELETE CASCADE,
    trial INTEGER NOT NULL,
    kind TEXT NOT NULL,
    "index" INTEGER NOT NULL,
    seed INTEGER NOT NULL,
    state TEXT NOT NULL,
    score REAL,
    seconds REAL,
    program TEXT,
    worker TEXT,
    error TEXT,
    attempt INTEGER NOT NULL DEFAULT 1,
    started REAL,
    change INTEGER NOT NULL,
    PRIMARY KEY (study_id, trial, kind, "index")
) WITHOUT ROWID;
CREATE INDEX fits_by_change ON fits (study_id, change);
CREATE TABLE epochs (
    study_id INTEGER NOT NULL REFERENCES studies(id) ON DELETE CASCADE,
    trial INTEGER NOT NULL,
    kind TEXT NOT NULL,
    "index" INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    loss REAL,
    accuracy REAL,
    val_loss REAL,
    val_accuracy REAL,
    more TEXT,
    time REAL NOT NULL,
    change INTEGER NOT NULL,
    PRIMARY KEY (study_id, trial, kind, "index", epoch)
) WITHOUT ROWID;
CREATE INDEX epochs_by_change ON epochs (study_id, change);
CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    study_id INTEGER NOT NULL REFERENCES studies(id) ON DELETE CASCADE,
    time REAL NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX events_by_study ON events (study_id, id);
CREATE TABLE commands (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    study_id INTEGER REFERENCES studies(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL DEFAULT '{}',
    created REAL NOT NULL
);
CREATE TABLE engine (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    pid INTEGER NOT NULL,
    state TEXT NOT NULL,
    message TEXT NOT NULL DEFAULT '',
    workers INTEGER NOT NULL DEFAULT 0,
    started REAL NOT NULL,
    heartbeat REAL NOT NULL,
    speed TEXT NOT NULL DEFAULT '{}'
);
