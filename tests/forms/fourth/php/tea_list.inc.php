<?php
$TEAS = array(
    'sencha'  => array('name' => 'Sencha', 'price' => 6.5),
    'houjicha' => array('name' => 'Houjicha', 'price' => 4),
    'genmai'  => array('name' => 'Genmaicha', 'price' => 3.8),
);
