/// <reference lib="dom" />
/**
 * Runs in the page: makes the patches of a version a table, with line numbers, whether a case runs the line, the findings
 * under their line, and buttons that open the model around a hunk.
 */
import type { PageData } from '../book';

export function patchLines(page: HTMLElement, data: PageData, unpack: (packed: string) => readonly number[]): void {
  const some = 20;
  for (const article of page.querySelectorAll<HTMLElement>('.patch[data-p]')) {
    const facts = data.patches[Number(article.dataset.p)];
    if (!facts) continue;
    delete article.dataset.p;
    const table = document.createElement('table');
    table.className = 'diff';
    const caption = table.createCaption();
    caption.className = 'away';
    caption.textContent = `${article.querySelector('h4')?.textContent ?? ''}, as a unified diff`;
    const boxes = [...article.querySelectorAll<HTMLElement>('.box')];
    const hunks = unpack(facts.hunks);
    const around = unpack(facts.around);
    const run = new Set(unpack(facts.run));
    const unrun = new Set(unpack(facts.unrun));
    let next = 0;
    const readLines = (): number[] => {
      const list: number[] = [];
      let follows = 0;
      for (let left = around[next++] ?? 0; left > 0; left--) {
        const distance = around[next++] ?? 0;
        const line = follows + (distance % 2 === 1 ? -(distance + 1) / 2 : distance / 2);
        list.push(line);
        follows = line + 1;
      }
      return list;
    };
    const texts = [...article.querySelectorAll<HTMLElement>('pre.hunk')];
    texts.forEach((text, index) => {
      let [line = 0, old = 0, fresh = 0] = hunks.slice(index * 3, index * 3 + 3);
      const [before, after] = [readLines(), readLines()];
      const body = table.createTBody();
      const file = text.previousElementSibling;
      if (file?.tagName === 'H5') {
        body.append(headRow('file', file.textContent));
        file.remove();
      }
      body.append(headRow('hunk', `@@ ${text.dataset.h ?? ''}`));
      more(body, before, true, old - before.length, fresh - before.length);
      const numbered = old > 0;
      for (const markup of text.innerHTML.replace(/\n$/, '').split('\n')) {
        const sign = markup[0];
        const row = body.insertRow();
        if (sign === '+') row.className = 'a';
        if (sign === '-') row.className = 'r';
        cell(row, numbered && sign !== '+' ? String(old) : '');
        cell(row, numbered && sign !== '-' ? String(fresh) : '');
        const ran = cell(row, run.has(line) ? '●' : unrun.has(line) ? '○ not run' : '');
        if (run.has(line)) ran.title = 'some case runs this line';
        if (unrun.has(line)) {
          ran.title = 'no case runs this line';
          ran.className = 'not';
        }
        row.insertCell().innerHTML = markup; // a line of the page's own text
        row.id = `${facts.id}:${line}`;
        for (const box of boxes.filter((one) => one.dataset.l === String(line))) {
          const below = body.insertRow();
          below.className = 'under';
          const wide = below.insertCell();
          wide.colSpan = 4;
          wide.append(box);
        }
        if (sign !== '+') old++;
        if (sign !== '-') fresh++;
        line++;
      }
      more(body, after, false, old, fresh);
    });
    texts[0]?.before(table);
    for (const text of texts) text.remove();
  }

  function headRow(kind: string, text: string): HTMLTableRowElement {
    const row = document.createElement('tr');
    row.className = kind;
    const head = document.createElement('th');
    head.colSpan = 4;
    head.scope = 'rowgroup';
    head.textContent = text;
    row.append(head);
    return row;
  }

  function cell(row: HTMLTableRowElement, text: string): HTMLTableCellElement {
    const made = row.insertCell();
    made.textContent = text;
    return made;
  }

  /** A row with a button that opens lines around the hunk, those next to it first. */
  function more(body: HTMLElement, all: readonly number[], before: boolean, old: number, fresh: number): void {
    if (all.length === 0) return;
    let [from, to] = [0, all.length];
    const row = document.createElement('tr');
    row.className = 'more';
    const button = document.createElement('button');
    button.type = 'button';
    const label = (): void => {
      const left = to - from;
      button.textContent = `${before ? '↑' : '↓'} show ${Math.min(some, left)} of ${left} lines ${before ? 'before' : 'after'}`;
      row.hidden = left === 0;
    };
    button.addEventListener('click', () => {
      const [first, end] = before ? [Math.max(from, to - some), to] : [from, Math.min(to, from + some)];
      const made = all.slice(first, end).map((line, at) => {
        const shown = document.createElement('tr');
        shown.className = 'context';
        cell(shown, String(old + first + at));
        cell(shown, String(fresh + first + at));
        cell(shown, '');
        shown.insertCell().innerHTML = ` ${data.lines[line] ?? ''}`; // markup of our lexer, escaped when the page was made
        return shown;
      });
      if (before) row.after(...made);
      else row.before(...made);
      [from, to] = before ? [from, first] : [end, to];
      label();
    });
    const wide = row.insertCell();
    wide.colSpan = 4;
    wide.append(button);
    label();
    body.append(row);
  }
}
