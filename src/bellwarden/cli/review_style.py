"""How the page of a review looks: light and dark, on a phone, on paper. Nothing is fetched."""

from typing import Final

# Contrast of text to its ground is at least 4.5 to 1, of marks 3 to 1 (WCAG 2.1, 1.4.3 and 1.4.11).
STYLE: Final = """
:root { color-scheme: light dark; --ink: #17202c; --ink-2: #465264; --ink-3: #5f6b7c; --paper: #fff; --sunken: #eef0f4;
  --line: #e1e5ea; --bar: #8592a4; --answered: #2553c4; --accent: #2553c4; --limit: #b3261e; --case: #875000;
  --report: #0b6375; --none: #17704a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7ebf1; --ink-2: #b0bac8; --ink-3: #8e9aab; --paper: #141b25;
  --sunken: #1b2430; --line: #283343; --bar: #64748b; --answered: #93b4ff; --accent: #93b4ff; --limit: #ff8f84;
  --case: #efb45c; --report: #69d0e1; --none: #62cf99; } }
body { font: 14px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 62rem;
  margin: 2rem auto; padding: 0 1rem; font-variant-numeric: tabular-nums; }
h1 { font-size: 1.3rem; line-height: 1.4; margin: 0 0 .3rem; } h2 { font-size: 1.1rem; margin: 2.2rem 0 .4rem;
  overflow-wrap: anywhere; } h3 { font-size: 1rem; margin: 1.1rem 0 .2rem; }
section { border-top: 1px solid var(--line); } .verdict { font-size: 1.15rem; font-weight: 600; margin: .2rem 0 .6rem; }
p { margin: .4rem 0; max-width: 46rem; } ul { margin: .3rem 0; padding-left: 1.3rem; } a { color: var(--accent); }
.faint { color: var(--ink-3); } .sure { color: var(--ink-2); }
table { border-collapse: collapse; width: 100%; margin: .4rem 0; } caption { text-align: left; color: var(--ink-3); }
th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--ink-3); font-weight: 500; } td:last-child, th:last-child { padding-right: 0; }
.n { text-align: right; white-space: nowrap; } .k { white-space: nowrap; } .w { overflow-wrap: anywhere; }
.limit { color: var(--limit); } .case { color: var(--case); } .report { color: var(--report); }
.none { color: var(--none); } figure { margin: .6rem 0; } figcaption { color: var(--ink-3); }
svg { display: block; } .over { width: 100%; height: 6rem; background: var(--sunken); }
.length { width: 100%; height: .7rem; margin-top: .3rem; }
rect.a { fill: var(--bar); } rect.b { fill: var(--answered); } .ends { display: flex; justify-content: space-between;
  color: var(--ink-3); font-size: .85rem; } .bars th, .bars td { border: 0; padding: .1rem .8rem .1rem 0; }
.bars td:nth-child(2) { width: 70%; } summary { cursor: pointer; color: var(--ink-2); padding: .3rem 0; }
.samples td { font-size: .9rem; }
@media (max-width: 46rem) { .cards, .cards tbody, .cards tr { display: block; } .cards thead { position: absolute;
  clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; } .cards tr { border-bottom: 1px solid var(--line);
  padding: .5rem 0; } .cards td { display: flex; justify-content: space-between; gap: 1rem; border: 0; padding: .1rem 0;
  text-align: right; white-space: normal; } .cards td[data-label]::before { content: attr(data-label);
  color: var(--ink-3); text-align: left; white-space: nowrap; } .cards td.first { justify-content: flex-start;
  text-align: left; font-weight: 600; } .cards td.why { text-align: left; justify-content: flex-start; }
  .cards td:empty { display: none; } summary { padding: .8rem 0; } .bars td:nth-child(2) { width: 55%; } }
@media print { :root { color-scheme: light; --ink: #17202c; --ink-2: #465264; --ink-3: #5f6b7c; --paper: #fff;
  --sunken: #fff; --line: #c9cfd8; --bar: #8592a4; --answered: #2553c4; --accent: #17202c; --limit: #b3261e;
  --case: #875000; --report: #0b6375; --none: #17704a; } body { margin: 0; max-width: none; font-size: 11px; }
  rect, svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; } h2, h3 { break-after: avoid; }
  tr, figure, li { break-inside: avoid; } section { break-inside: auto; } details { display: none; } }
"""
