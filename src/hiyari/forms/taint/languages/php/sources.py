"""PHP: where a request comes in."""

from __future__ import annotations

from typing import Final

from hiyari.forms.taint.tables import BREAKS, Power, Source

_REQUEST: Final = Source(reason="the request's fields")
_FRAMEWORK: Final = Source(reason="the request's fields, by a framework's object", key=0)
_STORED: Final = Source(reason="a stranger may have filled the database or file", file=True)

SOURCES: Final = {
    "$_GET": _REQUEST,
    "$_POST": _REQUEST,
    "$_REQUEST": _REQUEST,
    "$_COOKIE": Source(reason="cookies are the client's to choose"),
    "$_FILES": Source(reason="the names and types of uploaded files are the client's to choose"),
    "$HTTP_GET_VARS": Source(reason="PHP 3 and 4's name of $_GET"),
    "$HTTP_POST_VARS": Source(reason="PHP 3 and 4's name of $_POST"),
    "$HTTP_COOKIE_VARS": Source(reason="PHP 3 and 4's name of $_COOKIE"),
    "$HTTP_POST_FILES": Source(reason="PHP 3 and 4's name of $_FILES"),
    "$HTTP_RAW_POST_DATA": Source(reason="the body of the request"),
    "filter_input": Source(reason="the request's fields; a filter is asked for beside", key=1),
    "filter_input_array": Source(reason="the request's fields; which filters is not followed"),
    "getallheaders": Source(reason="the request's headers"),
    "apache_request_headers": Source(reason="the request's headers"),
    # frameworks
    "request.get": _FRAMEWORK,
    "request.input": _FRAMEWORK,
    "request.all": Source(reason="Laravel: all fields"),
    "request.post": _FRAMEWORK,
    "request.query": _FRAMEWORK,
    "request.data": _FRAMEWORK,
    "request.getdata": _FRAMEWORK,
    "request.getvar": _FRAMEWORK,
    "input.get": _FRAMEWORK,
    "input.get_post": _FRAMEWORK,
    "input.post_get": _FRAMEWORK,
    "input.post": _FRAMEWORK,
    "input.all": Source(reason="Laravel 4: all fields"),
    "jrequest.getvar": _FRAMEWORK,
    "jrequest.getstring": _FRAMEWORK,
    "jrequest.get": Source(reason="Joomla 1.5: all fields"),
    "request": _FRAMEWORK,
    ".input": _FRAMEWORK,
    ".getparam": _FRAMEWORK,
    ".getpost": _FRAMEWORK,
    ".getquery": _FRAMEWORK,
    ".getparsedbody": Source(reason="PSR-7: the fields of the body"),
    ".getqueryparams": Source(reason="PSR-7: the fields of the query"),
    ".getbody": Source(reason="PSR-7: the body"),
    ".getcontent": Source(reason="Symfony: the body"),
    ".getstring": _FRAMEWORK,
    "request.createfromglobals": _REQUEST,
    "request.capture": _REQUEST,
    # what a stranger may have filled before
    "mysql_fetch_array": _STORED,
    "mysql_fetch_assoc": _STORED,
    "mysql_fetch_row": _STORED,
    "mysql_fetch_object": _STORED,
    "mysql_result": _STORED,
    "mysqli_fetch_array": _STORED,
    "mysqli_fetch_assoc": _STORED,
    "mysqli_fetch_row": _STORED,
    "pg_fetch_array": _STORED,
    "pg_fetch_assoc": _STORED,
    "pg_fetch_row": _STORED,
    "sqlite_fetch_array": _STORED,
    ".fetch": _STORED,
    ".fetchall": _STORED,
    ".fetchcolumn": _STORED,
    ".fetch_assoc": _STORED,
    ".fetch_array": _STORED,
    ".fetch_object": _STORED,
    ".fetchrow": _STORED,
    ".get_var": _STORED,
    ".get_row": _STORED,
    ".get_results": _STORED,
    "file": _STORED,
    "fgets": _STORED,
    "fgetcsv": _STORED,
    "fread": _STORED,
    "file_get_contents": _STORED,
    "curl_exec": _STORED,
}
"""By variable and by call; methods begin with a dot."""

_DECODED: Final = Source(reason="the client chooses it, and it is decoded")
_SERVER: Final = Source(
    reason="the client chooses it; a header's value and an encoded URL hold no line break",
    powers=Power.all() & ~(BREAKS | Power.TRAILING_LF),
)

_BY_CLIENT: Final = {
    "HTTP_*": _SERVER,
    "QUERY_STRING": _SERVER,
    "REQUEST_URI": _SERVER,
    "PHP_SELF": Source(reason="holds what stands behind the script's name in the URL"),
    "PATH_INFO": _DECODED,
    "PATH_TRANSLATED": _DECODED,
    "ORIG_PATH_INFO": _DECODED,
    "PHP_AUTH_USER": _DECODED,
    "PHP_AUTH_PW": _DECODED,
    "argv": Source(reason="the query string, where register_argc_argv is on"),
}

CONTAINERS: Final = {
    "$_SERVER": _BY_CLIENT,
    "$HTTP_SERVER_VARS": _BY_CLIENT,
    "$_ENV": _BY_CLIENT,
    "getenv": _BY_CLIENT,
    "file_get_contents": {"php://input": Source(reason="the body of the request"), "php://stdin": _REQUEST},
    "fopen": {"php://input": Source(reason="the body of the request")},
}

GETTERS: Final = frozenset({".get", ".all", ".input", ".post", ".getalpha", "request", "query", "headers", "cookies"})
"""Methods and properties of a request object: an element by its name, or a part of the request."""

TYPES: Final = {"request": _REQUEST, "serverrequestinterface": _REQUEST, "formrequest": _REQUEST}
"""Parameters of these classes are given by a framework."""

LIBRARIES: Final = (
    "autoload.php",
    "wp-load.php",
    "wp-blog-header.php",
    "wp-config.php",
    "class.phpmailer.php",
    "class.smtp.php",
    "PHPMailerAutoload.php",
    "PHPMailer.php",
    "SMTP.php",
    "Exception.php",
    "swift_required.php",
    "Mail.php",
    "Mail/mime.php",
    "Zend/Mail.php",
    "jcode.php",
    "jcode_wrapper.php",
)
"""Libraries that the tables know: that they were not read hides nothing."""

LOGINS: Final = (
    "wp-admin/admin.php",
    "wp-admin/admin-header.php",
    "wp-admin/network/admin.php",
    "wp-admin/user/admin.php",
)
"""WordPress: the first thing that they do is auth_redirect()."""

EXITS: Final = frozenset(
    {"wp_die", "wp_send_json", "wp_send_json_error", "wp_send_json_success", "jexit", "drupal_exit", "abort"}
)
"""They end the script."""

PERSISTENT: Final = frozenset({"$_SESSION", "$HTTP_SESSION_VARS"})

UNSET: Final = Source(reason="with register_globals, up to PHP 5.3, a field of the request sets a variable", file=True)

FRAMEWORKS: Final = ("wp-load.php", "wp-blog-header.php", "wp-settings.php")
"""They load a whole content system, whose own functions the tables know: what others it has is not known."""
