-- What is open on an item is the sum of its postings.
SELECT concat_ws(' ', kind, number, 'open') AS object, open::text, open_by_postings::text
FROM recomputed
WHERE open <> open_by_postings
ORDER BY id
