"""Colour words, as data: canonical English name, basic family, spellings in English, German and Chinese.

Families are the eleven basic colour terms of English plus beige, gold, silver, metal, clear and multicolour, which
catalogs treat like basic ones. Fields are separated by ";", spellings by ",".
"""

from __future__ import annotations

COLOUR_ROWS = """
black; black; blk, schwarz, 黑, 黑色
jet black; black; deep black, tiefschwarz, 曜石黑, 亮黑色
midnight; black; midnight black, mitternachtsschwarz, 午夜色
onyx; black; onyx black, onyxschwarz, 玛瑙黑
ebony; black; ebenholz, 乌木色
white; white; wht, weiß, weiss, 白, 白色
off-white; white; off white, offwhite, altweiß, naturweiß, 米白, 米白色
ivory; white; elfenbein, elfenbeinfarben, 象牙白, 象牙色
pearl; white; pearl white, perlweiß, perlmutt, 珍珠白
snow white; white; schneeweiß, 雪白
eggshell; white; eierschale, 蛋壳色
alabaster; white; alabaster white, alabasterweiß
cream; beige; creme, cremefarben, cremeweiß, 奶油色, 奶白色
grey; grey; gray, gry, grau, 灰, 灰色
dark grey; grey; dark gray, dunkelgrau, 深灰, 深灰色
light grey; grey; light gray, hellgrau, 浅灰, 浅灰色
anthracite; grey; anthrazit, 炭灰, 炭灰色
charcoal; grey; charcoal grey, charcoal gray, holzkohle, 木炭色
graphite; grey; graphit, graphitgrau, graphite grey, graphite gray, 石墨, 石墨色
slate; grey; slate grey, slate gray, schiefer, schiefergrau, 石板灰
space grey; grey; space gray, spacegrau, 深空灰, 深空灰色
stone; grey; stone grey, steingrau, 石色
ash; grey; ash grey, aschgrau, 烟灰, 烟灰色
gunmetal; grey; gun metal, 枪色, 枪灰色
titanium; grey; titan, titangrau, titanium grey, 钛色, 钛灰
platinum; silver; platin, platinum grey, platinum gray, 铂金, 铂金色
silver; silver; slvr, silber, silbern, silberfarben, 银, 银色
chrome; silver; chrom, chromfarben, 铬色
steel; silver; stainless steel, edelstahl, edelstahlfarben, 不锈钢色
pewter; silver; zinn, zinnfarben
red; red; rot, 红, 红色
dark red; red; dunkelrot, 深红, 深红色
bright red; red; light red, hellrot, 大红, 大红色, 鲜红
crimson; red; karmesin, karmesinrot, 绯红
scarlet; red; scharlach, scharlachrot, 猩红
ruby; red; ruby red, rubin, rubinrot, 宝石红
burgundy; red; burgunder, burgunderrot, 勃艮第红
bordeaux; red; bordeauxrot, 波尔多红
wine red; red; wine, weinrot, 酒红, 酒红色
maroon; red; kastanienrot, 栗红
cherry red; red; cherry, kirschrot, 樱桃红
brick red; red; brick, ziegelrot, 砖红, 砖红色
rust; orange; rostrot, rostfarben, 铁锈色, 铁锈红
terracotta; orange; terra cotta, terrakotta, 陶土色
orange; orange; 橙, 橙色, 橘色, 桔色
burnt orange; orange; dunkelorange, dark orange, 焦橙色
peach; orange; pfirsich, pfirsichfarben, 桃色, 蜜桃色
apricot; orange; aprikose, apricotfarben, 杏色
coral; orange; koralle, korallenrot, 珊瑚色, 珊瑚红
salmon; pink; lachs, lachsfarben, 三文鱼色
amber; yellow; bernstein, bernsteinfarben, 琥珀, 琥珀色
copper; metal; kupfer, kupferfarben, 铜色, 红铜色
bronze; metal; bronzefarben, 青铜色, 古铜色
brass; metal; messing, messingfarben, 黄铜色
gold; gold; golden, goldfarben, 金, 金色
rose gold; gold; rosegold, roségold, 玫瑰金, 玫瑰金色
champagne; gold; champagner, champagnerfarben, 香槟色, 香槟金
yellow; yellow; ylw, gelb, 黄, 黄色
light yellow; yellow; pale yellow, hellgelb, 浅黄, 浅黄色
lemon; yellow; lemon yellow, zitronengelb, 柠檬黄
mustard; yellow; mustard yellow, senf, senfgelb, 芥末黄, 姜黄, 姜黄色
ochre; yellow; ocher, ocker, 赭色
sand; beige; sandfarben, 沙色
beige; beige; 米色, 卡其米
ecru; beige; écru, 本白
nude; beige; hautfarben, 裸色, 肤色
tan; brown; hellbraun, light brown, 浅棕, 浅棕色, 黄褐色
camel; brown; kamel, camelfarben, 驼色, 骆驼色
taupe; brown; graubraun, 灰褐色
khaki; beige; khakifarben, kakhi, 卡其, 卡其色
brown; brown; brn, braun, 棕, 棕色, 褐色, 咖色
dark brown; brown; dunkelbraun, 深棕, 深棕色
chocolate; brown; chocolate brown, schokobraun, schokolade, 巧克力色
coffee; brown; kaffeebraun, 咖啡色
mocha; brown; mokka, 摩卡, 摩卡色
cognac; brown; cognacbraun, 干邑色
caramel; brown; karamell, 焦糖色
chestnut; brown; kastanie, kastanienbraun, 栗色
mahogany; brown; mahagoni, 红木色
walnut; brown; nussbaum, nussbaumfarben, 胡桃色, 胡桃木色
oak; brown; eiche, eichefarben, 橡木色
natural; beige; natur, naturfarben, 原色, 原木色, 自然色
green; green; grn, grün, gruen, 绿, 绿色
dark green; green; dunkelgrün, 深绿, 深绿色
light green; green; hellgrün, 浅绿, 浅绿色
olive; green; olive green, oliv, olivgrün, 橄榄绿, 橄榄色
army green; green; military green, armeegrün, 军绿, 军绿色
forest green; green; waldgrün, 森林绿
emerald; green; emerald green, smaragd, smaragdgrün, 祖母绿
lime; green; lime green, limette, limettengrün, 青柠色
mint; green; mint green, minze, mintgrün, 薄荷绿, 薄荷色
sage; green; sage green, salbei, salbeigrün, 鼠尾草绿
moss green; green; moss, moosgrün, 苔绿, 苔藓绿
bottle green; green; flaschengrün, 墨绿, 墨绿色
neon green; green; neongrün, 荧光绿
pistachio; green; pistazie, pistaziengrün, 开心果绿
petrol; blue; petrolblau, petrol blue, 孔雀蓝
teal; blue; blaugrün, 水鸭色, 蓝绿色
turquoise; blue; türkis, tuerkis, 绿松石色, 青绿色
aqua; blue; aquamarine, aquamarin, 水蓝, 湖蓝
cyan; blue; cyanblau, 青色
blue; blue; blu, blau, 蓝, 蓝色
dark blue; blue; dunkelblau, deep blue, 深蓝, 深蓝色
light blue; blue; pale blue, hellblau, 浅蓝, 浅蓝色, 淡蓝色
sky blue; blue; sky, himmelblau, 天蓝, 天蓝色
baby blue; blue; babyblau, 婴儿蓝
ice blue; blue; eisblau, 冰蓝, 冰蓝色
navy; blue; navy blue, marine, marineblau, nachtblau, midnight blue, 藏青, 藏青色, 海军蓝
royal blue; blue; royal, königsblau, royalblau, 宝蓝, 宝蓝色
cobalt; blue; cobalt blue, kobalt, kobaltblau, 钴蓝
sapphire; blue; saphir, saphirblau, sapphire blue, 宝石蓝
denim; blue; denim blue, jeansblau, 牛仔蓝
indigo; blue; indigoblau, 靛蓝, 靛蓝色
steel blue; blue; stahlblau, 钢蓝
dusty blue; blue; taubenblau, 雾霾蓝
powder blue; blue; puderblau, 粉蓝
purple; purple; prpl, lila, 紫, 紫色
dark purple; purple; dunkellila, 深紫, 深紫色
light purple; purple; helllila, 浅紫, 浅紫色
violet; purple; violett, veilchenblau, 紫罗兰, 紫罗兰色
lavender; purple; lavendel, 薰衣草紫, 薰衣草色
lilac; purple; flieder, fliederfarben, 丁香紫, 丁香色
mauve; purple; malve, malvenfarben, 淡紫色
plum; purple; pflaume, pflaumenfarben, 梅子色
aubergine; purple; eggplant, auberginenfarben, 茄紫
magenta; pink; 品红, 洋红
fuchsia; pink; fuchsie, 紫红, 紫红色
pink; pink; pnk, rosa, 粉, 粉色, 粉红, 粉红色
hot pink; pink; neon pink, knallpink, 玫红, 玫红色
light pink; pink; pale pink, hellrosa, 浅粉, 浅粉色
dusty pink; pink; dusty rose, old rose, altrosa, 豆沙色, 藕粉色
rose; pink; rosé, rosenrot, 玫瑰色
blush; pink; blush pink, zartrosa, 裸粉
clear; clear; transparent, klar, durchsichtig, 透明, 透明色
frosted; clear; milchig, satiniert, 磨砂
multicolour; multicolour; multicolor, multi, multi-colour, multicoloured, multicolored, mehrfarbig, bunt, 彩色, 多色
rainbow; multicolour; regenbogen, regenbogenfarben, 彩虹色
"""
