"""Words and phrases that sellers use for the same kind of thing: general English of retail, no data set's.

Each line holds equivalents, separated by ";". A category whose name contains one of them is also found by the others.
A release's own synonyms and terms come first and are exact; these are a fallback for releases that have none.
"""

from __future__ import annotations

EQUIVALENT_ROWS = """
jumper; pullover; sweater
t shirt; tee; tshirt
pant; trouser
sari; saree
tunic; kurta; kurti
bracelet; bangle
dress; frock; gown
nightgown; nightie; nighty; nightdress
pajama; pyjama
underpant; panty; knicker
underwear; undergarment; innerwear
undershirt; vest; baniyan
vest; waistcoat; gilet
hoodie; hooded sweatshirt
dungaree; overall; bib overall
romper; onesie; one piece
scarf; stole; dupatta; shawl
handkerchief; hanky
bathrobe; robe; dressing gown
swimsuit; swimming costume; swimwear; bathing suit
tracksuit; jogging suit; track pant
tie; necktie
bow tie; bowtie
beanie; woolly hat
hair band; hairband; headband
hair clip; barrette; hairpin
sunglass; goggle
eyeglass; spectacle; spectacle frame; eyeglass frame
earring; ear stud; jhumka; jhumki; ear ring
necklace; choker; neckpiece
pendant; locket
nose pin; nose ring; nose stud
wristwatch; wrist watch; watch
smartwatch; smart watch; fitness band
flat; ballerina; ballet flat; loafer; moccasin
heel; stiletto
sandal; flip flop
sneaker; trainer; canvas shoe; casual shoe
athletic shoe; running shoe; sport shoe; trainer
boot; wellie; wellington
slipper; house shoe
handbag; hand bag; purse
shoulder bag; sling bag; cross body bag; crossbody bag
wallet; billfold; card holder
backpack; rucksack; knapsack
duffel bag; holdall; gym bag; duffle
suitcase; trolley; travel bag; strolley
toiletry bag; wash bag; sponge bag
keychain; key chain; key ring; keyring
diaper; nappy
stroller; pushchair; pram; buggy
crib; cot
pacifier; dummy; soother
baby bottle; feeding bottle
flashlight; torch
faucet; tap; mixer tap
cooktop; hob
stove; cooker; range
vacuum; hoover; vacuum cleaner
dinnerware; crockery; dinner set
flatware; cutlery
cutting board; chopping board
cup; mug
glass; tumbler; glassware
skillet; frying pan; fry pan; tawa
cookware; pot and pan
sauce pan; saucepan
blender; mixer grinder; juicer mixer grinder
coffee maker; coffee machine; espresso machine
container; canister; jar
lunch box; tiffin; lunchbox
water bottle; sipper
thermos; thermo; vacuum flask; flask
comforter; duvet; quilt
bed sheet; bedsheet; bed linen
pillowcase; pillow cover; pillow sham
throw pillow; cushion; scatter cushion
cushion cover; pillow cover
blanket; dohar
mattress protector; mattress cover
rug; carpet; dhurrie
door mat; doormat
bath mat; bathmat
curtain; drape
towel; washcloth
sofa; couch; settee
armoire; wardrobe; almirah; closet
cabinet; cupboard
nightstand; bedside table
bookcase; bookshelf; book rack
ottoman; footstool; pouf; pouffe
tv stand; tv unit; tv bench; entertainment unit
dresser; chest of drawer
bean bag chair; bean bag
figurine; showpiece; statuette; idol; statue
sculpture; statue
wall art; poster; canvas print; painting; art print
decal; wall sticker; wall decal; sticker
picture frame; photo frame
candle; tealight
ornament; bauble
light string; fairy light; string light
light bulb; bulb; led bulb; lamp bulb
lamp; light
ceiling light; flush mount light; ceiling lamp
wall light; sconce; wall lamp
table lamp; bedside lamp
umbrella; parasol
planter; plant pot; flower pot
garbage bag; bin bag; trash bag; bin liner
trash can; dustbin; waste bin; rubbish bin
lawn mower; lawnmower
smartphone; mobile phone; cell phone; smart phone; handset; mobile
phone case; phone cover; mobile cover; back cover; flip cover; mobile case
screen protector; screen guard; tempered glass; screen protection
headphone; earphone; earbud; ear bud
in ear headphone; earphone; earbud; true wireless
speaker; soundbar; sound bar; subwoofer
microphone; mic
laptop; notebook computer; ultrabook; chromebook
desktop computer; tower pc; desktop pc; pc
tablet computer; tablet
e book reader; e reader; ereader; ebook reader
hard drive; hard disk; ssd; hdd; solid state drive; solid state
flash drive; pen drive; pendrive; usb stick; thumb drive
memory card; flash memory card; microsd; sd card
memory; ram
processor; cpu
graphic card; gpu; video card; graphics card
monitor; computer screen
television; tv
projector; beamer
remote control; remote
router; wifi router; wi fi router
modem; data card; dongle
power bank; powerbank; portable charger
charger; power adapter; adapter
power strip; extension lead; extension board; surge protector
cable; cord
usb cable; charging cable; data cable
mouse pad; mousepad
surveillance camera; security camera; cctv; ip camera
dash camera; dashcam; dash cam
video camera; camcorder
digital camera; mirrorless camera; dslr
webcam; web camera
game console; gaming console
game controller; gamepad; joystick
video game; pc game
printer; inkjet printer; laser printer
toner cartridge; toner
ink cartridge; ink
perfume; fragrance; eau de parfum; eau de toilette; edt; edp; cologne; parfum
body spray; body mist; deodorant
lipstick; lip color; lip colour
eyeliner; kajal; kohl
nail polish; nail lacquer; nail paint; nail enamel
moisturizer; moisturiser; face cream
lotion; body butter
facial cleanser; face wash; facewash; cleansing foam
sunscreen; sun cream; suncream; sunblock; sun lotion
face serum; serum
hair color; hair colour; hair dye
hair dryer; hairdryer; hair drier; blow dryer
hair straightener; flat iron
hair clipper; trimmer; beard trimmer
razor; shaver
massager; massage gun
supplement; vitamin; protein powder; whey protein
dumbbell; hand weight
bicycle; bike; cycle
racket; racquet
soccer; football
treadmill; running machine
puzzle; jigsaw
stuffed animal; teddy; plush toy; soft toy; plush
toy car; die cast; diecast; toy vehicle
remote control car; rc car; radio control car
building block; construction toy
board game; family game
pen; ballpoint; biro
notebook; diary; journal; notepad
tape; sellotape; sticky tape
wrapping paper; gift wrap
wrench; spanner
screwdriver; driver bit
drill; combi drill
tool set; tool kit; toolkit
tire; tyre
windshield; windscreen
car mat; floor mat
car cover; vehicle cover; body cover
car stereo; head unit; car audio
motor oil; engine oil
helmet; headgear
license plate; number plate
motorcycle; motorbike; bike
chip; crisp
cookie; biscuit
candy; sweet
soda; soft drink
nut butter; peanut butter
pasta; spaghetti; noodle; macaroni
coffee pod; coffee capsule
shrimp; prawn
zucchini; courgette
eggplant; aubergine
dog leash; dog lead; pet leash
aquarium; fish tank
cat tree; cat tower
cat scratcher; scratching post
ladder; step ladder
lock; padlock
blu ray; bluray
record; vinyl; lp
greeting card; note card
"""
