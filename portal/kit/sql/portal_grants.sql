-- What the portal's role has no business with: sign-ins and sessions, the staff's own tables, and
-- what waits in the queue. It adds jobs and reads none: mails in them open accounts.
REVOKE ALL ON django_session, django_admin_log, django_migrations, account_emailaddress,
    account_emailconfirmation, mfa_authenticator, usersessions_usersession, auth_group,
    auth_group_permissions, kit_seal, kit_sealmark, kit_queuestatus,
    procrastinate_workers FROM {role};
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON django_content_type, auth_permission FROM {role};
REVOKE ALL ON procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers FROM {role};
GRANT INSERT ON procrastinate_jobs, procrastinate_events TO {role};
GRANT SELECT (id) ON procrastinate_jobs TO {role};
REVOKE EXECUTE ON FUNCTION seal_next(text, bigint), portal_wall(name, regclass, text),
    portal_wall_by(name, regclass, name, regclass), portal_wall_down(regclass) FROM {role};
