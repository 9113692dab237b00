/// What every page has around its content: language, title, style, footer.
enum PageFrame {
    static func page(
        title: String, footer: String, @MarkupBuilder _ content: () -> [Markup]
    ) -> Markup {
        tag("html", ["xmlns": "http://www.w3.org/1999/xhtml", "lang": "en"]) {
            tag("head") {
                tag("meta", ["charset": "utf-8"])
                tag(
                    "meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
                tag("meta", ["name": "color-scheme", "content": "light dark"])
                tag("title") { title }
                tag("style") { PageStyle.sheet }
            }
            tag("body") {
                content()
                tag("footer") { tag("p") { footer } }
            }
        }
    }
}
