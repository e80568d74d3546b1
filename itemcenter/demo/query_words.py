"""What shoppers type, by hand: lines `query ; leaf category ; ids of values it names`, and words nobody knows yet."""

#: Asked every week of the year, more or less.
STEADY = """
running shoes ; shoes/running ;
waterproof hiking boots ; shoes/hiking ;
white leather sneakers ; shoes/sneakers ; color/white upper_material/leather
black formal shoes ; shoes/formal ; color/black
vegan sneakers ; shoes/sneakers ;
gaming laptop 32 gb ; laptops/gaming ;
thin laptop 14 inch ; laptops/ultrabook ;
cheap student notebook computer ; laptops/student ;
2 in 1 laptop with pen ; laptops/convertible ;
laptop nordic keyboard ; laptops/business ;
coffee beans 1kg ; coffee/beans ;
espresso beans dark roast ; coffee/beans ; roast/dark-roast
ethiopia light roast ; coffee/beans ; origin/ethiopia roast/light-roast
decaf ground coffee ; coffee/ground ;
kaffeebohnen bio ; coffee/beans ;
instant coffee sticks ; coffee/instant ; packaging/stick-sachets
kapselo grande pods ; coffee/capsules ; capsule_system/kapselo-grande
bedside lamp dimmable ; lamps/table ;
brass floor lamp ; lamps/floor ; lamp_material/brass
pendant lamp over dining table ; lamps/pendant ; room/dining-room
desk lamp usb ; lamps/desk ; power_source/usb-power
stehlampe schwarz ; lamps/floor ; color/black
white matt wall paint 10 l ; paint/wall ; color/white paint_finish/matt
eggshell paint ; paint/wall ; paint_finish/eggshell
chalk free lime paint ; paint/wall ; paint_base/lime
black metal paint outdoor ; paint/metal ; color/black place_of_use/outdoors
gold spray paint ; paint/spray ; color/gold
wood stain dark brown ; paint/wood ; color/dark-brown
wandfarbe weiß ; paint/wall ; color/white
grain free puppy food ; dogfood/dry ; life_stage/puppy
senior dog food small breed ; dogfood/dry ; life_stage/senior breed_size/small-breeds
salmon kibble 12kg ; dogfood/dry ; protein_source/salmon
wet dog food trays ; dogfood/wet ; food_pack/aluminium-tray
hypoallergenic dog treats ; dogfood/treats ; special_need/hypoallergenic
hundefutter lamm ; dogfood/dry ; protein_source/lamb
dinosaur puzzle 100 pieces ; toys/puzzles ; toy_theme/dinosaurs
wooden building set 3 years ; toys/building ; toy_material/wood
board game 2 players ; toys/games ; players/2-players
washable teddy ; toys/plush ;
fire station bricks ; toys/building ; toy_theme/fire-brigade
spiel ab 6 jahre ; toys/games ;
induction frying pan 28 cm ; cookware/frying ; hobs/induction
cast iron casserole red ; cookware/casseroles ; pan_material/cast-iron color/red
ceramic non-stick pan ; cookware/frying ; coating/ceramic-coating
carbon steel wok ; cookware/woks ; pan_material/carbon-steel
stock pot 9 l with lid ; cookware/saucepans ;
pfanne ohne ptfe ; cookware/frying ;
18v drill without battery ; tools/drills ;
hammer drill 18v 4ah ; tools/drills ;
angle grinder 125 mm ; tools/grinders ;
jigsaw tool ; tools/jigsaws ;
orbital sander dust bag ; tools/sanders ; dust_extraction/dust-bag
akkuschrauber 12v ; tools/drills ;
velvet curtains green ; curtains/drapes ; fabric/velvet color/green
eyelet curtains 245 drop ; curtains/drapes ; header/eyelets
roller blind no drilling ; curtains/roller ; fixing/clamps
shower curtain 240 wide ; curtains/shower ;
net curtain white linen ; curtains/nets ; color/white fabric/linen
vorhang blickdicht ; curtains/drapes ;
hyaluronic serum 30 ml ; skincare/serums ; active_ingredient/hyaluronic-acid
fragrance free face cream ; skincare/creams ;
salicylic cleanser oily skin ; skincare/cleansers ; active_ingredient/salicylic-acid skin_type/oily-skin
gesichtscreme trockene haut ; skincare/creams ; skin_type/dry-skin
dotted notebook a5 ; paperware/notebooks ; ruling/dotted paper_size/a5
notebook ; ;
a4 writing pad lined ; paperware/pads ; paper_size/a4 ruling/lined
sticky notes yellow ; paperware/sticky ; color/yellow
leather journal ; paperware/notebooks ; cover/leather
notizbuch kariert ; paperware/notebooks ; ruling/squared
笔记本 ; ;
咖啡豆 ; coffee/beans ;
"""
#: `query ; leaf ; values ; week of the peak (0 to 51)`.
SEASONAL = """
sandals ; shoes/sandals ; ; 24
winter hiking boots ; shoes/hiking ; ; 46
cold brew cans ; coffee/cold ; ; 27
garden lights solar ; lamps/outdoor ; power_source/solar ; 20
fairy desk lamp gift ; lamps/desk ; ; 49
back to school laptop ; laptops/student ; ; 33
exterior wood stain ; paint/wood ; place_of_use/outdoors ; 17
radiator paint ; paint/metal ; ; 39
christmas board game ; toys/games ; ; 49
soft toy unicorn ; toys/plush ; toy_theme/unicorns ; 48
thermal curtains ; curtains/drapes ; ; 45
blackout blind nursery ; curtains/roller ; light_level/blackout ; 23
sunscreen spf 50 ; skincare/sun ; ; 25
sun spray sensitive skin ; skincare/sun ; skin_type/sensitive-skin ; 26
planner 2026 ; paperware/planners ; ; 51
exercise books lined ; paperware/notebooks ; ruling/lined ; 34
roasting pot ; cookware/casseroles ; ; 50
campfire pan ; cookware/frying ; hobs/open-fire ; 28
"""
#: Asked more and more, or less and less: `query ; leaf ; values`.
RISING = """
compostable coffee capsules ; coffee/capsules ;
insect protein dog food ; dogfood/dry ; protein_source/insect
brushless drill driver ; tools/drills ;
titanium wok ; cookware/woks ; pan_material/titanium
recycled polyester curtains ; curtains/drapes ; fabric/recycled-polyester
niacinamide serum ; skincare/serums ; active_ingredient/niacinamide
stapleless spiral notebook ; paperware/notebooks ; binding/spiral
clay paint ; paint/wall ; paint_base/clay
bioplastic building set ; toys/building ; toy_material/bioplastic
rechargeable table lamp ; lamps/table ; power_source/rechargeable-battery
anaerobic coffee ; coffee/beans ; process/anaerobic
peptides cream ; skincare/creams ; active_ingredient/peptides
"""
FALLING = """
b22 pendant lamp ; lamps/pendant ; socket/b22
hdd laptop ; laptops/student ; storage_type/hdd
ptfe frying pan ; cookware/frying ; coating/ptfe
solvent based metal paint ; paint/metal ; paint_base/solvent-based
pencil pleat curtains ; curtains/drapes ; header/pencil-pleat
retinol night cream ; skincare/creams ; active_ingredient/retinol time_of_day/night
corded sander ; tools/sanders ; tool_drive/mains
robusta coffee ; coffee/ground ; bean_type/robusta
imitation leather diary ; paperware/planners ; cover/imitation-leather
kangaroo dog treats ; dogfood/treats ; protein_source/kangaroo
"""
#: Words that the ontology lacks and that shoppers begin to use: `query ; leaf ; word`.
NEW = """
barefoot running shoes ; shoes/running ; barefoot
wide toe box sneakers ; shoes/sneakers ; wide toe box
carbon plate running shoes ; shoes/running ; carbon plate
oled laptop ; laptops/ultrabook ; oled
ai laptop npu ; laptops/ultrabook ; npu
rollable screen laptop ; laptops/convertible ; rollable screen
mushroom coffee ; coffee/ground ; mushroom
nitro coffee can ; coffee/cold ; nitro
half caff beans ; coffee/beans ; half caff
full spectrum desk lamp ; lamps/desk ; full spectrum
circadian lamp ; lamps/table ; circadian
magnetic wall paint ; paint/wall ; magnetic
anti mould paint ; paint/wall ; anti mould
chalkboard paint ; paint/wall ; chalkboard
freeze dried dog food ; dogfood/dry ; freeze dried
calming dog treats ; dogfood/treats ; calming
cold pressed kibble ; dogfood/dry ; cold pressed
magnetic building set ; toys/building ; magnetic
sensory toys ; toys/plush ; sensory
cooperative board game ; toys/games ; cooperative
weighted soft toy ; toys/plush ; weighted
graphene pan ; cookware/frying ; graphene
pfas free frying pan ; cookware/frying ; pfas free
hybrid honeycomb wok ; cookware/woks ; honeycomb
usb c drill ; tools/drills ; usb c charging
anti vibration grinder ; tools/grinders ; anti vibration
acoustic curtains ; curtains/drapes ; acoustic
honeycomb roller blind ; curtains/roller ; honeycomb
smart blind with app ; curtains/roller ; app controlled
bakuchiol serum ; skincare/serums ; bakuchiol
postbiotic face cream ; skincare/creams ; postbiotic
reef safe sunscreen ; skincare/sun ; reef safe
stone paper notebook ; paperware/notebooks ; stone paper
erasable notebook ; paperware/notebooks ; erasable
fountain pen friendly pad ; paperware/pads ; fountain pen friendly
"""
