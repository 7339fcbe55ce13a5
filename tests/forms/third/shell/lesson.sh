#!/bin/bash
# Trial lesson; uses the same library as the bell
source "$(dirname "$0")/formlib.sh"
form_read

teacher=$(form_line teacher)
pupil=$(form_line pupil)
email=$(form_line email)

printf 'Content-Type: text/plain\n\n'
address=$(grep -F -x -f <(printf '%s\n' "$teacher") <(cut -d' ' -f1 staff.txt) >/dev/null && echo lessons@example.com)
if [[ -z $address || $email != ?*@?* ]]; then
    echo "Please choose a teacher and give your address."
    exit 0
fi

{
    printf 'To: %s\nFrom: www@example.com\nReply-To: %s\nSubject: Trial lesson with %s\n\n' "$address" "$email" "$teacher"
    printf 'Pupil: %s\n\n%s\n' "$pupil" "$(form_value wishes)"
} | /usr/sbin/sendmail -i -- "$address"
echo "The teacher will write to you."
