"""PHP: names of its own functions. One that is none of these and not defined in a script stands in another file."""

from __future__ import annotations

from typing import Final

_NAMES: Final = """
    _ abs acos acosh addcslashes addslashes arsort asin asinh asort assert assert_options atan atan2 atanh
    base64_decode base64_encode base_convert basename bin2hex bind_textdomain_codeset bindec bindtextdomain
    boolval call_user_func call_user_func_array ceil chdir checkdate checkdnsrr chgrp chmod chop chown chr
    chroot chunk_split class_alias class_exists class_implements class_parents class_uses clearstatcache
    closedir closelog compact connection_aborted connection_status constant convert_uudecode convert_uuencode
    copy cos cosh count count_chars crc32 create_function crypt current date dcgettext dcngettext decbin dechex
    decoct define defined deg2rad dgettext dir dirname diskfreespace dl dngettext doubleval each end enum_exists
    ereg ereg_replace eregi eregi_replace exp explode expm1 extension_loaded extract fclose fdatasync fdiv feof
    fflush file file_exists file_get_contents file_put_contents fileatime filectime filegroup fileinode
    filemtime fileowner fileperms filesize filetype floatval flock floor flush fmod fnmatch fopen
    forward_static_call forward_static_call_array fpassthru fprintf fread frenchtojd fscanf fseek fstat fsync
    ftell ftok ftruncate function_exists fwrite gc_collect_cycles gc_disable gc_enable gc_enabled gc_mem_caches
    gc_status get_browser get_called_class get_cfg_var get_current_user get_debug_type get_extension_funcs
    get_headers get_html_translation_table get_include_path get_included_files get_loaded_extensions
    get_magic_quotes_gpc get_mangled_object_vars get_meta_tags get_parent_class get_required_files
    get_resource_id get_resource_type get_resources getcwd getdate getenv gethostbyaddr gethostbyname
    gethostbynamel gethostname getimagesize getimagesizefromstring getlastmod getmxrr getmygid getmyinode
    getmypid getmyuid getopt getprotobyname getprotobynumber getrandmax getrusage getservbyname getservbyport
    gettext gettimeofday gettype glob gmdate gmmktime gmstrftime gregoriantojd header header_register_callback
    header_remove headers_list headers_sent hebrev hex2bin hexdec highlight_file highlight_string hrtime hypot
    idate implode import_request_variables in_array inet_ntop inet_pton intdiv interface_exists intval ip2long
    iptcembed iptcparse jewishtojd join juliantojd key key_exists krsort ksort lcfirst lcg_value lchgrp lchown
    levenshtein localeconv localtime log log10 log1p long2ip lstat ltrim max md5 md5_file memory_get_peak_usage
    memory_get_usage memory_reset_peak_usage metaphone method_exists microtime min mkdir mktime money_format
    move_uploaded_file mt_getrandmax mt_rand mt_srand natcasesort natsort next ngettext nl2br nl_langinfo
    number_format octdec opendir openlog ord output_add_rewrite_var output_reset_rewrite_vars pack
    parse_ini_file parse_ini_string parse_str parse_url pathinfo pclose pi pos pow prev print_r printf
    proc_close proc_get_status proc_nice proc_terminate property_exists putenv quoted_printable_decode
    quoted_printable_encode quotemeta rad2deg rand range readdir readfile readgzfile readlink realpath
    realpath_cache_get realpath_cache_size register_shutdown_function register_tick_function rename reset
    restore_error_handler restore_exception_handler rewind rewinddir rmdir round rsort rtrim scandir serialize
    set_error_handler set_exception_handler set_file_buffer set_include_path set_magic_quotes_runtime
    set_time_limit setcookie setlocale setrawcookie settype sha1 sha1_file show_source shuffle similar_text sin
    sinh sizeof sleep sort soundex split spliti sprintf sqrt srand sscanf stat strcasecmp strchr strcmp strcoll
    strcspn strftime strip_tags stripcslashes stripos stripslashes stristr strlen strnatcasecmp strnatcmp
    strncasecmp strncmp strpbrk strpos strptime strrchr strrev strripos strrpos strspn strstr strtok strtolower
    strtotime strtoupper strtr strval substr substr_compare substr_count substr_replace symlink sys_get_temp_dir
    sys_getloadavg syslog tan tanh tempnam textdomain time time_nanosleep time_sleep_until tmpfile touch
    trait_exists trigger_error trim uasort ucfirst ucwords uksort umask uniqid unixtojd unlink unpack
    unregister_tick_function unserialize user_error usleep usort utf8_decode utf8_encode var_dump var_export
    version_compare vfprintf vprintf vsprintf wordwrap zend_version zlib_decode zlib_encode zlib_get_coding_type
    """
_BEGINNINGS: Final = """
    apc_ apcu_ array_ bc cal_ collator_ ctype_ cubrid_ curl_ date_ dba_ dbase_ debug_ deflate_ disk_ dns_ dom_
    easter_ error_ escapeshell exif_ ezmlm_ fdf_ fget filter_ finfo_ fput ftp_ func_ get_class get_declared_
    get_defined_ get_object_ gmp_ gz hash_ html http_ ibase_ iconv_ ignore_user_ image imap_ inflate_ ini_ intl
    is_ iterator_ jd json_ ldap_ libxml_ link mb_ mcrypt_ memcache_ msg_ mssql_ mysql_ mysqli_ net_ ob_ oci_
    odbc_ opcache_ openssl_ password_ pcntl_ pdf_ pg_ php posix_ preg_ random_ rawurl readline_ sem_ session_
    shm_ shmop_ simplexml_ snmp socket_ sodium_ spl_ sqlite_ sqlsrv_ str_ stream_ sybase_ tidy_ timezone_ token_
    url wddx_ xml_ xmlrpc_ xmlwriter_ yaml_ zip_
    """

BUILT_IN: Final = frozenset(_NAMES.split())
"""Of the extensions that are always there (PHP 5 to 8.2); what sends mail or runs commands is in the table of sinks."""
BEGINNINGS: Final = tuple(_BEGINNINGS.split())
"""Of other extensions' functions, which all begin alike."""
