-- The classic first example: a stream that is made up, and its rows as they come.
-- Here the stream ends after five rows and is made with a seed, so that everyone sees the same ones;
-- without 'number-of-rows' it goes on until you cancel.

CREATE TABLE input_table (id INT, data VARCHAR) WITH (
  'connector' = 'datagen',
  'rows-per-second' = '5',
  'number-of-rows' = '5',
  'seed' = '42',
  'fields.id.kind' = 'sequence',
  'fields.data.length' = '8'
);

-- Delivers each row when it is there. A statement with STREAM does not end by itself.
SELECT STREAM id, UPPER(data) AS data FROM input_table;

-- Without STREAM it reads what is there at one moment, and ends.
SELECT id, UPPER(data) AS data FROM input_table ORDER BY id;
