<?php
// Nothing leaves this machine: no mail, no updates, no requests to other hosts.
define( 'DB_NAME', 'wordpress' );
define( 'DB_USER', 'root' );
define( 'DB_PASSWORD', '' );
define( 'DB_HOST', 'localhost:' . getenv( 'TESTBED_SOCKET' ) );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'WP_HOME', getenv( 'TESTBED_URL' ) );
define( 'WP_SITEURL', getenv( 'TESTBED_URL' ) );
define( 'WP_CONTENT_DIR', ABSPATH . 'wp-content' );
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'AUTOMATIC_UPDATER_DISABLED', true );
define( 'DISABLE_WP_CRON', true );
function wp_mail() {
	return true;
}
function wp_new_blog_notification() {
}
$table_prefix = 'wp_';
require_once ABSPATH . 'wp-settings.php';
