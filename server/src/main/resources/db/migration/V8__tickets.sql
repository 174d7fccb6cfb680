-- What Show ticket says of a ticket, beyond what a download reads.
ALTER TABLE tickets ADD COLUMN status text NOT NULL DEFAULT 'open';
ALTER TABLE tickets ADD COLUMN priority text NOT NULL DEFAULT '20';
ALTER TABLE tickets ADD COLUMN originator_email text;
ALTER TABLE tickets ADD COLUMN assigned_to_email text;
ALTER TABLE tickets ADD COLUMN resolved boolean NOT NULL DEFAULT false;
ALTER TABLE tickets ADD COLUMN on_hold_until timestamptz;
ALTER TABLE tickets ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE tickets ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();

-- [jooq ignore start]
-- The order in which a ticket's responses are listed, so that a batch is read without sorting all.
CREATE INDEX responses_in_order ON responses (ticket_id, (NOT is_pinned), created_at, id);
DROP INDEX responses_ticket_id;
-- [jooq ignore stop]
