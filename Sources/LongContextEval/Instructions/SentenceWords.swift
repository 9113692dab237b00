/// The words that the rule for ends of sentences knows, all in lower case.
enum SentenceWords {
    /// Written with a point at their end, of those that NLTK's English model has seen: not `e.g.` and `etc.`.
    // exact: our own words, ASCII
    static let abbreviations: Set<String> = [
        "a.d", "a.m", "adm", "ala", "ariz", "aug", "ave", "bros", "c", "calif", "cie", "co",
        "col", "colo", "conn", "corp", "ct", "d", "d.c", "dec", "dr", "e", "f", "feb", "fla",
        "fri", "ft", "g", "ga", "gen", "h", "ill", "inc", "jan", "jr", "k", "kan", "ky", "l",
        "l.a", "lt", "ltd", "m", "maj", "messrs", "mg", "mich", "minn", "mr", "mrs", "ms", "n",
        "n.c", "n.h", "n.j", "n.y", "nev", "nov", "oct", "okla", "ore", "p", "p.m", "pa", "ph.d",
        "prof", "r", "rep", "reps", "s", "sen", "sep", "sept", "sr", "st", "t", "tenn", "tues",
        "u.k", "u.n", "u.s", "u.s.a", "v", "va", "vs", "vt", "w", "w.va", "wash", "wed", "wis",
        "yr",
    ]

    /// Begin a sentence when capitalised after a point that may be none.
    // exact: our own words, ASCII
    static let starters: Set<String> = [
        "according", "although", "always", "among", "being", "between", "both", "but", "consider",
        "despite", "does", "even", "finally", "he", "hence", "her", "here", "him", "however", "i",
        "if", "in", "indeed", "instead", "into", "it", "many", "meanwhile", "moreover", "most",
        "nevertheless", "nonetheless", "nor", "okay", "please", "remember", "similarly", "since",
        "so", "some", "sometimes", "soon", "such", "the", "them", "there", "thereby", "therefore",
        "these", "they", "think", "this", "though", "through", "thus", "try", "under", "unless",
        "us", "very", "wait", "were", "when", "whether", "which", "while", "whom", "without",
        "yes", "yet", "your",
    ]
}
