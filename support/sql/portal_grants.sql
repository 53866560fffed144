-- A customer's page writes and uploads; what staff decide is staff's, and so are their notes. Locking
-- a row needs the right to change a column of it.
REVOKE ALL ON support_internalnote FROM {role};
REVOKE UPDATE, DELETE, TRUNCATE ON support_thread, support_message, support_messagefile,
    support_ticketevent, support_shareddocument, support_documentversion,
    support_documentdownload FROM {role};
GRANT UPDATE (last_side) ON support_thread TO {role};
GRANT UPDATE (valid_until) ON support_shareddocument TO {role};
REVOKE INSERT, DELETE, TRUNCATE ON support_documentrequest FROM {role};
REVOKE UPDATE, DELETE, TRUNCATE ON support_ticket FROM {role};
GRANT UPDATE (status, waiting_since, resolved_at, reopened_count, rating) ON support_ticket TO {role};
-- A page reads what its person was told, and marks it read.
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON support_notification FROM {role};
GRANT UPDATE (read_at) ON support_notification TO {role};
