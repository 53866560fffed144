-- Every entry has postings.
SELECT concat_ws(' ', 'entry', entry.id, entry.key), '0 postings', 'one or more'
FROM billing_journalentry entry
WHERE NOT EXISTS (SELECT FROM billing_posting WHERE entry_id = entry.id)
ORDER BY entry.id
