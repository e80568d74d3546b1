"""Dog food of the demo catalog: product lines, how merchants file them, and what their texts say."""

from itemcenter.demo.assortment import Assortment, Leaf

MEAT = """
protein_source, grain_free: chicken,no | chicken,yes | turkey,yes | duck,yes | beef,no | lamb,no | lamb,yes
    | venison,yes | rabbit,yes | salmon,yes | salmon+herring,yes | insect,yes | chicken+lamb, | beef+turkey,no
    | duck+pea protein,yes | kangaroo,yes | trout,
"""
NEED = """
special_need: sensitive stomach | weight control | joint care | skin and coat | dental care | hypoallergenic
    | high activity | sensitive stomach+skin and coat | | |
"""
AGE = "life_stage: puppy | adult | adult | senior | all ages | adult+senior"

LEAVES = (
    Leaf(
        id="dogfood/dry",
        groups=18,
        prices=(3.5, 6.5),
        nouns={"en": "dry dog food, kibble", "de": "Trockenfutter, Hundetrockenfutter", "zh": "干狗粮, 狗粮"},
        paths="""
            Pets > Dogs > Dry food; Pet supplies/Dog/Kibble; Dry dog food; Animals > Dog > Food > Dry;
            Tierbedarf > Hund > Trockenfutter; dog; 宠物 > 狗粮
        """,
        pools=f"""
            {MEAT}
            {NEED}
            {AGE}
            breed_size, dog_weight: small breeds,1-10 kg | medium breeds,10-25 kg | large breeds,25-45 kg
                | giant breeds,45-90 kg | small breeds, | medium breeds+large breeds, | toy breeds,1-4 kg | ,
            crude_protein, crude_fat: 22 %,10 % | 24 %,12 % | 26 %,15 % | 30 %,18 % | 34 %,20 % | 28 %, | ,
            food_pack: paper sack | zip bag | zip bag | bucket |
        """,
        axes="""
            food_weight: 0.8 kg | 2 kg | 4 kg | 7.5 kg | 12 kg | 15 kg
        """,
    ),
    Leaf(
        id="dogfood/wet",
        groups=16,
        prices=(1.5, 2.9),
        nouns={"en": "wet dog food, dog pâté", "de": "Nassfutter, Hundenassfutter", "zh": "湿狗粮"},
        paths="""
            Pets > Dogs > Wet food; Pet supplies/Dog/Tins; Wet dog food; Animals > Dog > Food > Wet;
            Tierbedarf > Hund > Nassfutter; 宠物 > 湿粮
        """,
        pools=f"""
            {MEAT}
            {NEED}
            {AGE}
            breed_size: small breeds | medium breeds | large breeds | |
            crude_protein, crude_fat: 9 %,5 % | 10.5 %,6 % | 11 %,6.5 % | 8 %, | ,
        """,
        axes="""
            tin_count, food_weight, food_pack: 6,2.4 kg,can | 12,4.8 kg,can | 6,4.8 kg,can | 24,9.6 kg,can
                | 11,1.65 kg,aluminium tray | 22,3.3 kg,aluminium tray | 12,1.2 kg,stand-up sachet
        """,
    ),
    Leaf(
        id="dogfood/treats",
        groups=12,
        prices=(3, 7),
        nouns={"en": "dog treats, dog snacks", "de": "Hundesnacks, Hundeleckerli", "zh": "狗零食"},
        paths="""
            Pets > Dogs > Treats; Pet supplies/Dog/Snacks; Dog treats; Animals > Dog > Rewards;
            Tierbedarf > Hund > Snacks; 宠物 > 零食
        """,
        pools=f"""
            {MEAT}
            {NEED}
            {AGE}
            breed_size: small breeds | large breeds | |
            crude_protein, crude_fat: 45 %,8 % | 60 %,3 % | 18 %,7 % | ,
        """,
        axes="""
            food_weight, food_pack: 0.08 kg,zip bag | 0.2 kg,zip bag | 0.5 kg,bucket | 1 kg,bucket | 0.4 kg,zip bag
        """,
    ),
)

TITLES = {
    "en": [
        "%brand% %line% %noun% {protein_source} {food_weight}",
        "%brand% %line% {life_stage} %noun% {protein_source}",
        "%noun% %brand% %line%, {food_weight}",
        "{grain_free} %noun% %brand% with {protein_source}, {food_weight}",
        "%brand% %noun% {breed_size} {protein_source} {food_weight}",
        "%brand% %line% %noun% for dogs [of {dog_weight}](dog_weight) - {food_weight}",
        "%brand% %noun% {protein_source} [{tin_count} tins](tin_count)",
        "%brand% %line% %noun% {special_need}, {food_weight}",
        "%noun% {protein_source} %brand% {food_pack}",
        "%brand% %line% %noun%",
    ],
    "de": [
        "%brand% %line% %noun% {protein_source} {food_weight}",
        "%noun% %brand% {life_stage}, {food_weight}",
        "%brand% %line% %noun% mit {protein_source}",
        "%brand% %noun% {grain_free} {food_weight}",
        "%noun% %brand% für {breed_size}",
    ],
    "zh": [
        "%brand% %line%%noun% {protein_source} {food_weight}",
        "%brand%%noun% {life_stage} {food_weight}",
        "%noun% %brand%",
    ],
}

SENTENCES = {
    "en": [
        "The first ingredient is {protein_source}.",
        "Cooked with {protein_source} from one farm.",
        "[Free of chicken](!protein_source=chicken:negation), for dogs that scratch.",
        "Also loved with [salmon](!protein_source=salmon:other_variant), which you find on another page.",
        "A spoon of [trout](!protein_source=trout:serving) oil on top makes it shine.",
        "Made for {life_stage}.",
        "Life stage on the label: {life_stage}.",
        "For [puppies](!life_stage=puppy:other_variant) we cook a finer recipe.",
        "Suits {breed_size}.",
        "Bite size chosen for {breed_size}.",
        "@dry: For dogs [weighing {dog_weight}](dog_weight).",
        "@dry: The recipe was tested on a [32 kg](!dog_weight:anecdote; !food_weight:anecdote) shepherd called Bruno.",
        "The pack holds {food_weight}.",
        "You get {food_weight} in total.",
        "@dry: Feed [0.3 kg](!food_weight:dosage) a day and adjust to the waist.",
        "[No grain in the recipe](grain_free=yes), only vegetables.",
        "[Contains oats and barley](~grain_free=no) for steady energy.",
        "[With less grain than before](!grain_free=yes:near_miss), say the cooks.",
        "Analysis: [crude protein {crude_protein}](crude_protein), [crude fat {crude_fat}](crude_fat).",
        "[Protein {crude_protein}](crude_protein) keeps muscles in shape.",
        "[{crude_fat} fat](crude_fat) is enough for a day in the park.",
        "Of the meat, [70 %](!crude_protein:near_miss) is from the region.",
        "Label claim: {special_need}.",
        "Developed for {special_need}.",
        "It is [not a hypoallergenic diet](!special_need=hypoallergenic:negation); ask your vet.",
        "@wet: One tray of [{tin_count} units](tin_count) lasts a while.",
        "Comes as {food_pack}.",
        "A free [bucket](!food_pack=bucket:accessory) is yours from the third order on.",
        "Fresh water should always stand beside the bowl.",
        "Bruno, our office dog, gives it two paws up.",
        "Store it cool and close it well.",
    ],
    "de": [
        "Hauptzutat: {protein_source}.",
        "Für {breed_size} gemacht.",
        "Geeignet als: {life_stage}.",
        "Inhalt: {food_weight}.",
        "[Ohne Getreide gekocht](grain_free=yes).",
        "[Enthält Hafer](~grain_free=no).",
        "[Rohprotein {crude_protein}](crude_protein).",
        "[Nicht mit Huhn](!protein_source=chicken:negation).",
        "Kühl und trocken lagern.",
    ],
    "zh": [
        "主要成分为{protein_source}。",
        "适合{life_stage}。",
        "净含量{food_weight}。",
        "[不含谷物](grain_free=yes)。",
        "狗狗爱吃，请放阴凉处。",
    ],
}

ASSORTMENT = Assortment(
    root="dogfood",
    prefix="DOG",
    brands={
        "dogfood/dry": "Pfotenwerk, Barkley & Moor, Tundrapaw, Wangcai",
        "dogfood/wet": "Pfotenwerk, Rudolfo, Barkley & Moor",
        "dogfood/treats": "Rudolfo, Tundrapaw, Wangcai",
    },
    lines="Heath, Revier, Nordwind, Bowl, Hofgut, True Tail, Feldweg, Old Mill, Bravo, Wiese",
    leaves=LEAVES,
    titles=TITLES,
    sentences=SENTENCES,
    filler="Best before: see lid; Storage: dry; Delivery: 2 days; Made in: EU; Tax class: reduced; Vet code: none",
    spelled={
        ("food_weight", "4.8 kg"): "12 x 400 g / 12x400g / 4.8 kg / 4800 g",
        ("food_weight", "2.4 kg"): "6 x 400 g / 6x400g / 2.4 kg",
        ("food_weight", "9.6 kg"): "24 x 400 g / 9.6 kg",
        ("food_weight", "1.65 kg"): "11 x 150 g / 1.65 kg",
        ("food_weight", "3.3 kg"): "22 x 150 g / 3.3 kg",
        ("food_weight", "1.2 kg"): "12 x 100 g / 1.2 kg / 1200 g",
        ("food_weight", "4 kg"): "2 x 2 kg / 4 kg / 4kg",
    },
)
