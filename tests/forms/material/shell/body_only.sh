#!/bin/sh
# Whatever is posted goes to the office as it is.
{
    echo "Posted from $REMOTE_ADDR:"
    head -c "${CONTENT_LENGTH:-0}"
    echo
} | mail -s "Form" office@example.jp
cat <<'EOF'
Content-Type: text/plain

Thank you.
EOF
