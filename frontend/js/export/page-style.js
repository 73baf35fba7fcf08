// How an exported report looks, in light and dark by what the reader's system prefers.

export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --ground: #fff; --wash: #f6f8fa; --good: #1a7f37; --bad: #b42318; --left: #0b63ce; --right: #8a4a00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --soft: #9aa4af; --line: #333b45; --ground: #14181d; --wash: #1c2229; --good: #56d364; --bad: #ff8a80; --left: #79b8ff; --right: #f0b36e; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 20px 16px 48px; max-width: 1200px; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 21px; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 16px; margin: 28px 0 8px; }
h3 { font-size: 14px; margin: 0 0 4px; }
.soft { color: var(--soft); font-size: 13px; overflow-wrap: anywhere; }
.verdict { margin: 12px 0; padding: 10px 14px; border-left: 4px solid var(--bad); background: var(--wash); font-size: 17px; overflow-wrap: anywhere; }
.verdict.same { border-color: var(--good); }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 340px), 1fr)); gap: 16px; }
.sides > * { min-width: 0; }
.left h3 { color: var(--left); } .right h3 { color: var(--right); }
pre { margin: 4px 0 10px; padding: 8px 10px; max-height: 420px; overflow: auto; background: var(--wash); border: 1px solid var(--line); border-radius: 6px; font: 12.5px/1.45 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
th, td { padding: 4px 8px; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
td.call { font: 12.5px/1.45 ui-monospace, monospace; overflow-wrap: anywhere; min-width: 220px; }
tr.differs td:first-child { border-left: 3px solid var(--bad); } tr.known td:first-child { border-left: 3px solid var(--soft); }
tr.differs td.kind, .denied-word { color: var(--bad); }
.bar { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin: 8px 0; }
input, select, button { font: inherit; color: inherit; background: var(--wash); border: 1px solid var(--line); border-radius: 6px; padding: 5px 9px; }
input { flex: 1 1 200px; min-width: 0; }
button { cursor: pointer; }
:focus-visible { outline: 2px solid var(--left); outline-offset: 1px; }
`;
