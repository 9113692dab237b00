/// The words of the world. Every one becomes a single token.
///
/// Names, places and the three lists of a value share no word, so that no token means two things.
enum WordLists {
    /// People; the first ``OrganismWorld/memorisedPeople`` of them are remembered.
    static let names = words(
        """
        Mira Tom Ana Oskar Lena Hugo Vera Ivan Nora Felix Greta Anton Clara Boris Edda Kurt \
        Alma Simon Frida Jonas Irma Pavel Olga Bruno Tilda Marek Selma Emil Rosa Viktor Hanna \
        Otto Linda Rufus Elsa Konrad Maja Stefan Dora Albin Petra Gustav Ruth Milan Sofia Adam \
        Wanda Leo Carla Jakob Ida Arno Nadia Henrik Lotte Samuel Eva Tobias Marta Piotr Agnes \
        Daniel Berta Ludwig Julia Casper Zora Malte Helga Ralf Paula Erik Sonja Nils Gerda \
        Theo Ingrid Walter Lydia Karl
        """)

    /// The verbs of facts.
    static let verbs = words(
        """
        keeps sells paints carries hides buys wants makes finds loses counts cleans breaks mends \
        steals borrows collects draws lends brings
        """)

    /// First word of a value.
    static let colours = words(
        """
        red blue green white black yellow purple golden silver orange pink gray brown pale dark \
        bright dusty shiny tiny huge heavy light round square broken bent striped spotted rusty \
        polished crooked hollow
        """)

    /// Second word of a value.
    static let materials = words(
        """
        brass wooden copper glass iron clay paper stone leather velvet silk cotton marble amber \
        ivory steel woolen rubber wax bamboo oak pine cedar coral crystal linen felt tin chalk \
        straw ceramic plastic
        """)

    /// Third word of a value; also what label games sort, eight things of a kind.
    static let kinds = [
        words("foxes bears wolves goats horses rabbits owls ducks"),
        words("hammers saws nails ropes hooks wheels ladders pliers"),
        words("cups plates spoons bowls kettles jars forks pans"),
        words("drums flutes bells violins harps trumpets pipes fiddles"),
        words("coats hats boots gloves scarves belts shirts socks"),
        words("keys rings coins crowns chains masks beads combs"),
    ]
    static let things = kinds.flatMap(\.self)

    /// The places of stories.
    static let places = words(
        """
        mill harbor market bridge forest church school river castle field station village \
        meadow bakery library island
        """)

    /// The topics of passages.
    static let topics = words(
        """
        bees ships storms bread clocks maps music mountains letters trains winters candles
        """)

    static let countries = words(
        """
        Norland Estia Kadria Vellum Orsia Tarmond Lusken Hallow Brenna Quistan Pellia Marrow \
        Zindal
        """)
    static let capitals = words(
        """
        Velby Karsten Dunmore Aldport Riga Torvik Lampeter Osgood Merrin Halden Castor Brixen \
        Zelmar
        """)
    static let rivers = words(
        """
        Tamar Severn Ulla Dravo Nerva Ister Bova Lethe Wye Arun Oder Kama Sava
        """)
    static let animals = words(
        """
        lion eagle stag otter heron badger falcon bison lynx raven salmon tiger \
        beaver
        """)

    // Words of plain prose.
    static let people = words(
        """
        baker farmer sailor teacher miller doctor hunter painter tailor widow captain gardener \
        shepherd judge
        """)
    static let moods = words(
        """
        quiet tired happy gentle lonely careful proud nervous patient cheerful sleepy curious
        """)
    static let deeds = words(
        """
        watched painted crossed visited loved missed cleaned repaired remembered admired \
        followed avoided
        """)
    static let sights = words(
        """
        valley window road orchard lake roof hill fence stable stove chapel shore
        """)
    static let times = words(
        "yesterday today tonight again slowly early late twice often alone")
    static let weathers = words("rain snow fog wind thunder sunshine frost mist")

    private static func words(_ text: String) -> [String] {
        text.split { $0 == " " || $0 == "\n" }.map(String.init)
    }
}
