<?php
// What WordPress shows of a card on a site that does not know its provider: the card as JSON on the
// standard input, and as arguments the folder of WordPress (Debian's package `wordpress` has it in
// /usr/share/wordpress) and the page's address. Prints the HTML, or FALSE if there is nothing to show.
// No database is needed, and the secret is always SECRET. `wordpress.json` is what 6.1.9 printed.
$wordpress = rtrim($argv[1], '/') . '/';
define('ABSPATH', $wordpress);
define('WPINC', 'wp-includes');
define('WP_CONTENT_DIR', $wordpress . 'wp-content');
define('WP_DEBUG', false);

// Instead of a database, translations and a cache.
class NoDatabase
{
    public $options = 'options';
    function suppress_errors() { return false; }
    function get_results() { return []; }
    function __call($name, $arguments) { return null; }
}
$GLOBALS['wpdb'] = new NoDatabase();
function wp_generate_password() { return 'SECRET'; }
function __($text) { return $text; }
function get_locale() { return 'en_US'; }
function wp_cache_get() { return false; }
function wp_cache_set() { return true; }
function wp_cache_add() { return true; }

foreach (
    [
        'version', 'load', 'plugin', 'functions', 'class-wp-list-util', 'formatting', 'kses', 'shortcodes',
        'http', 'link-template', 'class-wp-oembed', 'embed',
    ] as $file
) {
    require $wordpress . "wp-includes/$file.php";
}
add_filter('pre_option_blog_charset', fn() => 'UTF-8');
// As `default-filters.php` has them.
add_filter('oembed_dataparse', 'wp_filter_oembed_iframe_title_attribute', 5, 3);
add_filter('oembed_dataparse', 'wp_filter_oembed_result', 10, 3);

$shown = (new WP_oEmbed())->data2html(json_decode(stream_get_contents(STDIN)), $argv[2]);
echo $shown === false ? 'FALSE' : $shown;
