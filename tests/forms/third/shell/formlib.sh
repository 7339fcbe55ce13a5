# formlib.sh: reading of forms for our shell scripts (source it)
form_read() {
    if [ "$REQUEST_METHOD" = POST ]; then
        FORM_DATA=$(head -c "${CONTENT_LENGTH:-0}")
    else
        FORM_DATA=$QUERY_STRING
    fi
}

form_value() {
    local raw
    raw=$(tr '&' '\n' <<< "$FORM_DATA" | grep "^$1=" | head -n 1 | cut -d= -f2- | tr '+' ' ')
    printf '%b' "${raw//%/\\x}"
}

form_line() {
    form_value "$1" | tr -d '\000-\037\177'
}
