/// Blocks that several sections are made of.
enum Blocks {
    /// A drawing under its caption, with the same numbers as a table that opens on demand.
    static func figure(
        _ caption: String, note: String? = nil, _ drawing: Markup, numbers: Markup? = nil
    ) -> Markup {
        tag("figure") {
            tag("figcaption") {
                tag("b") { caption }
                if let note { tag("span", ["class": "note"]) { " " + note } }
            }
            drawing
            if let numbers {
                tag("details", ["class": "numbers"]) {
                    tag("summary") { "The numbers" }
                    scrolling("\(caption), as a table", numbers)
                }
            }
        }
    }

    /// A wide block that scrolls sideways by itself, with the keyboard as well.
    static func scrolling(_ label: String, _ content: Markup) -> Markup {
        tag("div", ["class": "scroll", "role": "region", "aria-label": label, "tabindex": "0"]) {
            content
        }
    }

    /// Short facts at the head of a page; nothing for none.
    @MarkupBuilder static func facts(_ facts: [RunReport.Fact]) -> [Markup] {
        if !facts.isEmpty {
            tag("dl", ["class": "facts"]) {
                for fact in facts {
                    tag("div") {
                        tag("dt") { fact.name }
                        tag("dd", ["dir": "auto"]) { fact.value }
                    }
                }
            }
        }
    }

    /// Names beside their marks; the index of a name is that of its mark and colour.
    static func legend(_ names: [String], label: String) -> Markup {
        tag("ul", ["class": "legend", "aria-label": label]) {
            for (index, name) in names.enumerated() {
                tag("li", ["class": "m\(index % ModelMark.count)"]) {
                    tag(
                        "svg",
                        [
                            "xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 14 14",
                            "aria-hidden": "true",
                        ]
                    ) { Shape.marker(index, 7, 7) }
                    tag("span", ["dir": "auto"]) { name }
                }
            }
        }
    }

    static func table(_ table: TextTable) -> Markup {
        tag("table") {
            tag("thead") {
                tag("tr") {
                    for column in table.columns {
                        tag("th", ["scope": "col", "class": side(column)]) { column.title }
                    }
                }
            }
            tag("tbody") {
                for row in table.rows {
                    tag("tr") {
                        for (column, cell) in zip(table.columns, row) {
                            tag("td", ["class": side(column)]) { cell }
                        }
                    }
                }
            }
        }
    }

    static func side(_ column: TextTable.Column) -> String {
        column.alignment == .right ? "right" : "left"
    }
}

/// The frame of every page around its content: language, title, style, footer.
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
