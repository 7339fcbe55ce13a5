"""PHP: names of parameters, by which arguments may be given (PHP 8), of the functions that the tables know."""

from __future__ import annotations

from typing import Final

_MAIL: Final = ("to", "subject", "message", "additional_headers", "additional_params")
_PATTERN: Final = ("pattern", "subject", "matches", "flags", "offset")
_FIND: Final = ("haystack", "needle", "offset")
_LIST: Final = ("needle", "haystack", "strict")
_SUBSTITUTE: Final = ("pattern", "replacement", "subject", "limit", "count")
_REPLACE: Final = ("search", "replace", "subject", "count")
_STRING: Final = ("string",)
_COMMAND: Final = ("command", "output", "result_code")

PARAMETERS: Final[dict[str, tuple[str, ...]]] = {
    "mail": _MAIL,
    "mb_send_mail": _MAIL,
    "imap_mail": ("to", "subject", "message", "additional_headers", "cc", "bcc", "return_path"),
    "error_log": ("message", "message_type", "destination", "additional_headers"),
    "wp_mail": ("to", "subject", "message", "headers", "attachments"),
    "exec": _COMMAND,
    "system": ("command", "result_code"),
    "passthru": ("command", "result_code"),
    "shell_exec": ("command",),
    "popen": ("command", "mode"),
    "proc_open": ("command", "descriptor_spec", "pipes", "cwd", "env_vars", "options"),
    "fwrite": ("stream", "data", "length"),
    "fputs": ("stream", "data", "length"),
    "fprintf": ("stream", "format", "values"),
    "sprintf": ("format", "values"),
    "vsprintf": ("format", "values"),
    "implode": ("separator", "array"),
    "join": ("separator", "array"),
    "explode": ("separator", "string", "limit"),
    "str_replace": _REPLACE,
    "str_ireplace": _REPLACE,
    "preg_replace": _SUBSTITUTE,
    "preg_replace_callback": ("pattern", "callback", "subject", "limit", "count", "flags"),
    "preg_match": _PATTERN,
    "preg_match_all": _PATTERN,
    "preg_split": ("pattern", "subject", "limit", "flags"),
    "filter_var": ("value", "filter", "options"),
    "filter_input": ("type", "var_name", "filter", "options"),
    "in_array": _LIST,
    "array_search": _LIST,
    "array_key_exists": ("key", "array"),
    "strpos": _FIND,
    "stripos": _FIND,
    "strrpos": _FIND,
    "mb_strpos": _FIND,
    "mb_stripos": _FIND,
    "strstr": ("haystack", "needle", "before_needle"),
    "stristr": ("haystack", "needle", "before_needle"),
    "str_contains": ("haystack", "needle"),
    "str_starts_with": ("haystack", "needle"),
    "str_ends_with": ("haystack", "needle"),
    "array_map": ("callback", "array", "arrays"),
    "array_walk": ("array", "callback", "arg"),
    "array_filter": ("array", "callback", "mode"),
    "array_reduce": ("array", "callback", "initial"),
    "usort": ("array", "callback"),
    "substr": ("string", "offset", "length"),
    "mb_substr": ("string", "start", "length", "encoding"),
    "mb_convert_encoding": ("string", "to_encoding", "from_encoding"),
    "iconv": ("from_encoding", "to_encoding", "string"),
    "str_pad": ("string", "length", "pad_string", "pad_type"),
    "hash_equals": ("known_string", "user_string"),
    "hash_hmac": ("algo", "data", "key", "binary"),
    "extract": ("array", "flags", "prefix"),
    "parse_str": ("string", "result"),
    "strtok": ("string", "token"),
    "register_shutdown_function": ("callback", "args"),
    ".addaddress": ("address", "name"),
    ".addcc": ("address", "name"),
    ".addbcc": ("address", "name"),
    ".addreplyto": ("address", "name"),
    ".setfrom": ("address", "name", "auto"),
    **dict.fromkeys(
        ("trim", "rtrim", "ltrim", "urldecode", "rawurldecode", "base64_decode", "strtolower", "strtoupper"), _STRING
    ),
    **dict.fromkeys(("escapeshellarg",), ("arg",)),
    **dict.fromkeys(("escapeshellcmd",), ("command",)),
    **dict.fromkeys(("htmlspecialchars", "htmlentities", "html_entity_decode", "strip_tags", "addslashes"), _STRING),
    **dict.fromkeys(
        ("stripslashes", "nl2br", "strrev", "utf8_encode", "utf8_decode", "quoted_printable_encode"), _STRING
    ),
    **dict.fromkeys(
        ("ctype_digit", "ctype_alnum", "ctype_alpha", "ctype_xdigit", "ctype_print", "ctype_graph"), ("text",)
    ),
    **dict.fromkeys(("intval", "floatval", "is_numeric"), ("value",)),
}
