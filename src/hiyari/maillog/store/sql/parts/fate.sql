-- What became of a message in the end, over its attempts: the numbers of compare/fates.py.
max(CASE
    WHEN outcome = 'accepted' THEN 6
    WHEN outcome = 'refused' THEN CASE
        WHEN cause IN ('content', 'size') THEN 4
        WHEN cause IN ('address', 'mailbox_full', 'suspended', 'dns') THEN 3
        ELSE 5 END
    WHEN cause = 'greylisting' AND moment >= $fresh THEN 1
    ELSE 2 END)
