/** The look of a page, on a light and on a dark screen, from a phone's width to a wide one, and on paper. */
export const STYLE = `
:root{color-scheme:light dark;--back:#fff;--fore:#1f2328;--soft:#59636e;--line:#d1d9e0;--box:#f6f8fa;--add:#1a7f37;--change:#9a6700;--destroy:#d1242f;--addback:#dafbe1;--changeback:#fff8c5;--destroyback:#ffebe9}
@media(prefers-color-scheme:dark){:root{--back:#0d1117;--fore:#e6edf3;--soft:#9198a1;--line:#3d444d;--box:#151b23;--add:#3fb950;--change:#d29922;--destroy:#f85149;--addback:#12261e;--changeback:#272115;--destroyback:#25171c}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--fore);font:15px/150% system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif}
main{max-width:1200px;margin:0 auto;padding:24px 16px}
h1{font-size:150%;line-height:130%;margin:.1em 0 .4em}
h2{font-size:115%;margin:2em 0 .6em;border-bottom:1px solid var(--line);padding-bottom:.3em}
p{margin:.3em 0}
.kicker,.names,.help,figcaption,footer{color:var(--soft)}
.warning{border-left:4px solid var(--change);background:var(--changeback);padding:.4em .8em}
.finding{display:grid;grid-template-columns:8.5em 1fr;gap:0 1em;padding:.45em 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
.topic{font-weight:600;color:var(--change)}
.topic.error{color:var(--destroy)}
ul{margin:.2em 0;padding-left:18px}
.wide{overflow-x:auto}
table{border-collapse:collapse;font-size:.92em;white-space:nowrap}
th,td{border:1px solid var(--line);padding:.3em .7em;text-align:left}
thead th{background:var(--box)}
tbody th{font-weight:600;white-space:normal;min-width:9em}
.risk{font-weight:600;color:var(--change)}
.risk.traffic,.risk.trust,.risk.destructive,.risk.not-read{color:var(--destroy)}
.risk.restart,.risk.none{color:var(--soft)}
details{border:1px solid var(--line);border-radius:6px;margin:.5em 0;padding:.4em .8em}
summary{cursor:pointer;font-weight:600}
pre{overflow-x:auto;background:var(--box);padding:.6em 0;margin:.6em 0 .2em;border-radius:4px;font:12.5px/145% ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre:not(.diff){padding:.6em .8em}
.diff span{display:block;width:max-content;min-width:100%;padding:0 .8em}
.diff .add{color:var(--add)}.diff .destroy{color:var(--destroy);background:var(--destroyback)}.diff .change{color:var(--change);background:var(--changeback)}.diff .remark{color:var(--soft)}
figure{margin:0}
figure svg{max-width:none;height:auto;color:var(--fore)}
footer{margin-top:2.5em;border-top:1px solid var(--line);padding-top:1em;font-size:.9em}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1em 1em;margin:0}
dd{margin:0;overflow-wrap:anywhere;font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
@media(max-width:600px){.finding{grid-template-columns:1fr}h1{font-size:125%}}
@media print{details{break-inside:avoid}.wide{overflow:visible}}
`;
