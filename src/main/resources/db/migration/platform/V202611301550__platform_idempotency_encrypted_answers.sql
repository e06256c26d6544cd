-- Answers that carry personal data are kept encrypted, and `body` is empty then. A column of its own: an instance of the version before
-- reads `body` as it is, and knows none of the requests that use this one.
alter table platform.idempotency_keys add column encrypted_body text;
