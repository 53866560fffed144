-- Whom something was told is for that person alone.
SELECT portal_wall({role}, 'support_notification',
    'user_id = portal_person() AND (customer_id = portal_company() OR customer_id = ANY (portal_companies()))');
-- Threads and documents are for their company's eyes; internal notes for nobody's but the seller's:
-- their table has no customer, and the condition is never true. See portal/kit/sql/0002_row_walls.sql.
SELECT portal_wall({role}, walled::regclass) FROM unnest(ARRAY[
    'support_thread', 'support_message', 'support_messagefile', 'support_ticket',
    'support_ticketevent', 'support_shareddocument', 'support_documentversion',
    'support_documentdownload', 'support_documentrequest'
]) walled;
SELECT portal_wall({role}, 'support_internalnote', 'false');
