<?php
/* needs register_globals = on */
import_request_variables('gp', 'r_');
if ($r_text) {
    mail($r_to, 'Page recommended by ' . $r_name, $r_text);
    print 'Sent.';
}
