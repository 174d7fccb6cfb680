-- Which blob store this database records: the id in that store's own marker; at most one row. Until
-- bound_at is set the marker may not have been written yet.
CREATE TABLE blob_store (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  id varchar(32) NOT NULL CHECK (id ~ '^[0-9a-f]{32}$'),
  bound_at timestamptz
);
