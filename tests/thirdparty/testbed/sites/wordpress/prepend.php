<?php
// Put before every script: with ABSPATH set, WordPress reads our wp-config.php and not the one of the system.
defined( 'ABSPATH' ) || define( 'ABSPATH', getenv( 'TESTBED_HTML' ) . '/' );
