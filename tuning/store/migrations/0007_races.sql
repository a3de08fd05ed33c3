CREATE TABLE races (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    created REAL NOT NULL,
    "by" TEXT NOT NULL DEFAULT 'epochs',
    budget REAL,
    seeds INTEGER NOT NULL
);
INSERT INTO races (id, name, created, seeds)
    SELECT race, name || CASE WHEN place > 1 THEN ' (' || place || ')' ELSE '' END, created, seeds
    FROM (
        SELECT *, row_number() OVER (PARTITION BY name ORDER BY race) AS place
        FROM (
            SELECT race, 'Race on ' || title_of(min(dataset)) AS name, min(created) AS created,
                count(DISTINCT json_extract(spec, '$.seed')) AS seeds
            FROM studies WHERE race IS NOT NULL GROUP BY race
        )
    );
