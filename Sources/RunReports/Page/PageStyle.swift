/// The style sheet of the page. It holds no `<` and no `&`, which HTML and XML would read
/// differently there, and asks for nothing from elsewhere.
enum PageStyle {
    static var sheet: String {
        """

        \(light)
        \(ScoreColours.rules(dark: false))
        @media screen and (prefers-color-scheme: dark) {
        \(dark)
        \(ScoreColours.rules(dark: true))
        }
        \(prose)
        \(blocks)
        \(figures)
        \(tables)
        \(paper)

        """
    }

    // Model colours: grey, vermilion, blue, green, purple, ochre; told apart by marks as well.
    static let light = """
        :root { color-scheme: light dark; --paper: #fdfdfb; --ink: #1c2025; --soft: #59616b;
          --line: #dcded9; --wash: #f3f3ef; --accent: #b3400a; --only: #dcecdf; --lost: #f7e0d3;
          --better: #14633f; --worse: #a3330a; --a: #4a5058; --b: #bf4d17; --c: #1d60b0;
          --d: #177a57; --e: #8748ab; --f: #866900; }
        """
    static let dark = """
        :root { --paper: #14171b; --ink: #e4e6e3; --soft: #a1a8b1; --line: #343a41; --wash: #1c2025;
          --accent: #ffab5e; --only: #1d3d2b; --lost: #4a2a1a; --better: #7ad6a5;
          --worse: #ff9d73; --a: #b9bec5; --b: #ff9a64; --c: #7cb3ff; --d: #6cd0a5; --e: #cea5f0;
          --f: #e0c35c; }
        """
    static let prose = """
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body { margin: 0 auto; padding: 2.5rem 1rem 3rem; max-width: 70rem; background: var(--paper);
          color: var(--ink); font: 1.0625rem/1.55 Charter, "Iowan Old Style", "Palatino Linotype",
          "Source Serif 4", Georgia, serif; overflow-wrap: break-word; }
        h1 { font-size: 2rem; line-height: 1.2; font-weight: 600; margin: 0; text-wrap: balance; }
        h3 { font-size: 1.1rem; line-height: 1.3; font-weight: 600; margin: 1.75rem 0 .25rem; }
        h4 { font-size: 1rem; font-weight: 600; margin: 1.25rem 0 .25rem; }
        pre { margin: 0; }
        h2 { font-size: 1.35rem; line-height: 1.3; font-weight: 600; margin: 0 0 .5rem; }
        p { margin: .6rem 0; max-width: 42rem; }
        a { color: var(--c); text-underline-offset: .2em; }
        section { margin-top: 3.25rem; scroll-margin-top: 1rem; }
        .subtitle, .note, footer { color: var(--soft); }
        .note, footer { font-size: .9rem; }
        nav, .facts, .legend, table, figure, summary, .role, code, dt, footer {
          font-family: system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
        nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; font-size: .9rem; margin-top: 1.5rem;
          padding: .6rem 0; border-block: 1px solid var(--line); }
        code { font: .84rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace;
          white-space: pre-wrap; overflow-wrap: anywhere; }
        footer { margin-top: 3.5rem; border-top: 1px solid var(--line); }
        """
    static let blocks = """
        .facts { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: 1.25rem 0 0; font-size: .9rem; }
        dt { color: var(--soft); font-size: .84rem; }
        dd { margin: 0; }
        .facts dd { font-variant-numeric: tabular-nums; }
        .answer { margin-top: 2rem; }
        .question { font-style: italic; color: var(--soft); }
        .reply { font-size: 1.3rem; line-height: 1.45; }
        .answer ul { padding-left: 1.1rem; max-width: 42rem; margin: .9rem 0; }
        .answer li { margin: .25rem 0; }
        .commands div, .provenance div { display: grid; grid-template-columns: 9rem 1fr; gap: .1rem 1rem;
          padding: .35rem 0; border-bottom: 1px solid var(--line); align-items: baseline; }
        summary { cursor: pointer; color: var(--soft); font-size: .88rem; padding: .3rem 0; }
        .example { border-top: 1px solid var(--line); padding: .6rem 0 1rem; }
        .answers { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr));
          gap: .5rem 2rem; }
        .role { color: var(--soft); font-size: .84rem; margin: .4rem 0 .1rem; }
        .text { white-space: pre-wrap; margin: 0; overflow-wrap: anywhere; unicode-bidi: isolate; }
        mark { color: inherit; padding: 0 .1em; border-radius: .15em; text-underline-offset: .2em; }
        .only { background: var(--only); text-decoration: underline 1.5px; }
        .lost { background: var(--lost); text-decoration: underline dotted 2px; }
        """
    static let figures = """
        .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr));
          gap: 1.25rem 2rem; margin: 1rem 0; }
        .pair { display: flex; flex-wrap: wrap; gap: 1.5rem 3.5rem; margin: 1rem 0; }
        .pair figure { flex: 1 1 20rem; max-width: 28rem; }
        figure { margin: 0; break-inside: avoid; min-width: 0; }
        figcaption { font-size: .9rem; line-height: 1.4; min-height: 1.4em; margin-bottom: .25rem; }
        figcaption .note { font-size: .84rem; }
        svg { display: block; width: 100%; height: auto; max-width: 28rem; overflow: visible; }
        svg text { font-size: 11px; fill: var(--ink); font-variant-numeric: tabular-nums; }
        svg .soft { fill: var(--soft); }
        svg .accent { fill: var(--accent); }
        svg .mid { text-anchor: middle; }
        svg .end { text-anchor: end; }
        .rule { stroke: var(--line); stroke-width: 1; }
        .outline { fill: none; stroke: var(--accent); stroke-width: 2.2; }
        .frame { fill: none; stroke: var(--line); stroke-width: 1; }
        .cut { stroke: var(--accent); stroke-width: 1.2; stroke-dasharray: 4 3; }
        .reference { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 2 3; }
        .chosen .dot { fill: var(--accent); }
        .chosen .whisker { stroke: var(--accent); }
        .other .dot { fill: var(--paper); stroke: var(--soft); stroke-width: 1.1; }
        .other .whisker { stroke: var(--soft); }
        .whisker { stroke-width: 1.2; }
        .curve { fill: none; stroke: var(--c); stroke-width: 1.6; stroke-linejoin: round; }
        .spot { fill: var(--c); }
        .c1 { stroke: var(--b); }
        .curve.c1 { stroke-dasharray: 5 3; }
        .spot.c1 { fill: var(--b); }
        .tip { fill: var(--ink); fill-opacity: 0; }
        .tip:hover { fill-opacity: .07; }
        .m0 { --m: var(--a); } .m1 { --m: var(--b); } .m2 { --m: var(--c); }
        .m3 { --m: var(--d); } .m4 { --m: var(--e); } .m5 { --m: var(--f); }
        .mark { fill: var(--m); }
        .m0 .mark { fill: var(--paper); stroke: var(--m); stroke-width: 1.6; }
        [class^="m"] .whisker { stroke: var(--m); stroke-width: 1.6; }
        .band { fill: var(--m); fill-opacity: .16; }
        .link { fill: none; stroke: var(--m); stroke-width: 1; stroke-opacity: .45; }
        .legend { display: flex; flex-wrap: wrap; gap: .3rem 1.5rem; list-style: none; padding: 0;
          margin: .9rem 0; font-size: .9rem; }
        .legend li { display: flex; align-items: center; gap: .4rem; }
        .legend svg { width: 1rem; }
        """
    static let tables = """
        .scroll { overflow-x: auto; margin: 1.25rem 0 .5rem; }
        .scroll:focus-visible, summary:focus-visible, a:focus-visible {
          outline: 2px solid var(--c); outline-offset: 2px; }
        table { border-collapse: separate; border-spacing: 0; font-size: .88rem; line-height: 1.35;
          font-variant-numeric: tabular-nums; }
        caption { text-align: left; color: var(--soft); padding-bottom: .4rem; max-width: calc(100vw - 2rem); }
        th { font-weight: 600; text-align: left; vertical-align: top; }
        thead th { vertical-align: bottom; border-bottom: 1.5px solid var(--ink); }
        th, td { padding: .3rem .7rem; white-space: nowrap; }
        tr .lead { padding-left: 0; }
        td { vertical-align: top; }
        .right { text-align: right; }
        .results tbody:not(:first-of-type) tr:first-child :is(th, td) {
          border-top: 1px solid var(--line); }
        .results { border-bottom: 1px solid var(--line); }
        .results small { display: block; color: var(--soft); font-size: .78rem; font-weight: 400; }
        .results .change { background: var(--wash); padding-left: 1rem; }
        .results .lead { position: sticky; left: 0; background: var(--paper); }
        .models th, .models td { padding: .3rem .5rem; }
        .models .lead { min-width: 7rem; max-width: 8.5rem; white-space: normal; overflow-wrap: anywhere; }
        .results small.better { color: var(--better); font-weight: 650; }
        .results small.worse { color: var(--worse); font-weight: 650; }
        .better, .worse { font-weight: 650; }
        .better { color: var(--better); }
        .worse { color: var(--worse); }
        .numbers .scroll { max-height: 24rem; overflow-y: auto; margin-top: .4rem; }
        .numbers tr + tr td { border-top: 1px solid var(--line); }
        """
    static let paper = """
        @media (max-width: 34rem) {
          body { padding-top: 1.5rem; font-size: 1rem; }
          h1 { font-size: 1.6rem; }
          .reply { font-size: 1.15rem; }
          .commands div, .provenance div { grid-template-columns: 1fr; }
        }
        @media print {
          body { max-width: none; padding: 0; font-size: 10pt; }
          nav, summary { display: none; }
          section { margin-top: 1.5rem; }
          h2 { break-after: avoid; }
          tr, .example { break-inside: avoid; }
          .scroll { overflow: visible; }
          rect, mark, .change { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        }
        """
}
