ALTER TABLE epochs RENAME TO epochs_before;
DROP INDEX epochs_by_change;
CREATE TABLE epochs (
    study_id INTEGER NOT NULL REFERENCES studies(id) ON DELETE CASCADE,
    trial INTEGER NOT NULL,
    kind TEXT NOT NULL,
    "index" INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    metrics TEXT NOT NULL,
    time REAL NOT NULL,
    change INTEGER NOT NULL,
    PRIMARY KEY (study_id, trial, kind, "index", epoch)
) WITHOUT ROWID;
INSERT INTO epochs
    SELECT study_id, trial, kind, "index", epoch,
        by_name('loss', loss, 'accuracy', accuracy, 'val_loss', val_loss,
            'val_accuracy', val_accuracy, more),
        time, change
    FROM epochs_before;
DROP TABLE epochs_before;
CREATE INDEX epochs_by_change ON epochs (study_id, change);
