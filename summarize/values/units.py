"""What figures count: measures, money, persons, and the words that say how exactly a figure is meant."""

from __future__ import annotations

_MEASURES = {
    "km": "km kilometer kilometers kilometre kilometres kms",
    "m": "meter meters metre metres",
    "cm": "cm centimeter centimeters centimetre centimetres",
    "mm": "mm millimeter millimeters millimetre millimetres",
    "miles": "mile miles",
    "feet": "ft foot feet",
    "yards": "yard yards",
    "inches": "inch inches",
    "acres": "acre acres",
    "hectares": "hectare hectares",
    "kg": "kg kilogram kilograms kilo kilos",
    "g": "gram grams",
    "mg": "mg milligram milligrams",
    "pounds": "lb lbs pound pounds",
    "ounces": "oz ounce ounces",
    "tons": "ton tons",
    "tonnes": "tonne tonnes",
    "liters": "liter liters litre litres",
    "gallons": "gallon gallons",
    "barrels": "barrel barrels",
    "mph": "mph",
    "km/h": "kph kmh",
    "degrees": "degree degrees",
    "points": "point points",
    "basis points": "",
    "times": "time times",
    "votes": "vote votes",
    "MW": "mw megawatt megawatts",
    "GW": "gw gigawatt gigawatts",
    "GB": "gb gigabyte gigabytes",
}
MEASURES = {word: unit for unit, words in _MEASURES.items() for word in words.split()}
SPANS = {
    word: unit
    for unit, words in {
        "seconds": "second seconds sec secs",
        "minutes": "minute minutes min mins",
        "hours": "hour hours hr hrs",
        "days": "day days",
        "weeks": "week weeks",
        "months": "month months",
        "years": "year years yr yrs",
        "decades": "decade decades",
        "centuries": "century centuries",
    }.items()
    for word in words.split()
}
SYMBOLS = {"$": "USD", "£": "GBP", "€": "EUR", "¥": "JPY", "₹": "INR", "₽": "RUB", "₩": "KRW", "₪": "ILS", "₴": "UAH"}
DOLLARS = {
    "us": "USD",
    "a": "AUD",
    "au": "AUD",
    "c": "CAD",
    "ca": "CAD",
    "hk": "HKD",
    "nz": "NZD",
    "s": "SGD",
    "usd": "USD",
}
CODES = {"USD", "GBP", "EUR", "JPY", "CHF", "CAD", "AUD", "CNY", "INR", "RUB", "SEK", "NOK", "DKK", "KRW", "ILS", "UAH"}
MONEY = {
    "dollar": "USD", "dollars": "USD", "bucks": "USD", "euro": "EUR", "euros": "EUR", "sterling": "GBP", "yen": "JPY",
    "yuan": "CNY", "renminbi": "CNY", "rupee": "INR", "rupees": "INR", "ruble": "RUB", "rubles": "RUB",
    "rouble": "RUB", "roubles": "RUB", "peso": "pesos", "pesos": "pesos", "franc": "CHF", "francs": "CHF",
    "shekel": "ILS", "shekels": "ILS", "hryvnia": "UAH", "hryvnias": "UAH", "crore": "INR", "kronor": "SEK",
}  # fmt: skip
PARTS_OF_MONEY = {"cent": "USD", "cents": "USD", "penny": "GBP", "pence": "GBP"}

PERSONS = set(
    """people men women children boys girls adults persons residents citizens civilians officers soldiers troops
    policemen protesters demonstrators workers employees students teachers passengers victims tourists migrants refugees
    patients players members lawmakers senators politicians voters prisoners inmates detainees hostages suspects
    gunmen militants rebels fighters rioters firefighters journalists reporters officials judges jurors lawyers doctors
    nurses survivors pedestrians drivers customers users shoppers bystanders worshippers guests fans supporters
    americans russians ukrainians israelis palestinians britons iraqis afghans syrians chinese immigrants babies infants
    teenagers teens toddlers youths pupils pilgrims attackers assailants bombers guards marines personnel police
    servicemen sailors airmen pilots crew astronauts miners farmers scientists relatives friends brothers sisters sons
    daughters others delegates witnesses athletes gymnasts candidates homeowners households families""".split()
)
FATES = {"deaths", "injured", "arrests", "missing"}
"""What became of the persons a figure counts, where the words beside it tell: these are its unit then."""
IRREGULAR = {"people", "men", "women", "children", "troops", "policemen", "gunmen", "firemen", "servicemen", "airmen",
             "personnel", "police", "crew", "fishermen", "congressmen", "congresswomen", "spokesmen", "businessmen",
             "sheep", "cattle", "fish", "aircraft", "feet", "teeth", "mice", "lives", "dead"}  # fmt: skip
SINGULAR = {"person": "people", "man": "men", "woman": "women", "child": "children", "life": "lives",
            "baby": "babies", "family": "families", "city": "cities", "country": "countries"}  # fmt: skip
# Words in -s that are no plural, or end the noun group that a figure counts.
NO_NOUN = set(
    """is was has as its his this us yes says does goes hers ours yours theirs perhaps always towards besides unless
    plus minus versus news across less whereas thus series means kills hits leaves faces gets makes takes rises falls
    remains shows wants""".split()
)
STOPS = set(
    """a an the and or but of in on at to for from by with without within into onto over under after before during
    since until than that which who whom whose when where while if because so not no nor were was is are be been being
    have has had do did does will would can could may might must shall should he she it they we you i him her them me
    this these those there here all each every both either neither said says according about between against among
    per out up down off away ago earlier later""".split()
)

# Read backwards from the figure, the longest first.
HEDGES = {
    tuple(phrase.split()): hedge
    for hedge, phrases in {
        "about": "about,around,some,roughly,approximately,approx,nearly,almost,circa,an estimated,estimated,"
        "close to,~,≈",
        "at_least": "more than,over,at least,no fewer than,no less than,not less than,not fewer than,a minimum of,"
        "upwards of,upward of,in excess of,exceeding,greater than,as few as,>,≥",
        "at_most": "up to,as many as,as much as,as high as,at most,no more than,not more than,fewer than,less than,"
        "under,below,a maximum of,<,≤",
    }.items()
    for phrase in phrases.split(",")
}
