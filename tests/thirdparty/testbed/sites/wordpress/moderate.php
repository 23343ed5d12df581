<?php
// Does to one post or comment, given by its number, what a moderator or its author would.
$_SERVER['HTTP_HOST'] = parse_url( getenv( 'TESTBED_URL' ), PHP_URL_HOST );
require ABSPATH . 'wp-load.php';
list( , $action, $subject ) = $argv;
$status                     = fn( $name ) => wp_update_post( array( 'ID' => (int) $subject, 'post_status' => $name ) );
$actions                    = array(
	'trash'             => fn() => wp_trash_post( (int) $subject ),
	'delete'            => fn() => wp_delete_post( (int) $subject, true ),
	'draft'             => fn() => $status( 'draft' ),
	'private'           => fn() => $status( 'private' ),
	'password'          => fn() => wp_update_post( array( 'ID' => (int) $subject, 'post_password' => 'secret' ) ),
	'close'             => fn() => wp_update_post( array( 'ID' => (int) $subject, 'comment_status' => 'closed' ) ),
	'rename'            => fn() => wp_update_post( array( 'ID' => (int) $subject, 'post_name' => "renamed-$subject" ) ),
	'delete-comment'    => fn() => wp_delete_comment( (int) $subject, true ),
	'unapprove-comment' => fn() => wp_set_comment_status( (int) $subject, 'hold' ),
	'theme'             => function () use ( $subject ) {
		switch_theme( $subject );
		return get_stylesheet() === $subject;
	},
	'permalinks'        => function () use ( $subject ) {
		global $wp_rewrite;
		$wp_rewrite->set_permalink_structure( $subject === 'plain' ? '' : $subject );
		flush_rewrite_rules( false );
		return true;
	},
);
exit( isset( $actions[ $action ] ) && $actions[ $action ]() ? 0 : 8 );
