ALTER TABLE studies ADD COLUMN test TEXT;
UPDATE studies SET test = by_name('accuracy', test_accuracy, 'loss', test_loss, NULL)
    WHERE test_accuracy IS NOT NULL OR test_loss IS NOT NULL;
ALTER TABLE studies DROP COLUMN test_accuracy;
ALTER TABLE studies DROP COLUMN test_loss;
