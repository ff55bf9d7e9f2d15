/** The page's whole style; light or dark as the reader's system has it. */
export const STYLE = `
:root { color-scheme: light dark; --bg: #ffffff; --fg: #1c2430; --dim: #5d6878; --line: #dde2e9; --card: #f6f8fa;
  --a: #0b66c3; --b: #b4540a; --good: #14713d; --bad: #b3202c; }
@media (prefers-color-scheme: dark) { :root { --bg: #12161c; --fg: #e4e9f0; --dim: #97a3b4; --line: #2b333f;
  --card: #1a2029; --a: #6cb2ff; --b: #ffab66; --good: #5fd38d; --bad: #ff7f88; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 60rem; background: var(--bg); color: var(--fg);
  font: 16px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0; } .dim, small { color: var(--dim); }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .35rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { font-weight: 600; color: var(--dim); font-size: .85rem; } td.n, th.n { text-align: right; white-space: nowrap; }
.met { color: var(--good); font-weight: 600; } .not-met { color: var(--bad); font-weight: 600; }
.not-measured { color: var(--dim); font-weight: 600; }
td.met, td.not-met, td.not-measured { white-space: nowrap; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(16rem, 40%), 1fr)); gap: .75rem; margin-top: 1rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .8rem; }
.card b { display: block; font-size: 1.3rem; } .card span { color: var(--dim); font-size: .85rem; }
figure { margin: 1rem 0; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem; }
figcaption { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .5rem; font-weight: 600; }
figcaption small { font-weight: 400; } svg { display: block; width: 100%; min-width: 34rem; height: auto; }
.grid { stroke: var(--line); } .tick { fill: var(--dim); font-size: 12px; } .end { text-anchor: end; }
.middle { text-anchor: middle; } .line { fill: none; stroke-width: 2.5; stroke-linejoin: round; }
.line.a { stroke: var(--a); } .line.b { stroke: var(--b); stroke-dasharray: 9 4; } .line.bad { stroke: var(--bad); }
.target { stroke: var(--fg); stroke-dasharray: 5 4; opacity: .6; }
.key { display: inline-block; width: .9rem; height: .25rem; margin-right: .35rem; vertical-align: middle; }
.key.a { background: var(--a); } .key.b { background: linear-gradient(90deg, var(--b) 60%, transparent 60%) 0 / 50% 100%; } .key.bad { background: var(--bad); }
.note { border-left: 4px solid var(--bad); padding: .4rem .8rem; background: var(--card); }
`;
