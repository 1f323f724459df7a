/** The page's style sheet: light and dark, narrow and wide, screen and paper. Colour never says anything alone. */
export const styleText = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1d2126;--dim:#5b6470;--line:#d9dee4;--soft:#f4f6f8;--link:#0b57b0;
--crash:#b3261e;--crash-bg:#fdecea;--warn:#8a5a00;--warn-bg:#fff4dc;--pass:#1c6b3a;--pass-bg:#eaf6ee;--open:#5b4a9c;--open-bg:#f0edfa;
--add:#e7f6ea;--del:#fdecec;--mark:#fff3bf;--kw:#7a2a8c;--cm:#66707c;--lit:#8a3d00;--focus:#1667d9}
@media (prefers-color-scheme:dark){:root{--bg:#14171a;--fg:#e3e7eb;--dim:#98a2ad;--line:#30363d;--soft:#1c2126;--link:#7db7ff;
--crash:#ff8a80;--crash-bg:#3a1a18;--warn:#f3c265;--warn-bg:#352a12;--pass:#7fd39a;--pass-bg:#15291c;--open:#bbaaf5;--open-bg:#241f3a;
--add:#12301c;--del:#3a1a1c;--mark:#4a3f10;--kw:#d79bea;--cm:#8b96a1;--lit:#f0ab74;--focus:#7db7ff}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0 auto;padding:0 1.25rem 3rem;max-width:110rem;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
code,pre,.diff,.steps,.state code,table.t{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
code{font-size:.92em;overflow-wrap:anywhere}
a{color:var(--link);text-decoration-thickness:1px;text-underline-offset:2px}
h1{font-size:1.2rem;margin:0}h2{font-size:1.6rem;margin:1.5rem 0 .2rem;line-height:1.25}h3{font-size:1.15rem;margin:2rem 0 .5rem;padding-top:.8rem;border-top:1px solid var(--line)}
h4{font-size:1rem;margin:1rem 0 .25rem}h5{margin:1rem 0 .25rem;font-size:.95rem}h6{margin:.7rem 0 .1rem;font-size:.75rem;color:var(--dim);text-transform:uppercase;letter-spacing:.04em}
p{margin:.35rem 0}.lead{font-size:1.05rem}.dim,small{color:var(--dim);overflow-wrap:anywhere}small{display:block;font-size:.78rem;line-height:1.3}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px}
.away,.skip:not(:focus){position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
[hidden]{display:none!important}
header{padding:1rem 0 .5rem;border-bottom:1px solid var(--line)}
.facts{color:var(--dim);font-size:.88rem;max-width:90rem}
ul.chips,nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.4rem .5rem;margin:.5rem 0;padding:0;align-items:center}
ul.chips>li:not(:has(button)){padding:.1rem .5rem}
button,select,input{font:inherit;color:inherit;background:var(--soft);border:1px solid var(--line);border-radius:.4rem;padding:.2rem .55rem}
button{cursor:pointer}button:hover{border-color:var(--dim)}button[aria-pressed=true]{outline:2px solid var(--focus)}
.chip b{font-variant-numeric:tabular-nums}.chip.unexpected b,.chip.new b{color:var(--crash)}.chip.fixed b,.chip.expected b{color:var(--pass)}.chip.inconclusive b{color:var(--open)}
html:not(.js) .chip{border-color:transparent;background:none;cursor:default}
nav a{display:inline-block;padding:.15rem .7rem;border:1px solid var(--line);border-radius:1rem;text-decoration:none}nav a[aria-current]{background:var(--fg);color:var(--bg);border-color:var(--fg)}
.filters{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;padding:.6rem 0;font-size:.9rem}
.js body[data-view=version] .filters{display:none}
@media (scripting:enabled){.page{display:none}}.bare .page{display:block}
.js .page{display:none}.js .page.shown{display:block}
.js body[data-view=home] .series :is(h3,.items,.notes,h3+.dim){display:none}
.v{font-weight:600;white-space:nowrap}.v.crash,.s.confirmed{color:var(--crash)}.v.warn{color:var(--warn)}.v.pass,.s.refuted{color:var(--pass)}.v.inconclusive,.v.refused,.s.open{color:var(--open)}.s{font-weight:600}
.wrong{color:var(--crash)}
.c{font-weight:600}.c.new{color:var(--crash)}.c.fixed{color:var(--pass)}.c.still,.c.fewer{color:var(--dim)}
.wide{overflow-x:auto;max-width:100%}
table{border-collapse:collapse}
.matrix,.questions{font-size:.88rem;margin:.6rem 0}
.matrix th,.matrix td,.questions th,.questions td{border:1px solid var(--line);padding:.25rem .5rem;text-align:left;vertical-align:top}
.matrix thead th{background:var(--soft);white-space:nowrap}
.matrix tbody th{position:sticky;left:0;z-index:1;background:var(--bg);min-width:15rem;max-width:24rem;font-weight:600}
.q{font-weight:400;color:var(--dim)}
.matrix td{white-space:nowrap;min-width:5.2rem}.matrix td a{text-decoration:none;font-weight:600;display:block}.matrix td a:hover{text-decoration:underline}
.matrix td.off{opacity:.28}
td.crash{background:var(--crash-bg)}td.crash a{color:var(--crash)}td.warn{background:var(--warn-bg)}td.warn a{color:var(--warn)}td.pass{background:var(--pass-bg)}td.pass a{color:var(--pass)}td.inconclusive,td.refused{background:var(--open-bg)}td.inconclusive a,td.refused a{color:var(--open)}
.questions tbody th{font-weight:600;width:26%}.questions td:nth-child(2){white-space:nowrap}.questions td>div+div{margin-top:.4rem;border-top:1px dotted var(--line)}
tr.target,li.target,.target>summary{background:var(--mark)}
tr.target>th{background:var(--mark)!important}
.items{padding-left:0;list-style:none;max-width:75rem}.items>li{border-left:3px solid var(--line);padding:.1rem 0 .1rem .8rem;margin:.7rem 0}.items.brief>li{margin:.25rem 0}
q{quotes:"\\201c" "\\201d"}
.notes dt{font-weight:600;margin-top:.6rem}.notes dd{margin:0;max-width:75rem}
.beside{display:grid;grid-template-columns:minmax(16rem,1fr) minmax(0,2fr);gap:1rem 2rem;align-items:start}
.changes{padding-left:0;list-style:none;margin:.3rem 0;max-height:30rem;overflow:auto}.changes>li{margin:.25rem 0}.changes small{font-family:ui-monospace,Menlo,monospace}.crumbs{font-size:.88rem;margin:.8rem 0 -.8rem}.crumbs a+a{margin-left:.8rem}
pre{margin:.3rem 0;overflow-x:auto;font-size:.85rem}
pre.cmd{background:var(--soft);border:1px solid var(--line);border-radius:.4rem;padding:.4rem .6rem;margin:.3rem 0;white-space:pre}
.copyable{display:flex;gap:.5rem;align-items:start}.copyable pre{flex:0 1 auto;min-width:0}.copy{font-size:.8rem;margin-top:.3rem}
pre.said{white-space:pre-wrap;font-size:.85rem;color:var(--dim)}
.patch{max-width:100%;overflow-x:auto}
.diff{font-size:.82rem;line-height:1.45;width:100%;tab-size:8;border:1px solid var(--line)}
.diff td{padding:0 .4rem;vertical-align:top}.diff td:last-child{white-space:pre-wrap;overflow-wrap:anywhere;width:100%}
.diff td:nth-child(-n+2):not(:last-child){color:var(--dim);text-align:right;user-select:none;font-variant-numeric:tabular-nums}.diff td:nth-child(3):not(:last-child){white-space:nowrap;color:var(--pass);font-size:.75rem}.diff td.not{color:var(--warn)!important;font-weight:600}
.diff .a{background:var(--add)}.diff .r{background:var(--del)}.diff .context{background:var(--soft)}
.diff .file th{background:var(--fg);color:var(--bg);text-align:left;padding:.15rem .5rem}.diff .hunk th{background:var(--soft);color:var(--dim);text-align:left;padding:.15rem .5rem;font-weight:400}
.diff b{font-weight:600;color:var(--kw)}.diff i{color:var(--cm)}.diff u{text-decoration:none;color:var(--lit)}
.box{white-space:normal;font-family:system-ui,sans-serif;font-size:.9rem;background:var(--bg);border:1px solid var(--crash);border-left-width:5px;border-radius:.3rem;padding:.3rem .6rem;margin:.3rem 0 .3rem 4rem;max-width:60rem}.diff .box b{color:inherit}.box.need{border-color:var(--line)}.box.unneeded{border-color:var(--warn)}
pre.hunk b{font-weight:600;color:var(--kw)}pre.hunk i{color:var(--cm)}pre.hunk u{text-decoration:none;color:var(--lit)}pre.hunk{font-size:.82rem;line-height:1.45;tab-size:8;border:1px solid var(--line);margin:0 0 .4rem}pre.hunk ins,pre.hunk del{display:block;text-decoration:none;color:inherit;font-weight:400;background:var(--add)}pre.hunk del{background:var(--del)}
.diff .more button{font-size:.78rem;border:0;background:none;color:var(--link)}
.missed{border-left:3px solid var(--warn);padding-left:.8rem}
details{margin:.5rem 0}summary{cursor:pointer}
details.finding{border:1px solid var(--line);border-left:4px solid var(--crash);border-radius:.3rem;padding:.3rem .7rem}details.finding.warn{border-left-color:var(--warn)}details.finding[open]{padding-bottom:.8rem}
.bar{display:flex;flex-wrap:wrap;gap:.4rem .6rem;align-items:center;margin:.5rem 0;font-size:.88rem}
.viewer{display:grid;grid-template-columns:minmax(0,1fr) 22rem;gap:1rem;align-items:start}
.steps{position:relative;border:1px solid var(--line);border-radius:.3rem;overflow-x:auto;font-size:.8rem;line-height:1.45}
.row{display:grid;grid-template-columns:3.2rem repeat(var(--columns),minmax(13rem,1fr));border-top:1px solid transparent;cursor:default;scroll-margin:4rem;min-width:max-content}
@supports (width:min-content){.row{min-width:calc(3.2rem + var(--columns)*13rem)}}
.row>span{padding:.06rem .45rem;border-left:1px solid var(--line);overflow-wrap:anywhere}.row>.n{border-left:0;color:var(--dim);text-align:right;font-variant-numeric:tabular-nums}
.row.head{background:var(--soft);font-weight:600;position:sticky;top:0;border-bottom:1px solid var(--line);font-family:system-ui,sans-serif}
.row.switch{border-top:1px dashed var(--dim)}
.row[role=option]:hover{background:var(--soft)}.row[aria-selected=true]{background:var(--mark);outline:1px solid var(--focus);outline-offset:-1px}
.row.differs{border-top:2px solid var(--open)}.row .mark{grid-column:1/-1;color:var(--open);padding:0 .45rem .1rem}
.row .other{background:color-mix(in srgb,var(--open-bg) 55%,transparent)}
.to{display:block;color:var(--open);font-family:system-ui,sans-serif;font-size:.76rem}.fold{color:var(--dim)}.row i{color:var(--cm)}.label{color:var(--pass);border:1px solid currentColor;border-radius:.6rem;padding:0 .35rem;font-size:.7rem;white-space:nowrap}
.end{color:var(--crash)}.end.other{color:var(--open)}.by{color:var(--pass);font-weight:700}
.state{position:sticky;top:.5rem;max-height:calc(100vh - 1rem);overflow:auto;font-size:.86rem;border:1px solid var(--line);border-radius:.3rem;padding:.4rem .8rem .8rem}
.state ul,.state ol{margin:.1rem 0;padding-left:1.1rem}.state .what{font-size:1rem}.state pre{white-space:pre-wrap;background:var(--soft);padding:.2rem .4rem}.state h6.other{color:var(--open);border-top:1px solid var(--line);padding-top:.6rem;margin-top:1rem}
del{color:var(--dim)}ins{text-decoration:none;font-weight:600}
table.t{font-size:.8rem;margin:.4rem 0}table.t td,table.t th{padding:.05rem .5rem;text-align:left;vertical-align:top;border-left:1px solid var(--line)}table.t .w td{border-top:1px dashed var(--dim)}table.t i{color:var(--cm)}
footer{margin-top:3rem;color:var(--dim);font-size:.85rem}
@media (min-width:60rem){.steps:not(.many){overflow:visible}}
@media (max-width:60rem){.viewer,.beside{grid-template-columns:minmax(0,1fr)}.state{position:sticky;top:auto;bottom:0;max-height:38vh;background:var(--bg);box-shadow:0 -.3rem .6rem -.4rem #0006}}
@media (max-width:40rem){body{padding:0 .7rem 2rem;font-size:14px}.matrix tbody th{min-width:9.5rem;max-width:9.5rem}.matrix tbody th .q{font-size:.76rem}.questions,.questions tbody,.questions tr,.questions th,.questions td{display:block;width:auto!important}.questions thead{display:none}.questions th,.questions td{border:0;border-bottom:1px solid var(--line)}.diff td:nth-child(-n+2):not(:last-child){display:none}.row{grid-template-columns:2.4rem repeat(var(--columns),minmax(11rem,1fr));min-width:calc(2.4rem + var(--columns)*11rem)}.row.head .n{visibility:hidden}.filters label{flex:1 1 45%}.filters input,.filters select{width:100%}.keys{display:none}}
@media print{body{max-width:none;font-size:10pt}.filters,nav,.bar,.copy,.more,.skip{display:none!important}.wide,.patch,pre,.steps{overflow:visible}.matrix tbody th{position:static}.state{position:static;max-height:none}a{color:inherit}tr,.row{break-inside:avoid}}
`;
