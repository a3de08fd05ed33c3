UPDATE studies SET spec = json_set(spec, '$.evaluation.epoch', 'own');
UPDATE boards SET spec = json_set(spec, '$.evaluation.epoch', 'own') WHERE spec <> '';
ALTER TABLE studies ADD COLUMN silenced TEXT;
CREATE TABLE row_scores (
    study_id INTEGER NOT NULL REFERENCES studies(id) ON DELETE CASCADE,
    trial INTEGER NOT NULL,
    kind TEXT NOT NULL,
    "index" INTEGER NOT NULL,
    first_epoch INTEGER NOT NULL,
    epochs INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    "right" BLOB,
    costs BLOB,
    change INTEGER NOT NULL,
    PRIMARY KEY (study_id, trial, kind, "index")
) WITHOUT ROWID;
CREATE INDEX row_scores_by_change ON row_scores (study_id, change);
CREATE TABLE honest (
    study_id INTEGER PRIMARY KEY REFERENCES studies(id) ON DELETE CASCADE,
    honest TEXT NOT NULL,
    change INTEGER NOT NULL
);
