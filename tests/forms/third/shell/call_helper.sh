#!/bin/bash
# asks for a helper in the reading room; everything is cut down to plain characters
read -r -d '' -n "${CONTENT_LENGTH:-0}" form

pick() {
    local rest
    [[ "&$form" == *"&$1="* ]] || return
    rest="&$form"
    rest=${rest#*"&$1="}
    rest=${rest%%&*}
    rest=${rest//[^A-Za-z0-9+.-]/}
    echo "${rest//+/ }"
}

desk=$(pick desk)
topic=$(pick topic)

echo 'Content-Type: text/plain'
echo
if [ -z "$topic" ]; then
    echo 'What is it about?'
    exit 0
fi

echo "Desk ${desk:-unknown} asks for help: $topic" | mail -s "Help at desk ${desk:-unknown}" helper@example.com
echo 'A helper is coming.'
