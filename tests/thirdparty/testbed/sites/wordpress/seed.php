<?php
// Installs WordPress and places the ads given as JSON on standard input; prints as JSON what was placed.
$_SERVER['HTTP_HOST'] = parse_url( getenv( 'TESTBED_URL' ), PHP_URL_HOST );
$told                 = json_decode( stream_get_contents( STDIN ), true );
define( 'WP_INSTALLING', true );
require ABSPATH . 'wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/image.php';

wp_install( 'Buy and sell board', 'moderator', 'moderator@mail.invalid', true, '', wp_generate_password() );
wp_delete_post( 1, true );
update_option( 'timezone_string', 'UTC' );
update_option( 'posts_per_page', 10 );
update_option( 'show_avatars', 0 );
update_option( 'thread_comments', 1 );
update_option( 'permalink_structure', $told['permalinks'] );
switch_theme( $told['theme'] );
$wp_rewrite->init();
create_initial_taxonomies();
flush_rewrite_rules( false );
$category = wp_create_category( 'For sale' );
$members  = array();
for ( $number = 1; $number <= $told['sellers']; $number++ ) {
	$name      = sprintf( 'seller%02d', $number );
	$members[] = wp_insert_user(
		array(
			'user_login'   => $name,
			'display_name' => "Seller $number",
			'user_email'   => "$name@mail.invalid",
			'user_pass'    => wp_generate_password(),
			'role'         => 'author',
		)
	);
}

function comment( $post, $member, $text, $parent, $approved, $when ) {
	$user = get_userdata( $member );
	return wp_insert_comment(
		array(
			'comment_post_ID'      => $post,
			'comment_parent'       => $parent,
			'comment_author'       => $user->display_name,
			'comment_author_email' => $user->user_email,
			'user_id'              => $member,
			'comment_content'      => $text,
			'comment_approved'     => $approved,
			'comment_date'         => $when,
			'comment_date_gmt'     => $when,
		)
	);
}

function place( $ad, $order ) {
	global $category, $members, $told;
	$seller = $ad['seller'] - 1;
	$when   = gmdate( 'Y-m-d H:i:s', strtotime( '2026-11-25 12:00:00 UTC' ) - 3600 * $order );
	$text   = '<p>' . implode( "</p>\n<p>", array_filter( array( $ad['body'], $ad['price_text'] ) ) ) . '</p>';
	$post   = wp_insert_post(
		wp_slash(
			array(
				'post_title'     => $ad['title'],
				'post_content'   => $text,
				'post_author'    => $members[ $seller ],
				'post_status'    => $ad['status'],
				'post_password'  => $ad['password'],
				'comment_status' => $ad['comments'],
				'post_category'  => array( $category ),
				'post_date'      => $when,
				'post_date_gmt'  => $when,
			)
		)
	);
	foreach ( $ad['photos'] as $number => $jpeg ) {
		$file  = wp_upload_bits( "{$ad['csv_id']}-$number.jpg", null, base64_decode( $jpeg ) );
		$photo = wp_insert_attachment( array( 'post_mime_type' => 'image/jpeg', 'post_title' => $ad['csv_id'] ), $file['file'], $post );
		wp_update_attachment_metadata( $photo, wp_generate_attachment_metadata( $photo, $file['file'] ) );
		if ( $number ) {
			wp_update_post( wp_slash( array( 'ID' => $post, 'post_content' => $text . "\n" . wp_get_attachment_image( $photo, 'large' ) ) ) );
		} else {
			set_post_thumbnail( $post, $photo );
		}
	}
	$posts  = array();
	$parent = 0;
	foreach ( $ad['replies'] as $step => $reply ) {
		$other   = $members[ ( $seller + 1 + $step ) % count( $members ) ];
		$parent  = comment( $post, $other, $reply, $parent, 1, gmdate( 'Y-m-d H:i:s', strtotime( "$when UTC" ) + 600 * ( $step + 1 ) ) );
		$posts[] = $parent;
	}
	return array(
		'csv_id'   => $ad['csv_id'],
		'id'       => $post,
		'path'     => wp_make_link_relative( get_permalink( $post ) ),
		'comments' => $posts,
		'lang'     => $ad['lang'],
		'suspect'  => $ad['suspect'],
		'seller'   => get_userdata( $members[ $seller ] )->display_name,
		'photo'    => (bool) $ad['photos'],
		'state'    => $ad['state'],
	);
}

$placed = array();
foreach ( $told['ads'] as $order => $ad ) {
	$placed[] = place( $ad, $order );
}
wp_update_comment_count_now( 0 );
echo "\n", wp_json_encode( array( 'version' => get_bloginfo( 'version' ), 'placed' => $placed ) ), "\n";
