/// A question that anyone can answer without a text, with four choices: what a change of the weights costs
/// in knowledge.
struct CommonFact: Sendable {
    let question: String
    let answer: String
    let wrong: [String]

    init(_ question: String, _ answer: String, _ wrong: String...) {
        self.question = question
        self.answer = answer
        self.wrong = wrong
    }

    static let all = capitals + opposites + nature + everyday

    private static let capitals = [
        ("France", "Paris"), ("Italy", "Rome"), ("Spain", "Madrid"), ("Germany", "Berlin"),
        ("Japan", "Tokyo"), ("Russia", "Moscow"), ("China", "Beijing"), ("Egypt", "Cairo"),
        ("Greece", "Athens"), ("Austria", "Vienna"), ("Poland", "Warsaw"), ("Portugal", "Lisbon"),
        ("Sweden", "Stockholm"), ("Norway", "Oslo"), ("Hungary", "Budapest"), ("Ireland", "Dublin"),
        ("Cuba", "Havana"), ("Kenya", "Nairobi"), ("Peru", "Lima"), ("Canada", "Ottawa"),
        ("Argentina", "Buenos Aires"), ("Thailand", "Bangkok"), ("Denmark", "Copenhagen"),
        ("Belgium", "Brussels"),
    ].enumerated().map { number, pair in
        // Capitals of other countries, of the same list.
        let others = ["Paris", "Cairo", "Oslo", "Lima", "Tokyo", "Vienna", "Dublin", "Athens"]
        let wrong = (0..<others.count).map { others[(number + $0) % others.count] }
            .filter { !$0.elementsEqual(pair.1) }.prefix(3)
        return CommonFact(
            "What is the capital of \(pair.0)?", pair.1, wrong[0], wrong[1], wrong[2])
    }

    private static let opposites = [
        CommonFact("What is the opposite of hot?", "cold", "warm", "loud", "deep"),
        CommonFact("What is the opposite of up?", "down", "over", "left", "near"),
        CommonFact("What is the opposite of big?", "small", "wide", "heavy", "slow"),
        CommonFact("What is the opposite of early?", "late", "soon", "often", "first"),
        CommonFact("What is the opposite of dark?", "light", "black", "night", "quiet"),
        CommonFact("What is the opposite of empty?", "full", "clean", "open", "new"),
        CommonFact("What is the opposite of old?", "young", "tall", "wise", "grey"),
        CommonFact("What is the opposite of love?", "hate", "like", "care", "hope"),
        CommonFact("What is the opposite of buy?", "sell", "pay", "keep", "find"),
        CommonFact("What is the opposite of win?", "lose", "play", "run", "score"),
        CommonFact("What is the opposite of open?", "closed", "broken", "round", "high"),
        CommonFact("What is the opposite of wet?", "dry", "cold", "soft", "clean"),
    ]

    private static let nature = [
        CommonFact("How many legs does a spider have?", "eight", "two", "four", "twelve"),
        CommonFact("What do bees make?", "honey", "milk", "silk", "bread"),
        CommonFact("What colour is a ripe lemon?", "yellow", "blue", "purple", "black"),
        CommonFact("What colour is grass?", "green", "red", "white", "pink"),
        CommonFact("What is frozen water called?", "ice", "steam", "sand", "oil"),
        CommonFact("Which animal barks?", "dog", "cat", "cow", "duck"),
        CommonFact("Which animal gives wool?", "sheep", "horse", "frog", "snake"),
        CommonFact("Which planet do we live on?", "Earth", "Mars", "Venus", "Jupiter"),
        CommonFact("What does the earth move around?", "the sun", "the moon", "Mars", "a cloud"),
        CommonFact("Where do fish live?", "in water", "in trees", "in the sky", "in ovens"),
        CommonFact("Which season is the coldest?", "winter", "summer", "spring", "autumn"),
        CommonFact("What do plants need to grow?", "light", "music", "money", "shoes"),
        CommonFact("What falls from clouds?", "rain", "stones", "leaves", "coins"),
        CommonFact("Which metal is attracted by a magnet?", "iron", "gold", "silver", "copper"),
        CommonFact(
            "What is the largest animal on earth?", "the blue whale", "the mouse", "the goat",
            "the wolf"),
        CommonFact("What is a young cat called?", "a kitten", "a puppy", "a calf", "a lamb"),
        CommonFact("What is a young cow called?", "a calf", "a kitten", "a chick", "a cub"),
        CommonFact("What gas do people need to breathe?", "oxygen", "helium", "neon", "smoke"),
        CommonFact("Which bird cannot fly?", "the penguin", "the swallow", "the eagle", "the crow"),
        CommonFact("What is the hardest natural material?", "diamond", "wood", "chalk", "wax"),
    ]

    private static let everyday = [
        CommonFact("How many days are in a week?", "seven", "five", "ten", "twelve"),
        CommonFact("How many months are in a year?", "twelve", "seven", "ten", "twenty"),
        CommonFact("How many minutes are in an hour?", "sixty", "twelve", "thirty", "a thousand"),
        CommonFact("Which month comes after June?", "July", "March", "May", "December"),
        CommonFact("Which day comes after Monday?", "Tuesday", "Friday", "Sunday", "Thursday"),
        CommonFact("What do you use to cut paper?", "scissors", "a spoon", "a pillow", "soap"),
        CommonFact("What do you use to unlock a door?", "a key", "a fork", "a towel", "a candle"),
        CommonFact(
            "Where do you borrow books?", "in a library", "in a bakery", "on a farm", "at sea"),
        CommonFact("Who treats sick people?", "a doctor", "a baker", "a sailor", "a painter"),
        CommonFact("Who bakes bread?", "a baker", "a pilot", "a judge", "a miner"),
        CommonFact("What is bread made from?", "flour", "sand", "wool", "glass"),
        CommonFact("Which sense do we use our ears for?", "hearing", "taste", "smell", "sight"),
        CommonFact("What do you wear on your feet?", "shoes", "gloves", "a hat", "a scarf"),
        CommonFact("How many sides does a triangle have?", "three", "four", "five", "eight"),
        CommonFact("Which language is spoken in Spain?", "Spanish", "Chinese", "Russian", "Dutch"),
        CommonFact("Who wrote Romeo and Juliet?", "Shakespeare", "Einstein", "Mozart", "Newton"),
        CommonFact("What does a clock show?", "the time", "the weather", "the price", "the road"),
        CommonFact("What do we see with?", "eyes", "hands", "feet", "elbows"),
        CommonFact("Which vehicle runs on rails?", "a train", "a ship", "a plane", "a bicycle"),
        CommonFact(
            "Which instrument has black and white keys?", "the piano", "the drum", "the flute",
            "the violin"),
        CommonFact(
            "What do you put on a letter before posting it?", "a stamp", "a spoon", "some salt",
            "a nail"),
        CommonFact(
            "In which room do you cook?", "the kitchen", "the garage", "the attic", "the garden"),
        CommonFact(
            "What keeps you dry in the rain?", "an umbrella", "a lamp", "a ladder", "a bell"),
        CommonFact("What is the first letter of the alphabet?", "A", "M", "Q", "Z"),
    ]
}
