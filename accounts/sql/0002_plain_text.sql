-- What people type about companies and themselves. Codes and names have rules of their own.
CALL keep_plain(ARRAY['accounts_customer'], 'is_plain_code', ARRAY['external_reference']);
CALL keep_plain(
    ARRAY['accounts_customer', 'accounts_contactperson', 'accounts_invitation', 'accounts_user',
          'accounts_accessrequest', 'accounts_organization'],
    'is_plain_name', ARRAY['name']
);
CALL keep_plain(ARRAY['accounts_accessrequest'], 'is_plain_name', ARRAY['company']);
CALL keep_plain(ARRAY['accounts_organization'], 'is_plain_name', ARRAY['legal_name']);
CALL keep_plain(ARRAY['accounts_sharedlink'], 'is_plain_name', ARRAY['recipient_name']);

CALL keep_plain(
    ARRAY['accounts_customer', 'accounts_contactperson', 'accounts_organization'],
    'is_plain_line', ARRAY['email', 'phone']
);
CALL keep_plain(
    ARRAY['accounts_user', 'accounts_invitation', 'accounts_accessrequest'],
    'is_plain_line', ARRAY['email']
);
CALL keep_plain(ARRAY['accounts_sharedlink'], 'is_plain_line', ARRAY['recipient_email']);
CALL keep_plain(ARRAY['accounts_customer'], 'is_plain_line', ARRAY['tax_id', 'hold_reason']);
CALL keep_plain(
    ARRAY['accounts_address'], 'is_plain_line',
    ARRAY['attention', 'line1', 'line2', 'postcode', 'city', 'region', 'country']
);
CALL keep_plain(ARRAY['accounts_contactperson'], 'is_plain_line', ARRAY['position']);
CALL keep_plain(
    ARRAY['accounts_accessrequest', 'accounts_changerequest', 'accounts_erasurerequest',
          'accounts_viewas', 'accounts_approval'],
    'is_plain_line', ARRAY['reason']
);
CALL keep_plain(ARRAY['accounts_savedview'], 'is_plain_line', ARRAY['name']);
CALL keep_plain(
    ARRAY['accounts_organization'], 'is_plain_line',
    ARRAY['website', 'tax_id', 'registration_number', 'bank_account_holder', 'bank_iban',
          'bank_bic', 'bank_name']
);
CALL keep_plain(
    ARRAY['accounts_organization'], 'is_plain_text',
    ARRAY['address', 'bank_details', 'welcome_text', 'document_footer']
);
CALL keep_plain(ARRAY['accounts_accessrequest'], 'is_plain_text', ARRAY['message']);
CALL keep_plain(ARRAY['accounts_erasurerequest'], 'is_plain_text', ARRAY['comment']);
