extension NeedleTemplate {
    /// A name of its own for every needle.
    static let names = [
        "Marwick", "Tolvane", "Ostrander", "Brindlemoor", "Quillon", "Hestrava", "Dunmarrow",
        "Velkirk", "Sorrowby", "Antrelle", "Pemberlow", "Kasimira", "Jorvane", "Elmsgate",
        "Wrensford", "Caldera", "Northolme", "Zephrine", "Abernast", "Ravensholt", "Lindqvar",
        "Mistrel", "Fenwarden", "Oakhythe", "Thessaly", "Corvane", "Ullswick", "Bramberg",
        "Ivorsen", "Galantine", "Harrowdale", "Yarrowmere", "Estevane", "Pellworm", "Stannick",
        "Duskwell", "Morrigal", "Tambrook", "Silverne", "Kestrelby", "Anvarra", "Brackmont",
        "Whitlow", "Orsolane", "Farrowden", "Crestholm", "Lorimere", "Nettlebay", "Aldermoss",
        "Birkensaw", "Carrowick", "Dovrendale", "Eskermont", "Fallowmere", "Grimsvale", "Hobbleton",
        "Inverloch", "Jasperine", "Kilnhurst", "Larkendon", "Mossavane", "Nordhelm", "Ollerby",
        "Pinderfeld", "Quarnstead", "Rookhallow", "Saltengrave", "Thornavel", "Umberleigh",
        "Vantorre", "Wickenfold", "Yelverby", "Zandermoor", "Ashcombray", "Belhaven", "Cobbermead",
        "Drummelow", "Elverstrand", "Fiddleworth", "Gossamund", "Hawkenbury", "Isolstone",
        "Juniperne", "Kettlewark", "Lunsford", "Merrivane", "Nightingrove", "Oxcomb", "Plumstead",
        "Quenbury", "Rustavel", "Skellerby", "Tarnwick", "Undervale", "Vesperholt", "Wolverdine",
    ]
}
