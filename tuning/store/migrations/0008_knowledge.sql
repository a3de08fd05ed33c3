CREATE TABLE knowledge (
    study_id INTEGER NOT NULL REFERENCES studies(id) ON DELETE CASCADE,
    trial INTEGER NOT NULL,
    knowledge TEXT NOT NULL,
    PRIMARY KEY (study_id, trial)
) WITHOUT ROWID;
