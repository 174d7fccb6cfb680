-- Attachments that came in through UploadAttachment get ids far above a helpdesk's own, so that a
-- later import never means another attachment by the same id.
CREATE SEQUENCE uploaded_attachment_id START WITH 1000000000000;

-- Which upload a request id stands for: repeating it gives the attachment it made the first time.
CREATE TABLE uploads (
  user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
  request_id varchar(128) NOT NULL,
  attachment_id bigint NOT NULL REFERENCES response_attachments ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, request_id)
);
