UPDATE studies SET spec = json_set(spec, '$.data.task', 'classification', '$.data.rules', 1);
UPDATE boards SET spec = json_set(spec, '$.data.task', 'classification', '$.data.rules', 1)
    WHERE spec <> '';
