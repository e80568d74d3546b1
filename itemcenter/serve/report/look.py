"""Style and script of the page. Light and dark by the reader's choice, one column on a phone, black on paper."""

from __future__ import annotations

STYLE = """
:root{color-scheme:light dark;--bg:#fbfaf8;--card:#fff;--ink:#1d2126;--dim:#5e6670;--line:#e3e1dc;--accent:#0b6b74;
--merchant:#8a97a6;--machine:#0f8a8f;--human:#c2660a;--silent:#e9e6e0;--mark:#fff0a8;--bad:#b3372b}
@media (prefers-color-scheme:dark){:root{--bg:#14171a;--card:#1b1f23;--ink:#e6e8ea;--dim:#9aa4ae;--line:#2e343a;
--accent:#5fc6cc;--merchant:#6c7a89;--machine:#35b3b6;--human:#e39a4a;--silent:#30363c;--mark:#5b4b07;--bad:#ff8a7d}}
*{box-sizing:border-box}html{scroll-padding-top:3.4rem}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
main,header.top{max-width:70rem;margin:0 auto;padding:0 1.25rem}header.top{padding-top:2.2rem}
h1{font-size:1.8rem;line-height:1.2;margin:0 0 .3rem;letter-spacing:-.01em}
h2{font-size:1.25rem;margin:0 0 .25rem}h3{font-size:1rem;margin:1.4rem 0 .4rem}
p{margin:.25rem 0 .9rem;max-width:46rem}.dim,.note{color:var(--dim)}.note{font-size:.9rem}
nav{position:sticky;top:0;z-index:2;background:var(--bg);border-bottom:1px solid var(--line);margin-top:1.2rem}
nav ul{max-width:70rem;margin:0 auto;padding:.55rem 1.25rem;display:flex;gap:.25rem 1.1rem;overflow-x:auto;
list-style:none}nav a{white-space:nowrap}
a{color:var(--accent);text-decoration:none}a:hover,a:focus-visible{text-decoration:underline}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:1.3rem 1.4rem;margin:1.1rem 0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.7rem;margin:1.2rem 0 0;padding:0}
.tile{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:.8rem 1rem}
.tile dt{color:var(--dim);font-size:.85rem}.tile dd{margin:0;font-size:1.45rem;font-weight:600;line-height:1.25;white-space:nowrap}
.tile dd small{display:block;font-size:.8rem;font-weight:400;color:var(--dim);line-height:1.35;white-space:normal}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,25rem),1fr));gap:1rem 2rem}
figure{margin:.6rem 0}svg{width:100%;height:auto;display:block;overflow:visible}figure svg:not(.whole){max-width:46rem}
svg.whole{height:28px;border-radius:5px}
svg text{font-size:12px;fill:var(--dim)}svg text.axis{font-size:12px}.grid{stroke:var(--line)}
.ideal{stroke:var(--dim);stroke-dasharray:5 5}.curve{fill:none;stroke:var(--machine);stroke-width:1.5}
rect.merchant,circle.merchant{fill:var(--merchant)}rect.machine,circle.machine{fill:var(--machine)}
rect.human{fill:var(--human)}rect.silent{fill:var(--silent)}
.dot.merchant,i.merchant{background:var(--merchant)}.dot.machine,i.machine{background:var(--machine)}
.dot.human,i.human{background:var(--human)}.dot.silent,i.silent{background:var(--silent)}
.legend{list-style:none;margin:.5rem 0 0;padding:0;display:flex;flex-wrap:wrap;gap:.2rem 1.3rem;font-size:.9rem}
.dot{display:inline-block;width:.75em;height:.75em;border-radius:3px;margin-right:.45em}
.wide{overflow-x:auto;margin:.5rem -.3rem;padding:0 .3rem}.wide table{min-width:44rem}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{text-align:left;padding:.34rem .7rem .34rem 0;border-bottom:1px solid var(--line);vertical-align:top}
th{font-weight:600;color:var(--dim);font-size:.85rem;white-space:nowrap;position:relative}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}td.w{min-width:9rem;width:24%}
td,dd,.text{overflow-wrap:anywhere}
th button{all:unset;cursor:pointer;font:inherit;color:inherit}th button:focus-visible{outline:2px solid var(--accent)}
th[aria-sort=ascending] button::after{content:" ↑"}th[aria-sort=descending] button::after{content:" ↓"}
.meter{display:flex;height:.8em;margin-top:.36em;border-radius:3px;overflow:hidden;background:var(--silent)}
.meter i{display:block;height:100%}
.tools{display:flex;flex-wrap:wrap;gap:.4rem 1.2rem;align-items:center;margin:.8rem 0 0}
.tools input[type=search]{font:inherit;color:inherit;background:var(--bg);border:1px solid var(--line);
border-radius:7px;padding:.35rem .7rem;width:min(100%,18rem)}
.finder tr.rest{display:none}.all:checked~.wide tr.rest,.finder.searched tr.rest.hit{display:table-row}
.finder.searched tbody tr:not(.hit){display:none}.all{margin:.9rem .4rem 0 0}
article{border-top:1px solid var(--line);padding-top:.9rem;margin-top:1.1rem}
article:first-of-type{border:0;margin-top:0}article h3{margin:.1rem 0;font-weight:600}
.text{margin:.3rem 0;max-width:60rem}.text b{color:var(--dim);font-weight:500;font-size:.85rem;margin-right:.5em}
mark{background:var(--mark);color:inherit;border-radius:3px;padding:.05em .15em}
mark sup{font-size:.68em;color:var(--dim);margin-left:.12em;line-height:0}
.rows{columns:19rem;column-gap:2rem;list-style:none;padding:0;margin:.5rem 0;font-size:.92rem}
.rows li{break-inside:avoid;padding:.1rem 0;overflow-wrap:anywhere}.rows .dim{font-size:.85rem}
code{font-size:.88em;overflow-wrap:anywhere}
details summary{cursor:pointer;color:var(--accent)}footer{color:var(--dim);font-size:.85rem;padding:.6rem 0 2.5rem}
@media (max-width:40rem){body{font-size:15px}section{padding:1rem .95rem;border-radius:8px}
main,header.top{padding:0 .8rem}header.top{padding-top:1.3rem}nav ul{padding:.5rem .8rem}.tile dd{font-size:1.2rem}
svg text{font-size:17px}
svg text.axis{font-size:16px}.slim{display:none}}
@media print{:root{--bg:#fff;--card:#fff;--ink:#000;--dim:#444;--line:#ccc;--mark:#fff0a8;--silent:#e9e6e0;
--merchant:#8a97a6;--machine:#0f8a8f;--human:#c2660a}nav,.tools,.all,.all+label{display:none}
html{font-size:11px}body{font-size:1rem}section{border:0;padding:0;break-inside:auto}
.wide{overflow:visible}.wide table{min-width:0}th{white-space:normal}td{overflow-wrap:break-word}
figure,article,tr,thead{break-inside:avoid}h2,h3,h2+p,.legend+p{break-after:avoid}
details::details-content{content-visibility:visible;display:block}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""

#: Searching and sorting of long tables. Without it all tables can be read, and their rest be shown.
SCRIPT = """
document.querySelectorAll('.finder').forEach(function(box){
var body=box.querySelector('tbody'),find=box.querySelector('input[type=search]');
if(find){find.closest('.tools').hidden=false;find.addEventListener('input',function(){
var wanted=find.value.trim().toLowerCase(),hits=0;box.classList.toggle('searched',wanted!=='');
for(var row of body.rows){var hit=wanted!==''&&row.textContent.toLowerCase().includes(wanted);
row.classList.toggle('hit',hit);hits+=hit}
box.querySelector('output').textContent=wanted===''?'':hits+' found'})}
box.querySelectorAll('thead th').forEach(function(head,place){
var press=document.createElement('button');press.type='button';press.append(...head.childNodes);head.append(press);
press.addEventListener('click',function(){
var numbers=head.classList.contains('n'),down=head.getAttribute('aria-sort')!==(numbers?'descending':'ascending');
var up=numbers?!down:down;
box.querySelectorAll('th').forEach(function(other){other.removeAttribute('aria-sort')});
head.setAttribute('aria-sort',up?'ascending':'descending');
var limit=Number(box.dataset.shown),value=function(row){var cell=row.cells[place];
return numbers?parseFloat(cell.dataset.value||cell.textContent.replace(/[,%]/g,''))||0:cell.textContent.toLowerCase()};
Array.from(body.rows).sort(function(a,b){var x=value(a),y=value(b);return (x<y?-1:x>y?1:0)*(up?1:-1)})
.forEach(function(row,number){row.classList.toggle('rest',number>=limit);body.append(row)})})})});
"""
