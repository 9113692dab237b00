extension NameSource {
    /// Surnames; endings that no town has.
    static let surnames = Syllables(
        first: firstSyllables, middle: middleSyllables,
        last: [
            "bach", "beck", "brand", "bury", "dane", "dell", "der", "dorn", "dran", "fax", "fell",
            "gan", "gard", "gast", "kamp", "ker", "kin", "kov", "lan", "lash", "lett", "lin",
            "lock",
            "mak", "man", "mont", "nack", "nell", "nik", "nov", "pell", "quist", "rand", "rell",
            "rick", "ros", "ser", "shaw", "sing", "son", "stam", "stock", "tan", "tell",
            "ter", "thal", "trand", "van", "vec", "vell", "vik", "vold", "wald", "wen", "witz",
            "yard", "zak", "zen", "zer",
        ])

    static let towns = Syllables(
        first: firstSyllables, middle: middleSyllables,
        last: [
            "borough", "bridge", "brook", "burgh", "by", "castle", "chester", "church", "cliff",
            "combe", "cross", "dale", "den", "ditch", "field", "ford", "gate", "grove", "ham",
            "haven", "head", "hill", "hithe", "holm", "hurst", "keld", "lake", "leigh", "marsh",
            "mere", "minster", "moor", "mouth", "pool", "port", "quay", "reach", "ridge", "sand",
            "shore", "side", "stead", "stone", "strand", "thorpe", "ton", "vale", "water", "wharf",
            "wick", "wold", "wood", "worth",
        ])

    private static let firstSyllables = [
        "Bal", "Ban", "Ber", "Bex", "Blan", "Bol", "Bran", "Brel", "Brin", "Cal", "Car", "Chal",
        "Clem", "Col", "Cor", "Cran", "Dal", "Dar", "Del", "Dor", "Drev", "Dul", "Fal", "Fan",
        "Fen",
        "Fer", "Fol", "Fran", "Gal", "Gar", "Gel", "Gor", "Grel", "Grim", "Hal", "Har", "Hel",
        "Hol",
        "Hul", "Jan", "Jar", "Jor", "Kal", "Kar", "Kel", "Kil", "Kor", "Kran", "Lan", "Lar", "Lem",
        "Lor", "Lun", "Mal", "Mar", "Mel", "Mor", "Mul", "Nal", "Nar", "Nel", "Nor", "Pal", "Par",
        "Pel", "Per", "Plan", "Pol", "Quel", "Quin", "Ral", "Ran", "Rel", "Ros", "Rul", "Sal",
        "Sar",
        "Sel", "Ser", "Skel", "Sol", "Stel", "Stor", "Tal", "Tar", "Tel", "Ther", "Tor", "Tran",
        "Tul",
        "Val", "Van", "Vel", "Ver", "Vol", "Wal", "War", "Wel", "Wil", "Wor", "Yar", "Yel", "Zan",
        "Zel", "Zor",
    ]

    private static let middleSyllables = [
        "a", "e", "i", "o", "u", "an", "ar", "as", "el", "em", "en", "er", "es", "il", "im", "in",
        "is", "ol", "om", "on", "or", "os", "ul", "un", "ur",
    ]
}

extension GivenName {
    static let female = [
        "Ada", "Agnes", "Alma", "Anita", "Beatrice", "Bella", "Brigid", "Carla", "Cecily", "Clara",
        "Dalia", "Daphne", "Edith", "Elena", "Elsa", "Esther", "Fiona", "Flora", "Frieda", "Greta",
        "Hanna", "Hazel", "Hilda", "Ida", "Ines", "Ingrid", "Irene", "Iris", "Joan", "Judith",
        "Karin",
        "Lena", "Lilian", "Lucia", "Mabel", "Marta", "Maud", "Mira", "Nadia", "Nora", "Olga",
        "Paula",
        "Petra", "Rhoda", "Rosa", "Ruth", "Selma", "Sonia", "Stella", "Sylvia", "Tessa", "Thea",
        "Ursula", "Vera", "Viola", "Wanda", "Wilma", "Yvonne", "Zelda", "Zora",
    ]

    static let male = [
        "Aaron", "Adam", "Albert", "Alfred", "Anton", "Arthur", "Basil", "Bernard", "Boris",
        "Bruno",
        "Carl", "Cedric", "Conrad", "Cyril", "Daniel", "David", "Dennis", "Edgar", "Emil", "Ernest",
        "Felix", "Ferdinand", "Frank", "George", "Gilbert", "Gregor", "Gustav", "Harold", "Hector",
        "Henry", "Herman", "Hugo", "Igor", "Isaac", "Ivan", "Jacob", "Jasper", "Jonas", "Julian",
        "Karim", "Konrad", "Leo", "Lionel", "Lucas", "Magnus", "Martin", "Milo", "Nathan", "Oscar",
        "Otto", "Patrick", "Philip", "Ralph", "Rupert", "Samuel", "Simon", "Theo", "Tomas",
        "Victor",
        "Walter",
    ]
}
