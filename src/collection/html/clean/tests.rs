//! What cleaned HTML keeps, what it loses, and that each loss is named.

use super::super::plain_text;
use super::*;

const PAGE: &str = "https://example.org/reports/7/";

fn page() -> WebAddress {
    WebAddress::of(PAGE)
}

fn cleaned(html: &str) -> String {
    clean(html, Some(&page())).0.replace(" rel=\"noopener noreferrer\"", "")
}

/// What is lost, each with its source.
fn losses(html: &str) -> Vec<(&str, Loss)> {
    let lost = lost(html, Some(&page()));
    assert_eq!(lost.is_empty(), !clean(html, Some(&page())).1, "{html}");
    lost.into_iter().map(|lost| (&html[lost.range], lost.loss)).collect()
}

#[test]
fn what_could_act_is_gone() {
    let (clean, _) = clean(
        "<p onclick=x()>Hi <script>alert(1)</script><a href='javascript:x'>a</a> \
         <a href='https://example.org/'>c</a><img src=https://t.example/p width=1></p>",
        None,
    );
    assert_eq!(
        clean,
        "<p>Hi <a rel=\"noopener noreferrer\">a</a> \
         <a href=\"https://example.org/\" rel=\"noopener noreferrer\">c</a></p>"
    );
}

#[test]
fn a_relative_link_leads_to_where_it_led_on_the_page_of_the_report() {
    for (href, resolved) in [
        ("annex.pdf", "https://example.org/reports/7/annex.pdf"),
        ("../8/?a=1&amp;b=2", "https://example.org/reports/8/?a=1&amp;b=2"),
        ("/Año 1.pdf", "https://example.org/A%C3%B1o%201.pdf"),
        ("#part-2", "https://example.org/reports/7/#part-2"),
        ("//other.example/x", "https://other.example/x"),
        ("https://año.example/a|b", "https://xn--ao-zja.example/a%7Cb"),
        ("mailto:me@example.org", "mailto:me@example.org"),
    ] {
        let html = format!("<a href=\"{href}\">x</a>");
        assert_eq!(cleaned(&html), format!("<a href=\"{resolved}\">x</a>"));
        assert_eq!(losses(&html), []);
    }
    let based = "<base href=\"/annexes/\"><a href=\"1.pdf\">x</a>";
    assert_eq!(cleaned(based), "<a href=\"https://example.org/annexes/1.pdf\">x</a>");
}

#[test]
fn the_text_of_every_element_that_cannot_be_shown_is_kept() {
    for (html, text) in [
        (
            "<svg viewBox='0 0 1 1'><title>Arrivals</title><path d='M0'/><text>2015</text></svg>",
            "Arrivals 2015",
        ),
        ("a <form><label>b <input></label><button>c</button></form>", "a b c"),
        ("<select><option>a</option><option>b</option></select>", "a\n\nb"),
        ("<section>a</section><section>b</section>", "a\n\nb"),
        ("<unknown>a <my-element>b</my-element></unknown>", "a b"),
        ("<video>a <source>film</video>", "a film"),
        ("<object data='x.swf'>a</object>", "a"),
        ("<noscript><p>a</p></noscript>", "a"),
        ("<textarea>a <b></textarea>", "a <b>"),
        ("<xmp>a <b></xmp>", "a <b>"),
        ("<svg><foreignObject><p>a</p></foreignObject></svg><p>b</p>", "a\n\nb"),
        ("<math><mtext>a</mtext></math> b", "a b"),
    ] {
        assert_eq!(plain_text(&cleaned(html)), text, "{html}");
    }
}

#[test]
fn what_is_clean_stays_as_it_is() {
    for html in [
        "<pre>\n\nx</pre>",
        "<pre><!-- a -->\nx</pre>",
        "<plaintext>\n\nx",
        "<pre dir=rtl>\n\n<b>\nx</b></pre>",
        "<svg><pre>\n\nx</pre></svg>",
        "<math><mtext>a &lt; b</mtext></math>",
        "<a href='?a=1&b=2'><img src=a.png alt='\"x\"'></a>",
    ] {
        let once = cleaned(html);
        assert_eq!(cleaned(&once), once, "{html}");
    }
}

#[test]
fn a_formula_keeps_its_meaning_as_text() {
    for (mathml, text) in [
        ("<mfrac><mn>1</mn><mn>2</mn></mfrac>", "1/2"),
        ("<mrow><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></mrow>", "E=mc^2"),
        ("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac>", "(a+b)/c"),
        ("<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>", "x_1^2"),
        ("<msqrt><mi>x</mi></msqrt>", "√(x)"),
        ("<semantics><mi>x</mi><annotation encoding='application/x-tex'>\\x</annotation></semantics>", "x"),
    ] {
        let html = format!("<p>a <math>{mathml}</math> b</p>");
        assert_eq!(cleaned(&html), format!("<p>a {text} b</p>"), "{html}");
        assert_eq!(losses(&html), [("<math>", Loss::Formula)]);
    }
    assert_eq!(cleaned("<math alttext='a &lt; b'><mi>a</mi></math>c"), "a &lt; bc");
}

#[test]
fn what_another_address_shows_becomes_a_link() {
    let base = PAGE;
    for (html, link) in [
        ("<img src='a.png' alt='A chart'>", format!("<a href=\"{base}a.png\">A chart</a>")),
        ("<img srcset='a.png 1x, b.png 2x' alt='A chart'>", format!("<a href=\"{base}a.png\">A chart</a>")),
        (
            "<img src='data:image/gif;base64,R0' data-src='a.png' alt='A'>",
            format!("<a href=\"{base}a.png\">A</a>"),
        ),
        (
            "<iframe src='https://v.example/1' title='A film'>no frames</iframe>",
            "<a href=\"https://v.example/1\">A film</a>".to_owned(),
        ),
        (
            "<video src='a.mp4' title='A film'>No video?</video>",
            format!("<a href=\"{base}a.mp4\">A film</a>"),
        ),
        (
            "<video><source src='a.webm'><source src='a.mp4'>No video?</video>",
            format!("<a href=\"{base}a.webm\">{base}a.webm</a>"),
        ),
        ("<a href='/x'><img src='a.png' alt='A'></a>", "<a href=\"https://example.org/x\">A</a>".to_owned()),
    ] {
        assert_eq!(cleaned(html), link, "{html}");
        let losses = losses(html);
        assert!(matches!(losses[..], [(_, Loss::MediaAsLink { .. })]), "{html}: {losses:?}");
    }
    for ornament in ["<img src='a.png' alt=''>", "<img src='https://t.example/p' height=1>"] {
        assert_eq!((cleaned(ornament), losses(ornament)), (String::new(), vec![]), "{ornament}");
    }
}

#[test]
fn whatever_is_lost_is_named_where_it_stands() {
    let element = |name: &str| name.to_owned();
    for (html, source, loss) in [
        ("a <script>x()</script>", "<script>", Loss::Hidden { element: element("script") }),
        ("<template><p>a</p></template>", "<template>", Loss::Hidden { element: element("template") }),
        ("<head><title>a</title></head>", "<title>", Loss::Hidden { element: element("title") }),
        ("<svg><text>a</text></svg>", "<svg>", Loss::Element { element: element("svg") }),
        ("<math><script>a</script></math>", "<math>", Loss::Formula),
        ("<p><button>a</button><button>b</button>", "<button>", Loss::Element { element: element("button") }),
        ("<img src='a.png'>", "<img src='a.png'>", Loss::Media { element: element("img") }),
        ("<img alt='a'>", "<img alt='a'>", Loss::Media { element: element("img") }),
        ("<img src='data:x' alt='a'>", "<img src='data:x' alt='a'>", Loss::Media { element: element("img") }),
        ("<p>a<b", "<b", Loss::CutShort),
        ("a <!-- b", "<!-- b", Loss::CutShort),
        ("<script>a", "<script>", Loss::Hidden { element: element("script") }),
        ("<b><![CDATA[a]]></b>", "<![CDATA[a]]>", Loss::Comment { beginning: "[CDATA[a]]".into() }),
        (
            "<a href=\"x>a</a> <a href=\"y\">b</a>",
            "<a href=\"x>a</a> <a href=\"y\">",
            Loss::Quote { attribute: "href".into() },
        ),
    ] {
        assert_eq!(losses(html).first(), Some(&(source, loss)), "{html}");
    }
    for hidden in ["<svg><script>a</script></svg>", "<svg><template>a</template></svg>"] {
        let lost = losses(hidden).pop().map(|(_, loss)| loss);
        assert!(matches!(lost, Some(Loss::Hidden { .. })), "{hidden}: {lost:?}");
    }
    for (href, why) in [
        ("javascript:x", BadLink::Scheme),
        ("data:text/html,x", BadLink::Scheme),
        ("www.example.org/a", BadLink::NoScheme),
        ("https://", BadLink::Invalid("empty host".into())),
    ] {
        let html = format!("<a href=\"{href}\">x</a>");
        let (source, loss) = losses(&html).pop().expect("a loss");
        assert_eq!(
            (source.to_owned(), loss),
            (format!("<a href=\"{href}\">"), Loss::Link { typed: href.into(), why })
        );
    }
    assert_eq!(
        lost("<a href='a.pdf'>x</a>", None).pop().map(|lost| lost.loss),
        Some(Loss::Link { typed: "a.pdf".into(), why: BadLink::Relative })
    );
}

#[test]
fn what_is_only_about_looks_is_not_worth_a_word() {
    for html in [
        "<p class=a style='color:red'>a <font color=red>b</font> <span>c</span></p>",
        "<style>p { color: red }</style><!-- a --><p>a",
        "<!DOCTYPE html><html><body><section>a</section><o:p></o:p></body></html>",
        "<![if !supportLists]>a<![endif]>",
        "<table><tr><td colspan=2>a</table><ol reversed type=a start=3><li value=2>a</ol>",
        "<p>1 < 2 & 3 > 2 &copy",
    ] {
        assert_eq!(losses(html), [], "{html}");
    }
    assert_eq!(
        cleaned("<p dir=rtl>a</p><ol reversed><li value=\"2\">b</ol>"),
        "<p dir=\"rtl\">a</p><ol reversed=\"\"><li value=\"2\">b</li></ol>"
    );
}

/// The text that browsers show is the text that is kept, if nothing is named as lost.
#[test]
fn without_a_loss_every_word_is_kept() {
    use proptest::prelude::*;
    let part = "[a-z]{3}|<(p|b|svg|math|mi|form|section|unknown|td|li|a|script|template|select|option)>|</(p|b|svg|math|mi|form|section|a|script|template|select)>|<br>";
    proptest!(|(parts in proptest::collection::vec(part, 0..16))| {
        let html = parts.concat();
        let named = lost(&html, None);
        let is_dropping = |lost: &Lost| matches!(lost.loss, Loss::Hidden { .. } | Loss::Unclosed { .. } | Loss::CutShort | Loss::Formula);
        if !named.iter().any(is_dropping) {
            let text: String = plain_text(&clean(&html, None).0).split_whitespace().collect();
            let words: String = parts.iter().filter(|part| !part.contains(['<', '>'])).cloned().collect();
            prop_assert_eq!(text, words, "{}", html);
        }
    });
}
