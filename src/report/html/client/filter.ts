/// <reference lib="dom" />
/** Runs in the page: shows the questions of the matrices that a text, a verdict, a kind and a reviewer choose. */
export function filter(): void {
  const form = document.getElementById('filters');
  if (!(form instanceof HTMLFormElement)) return;
  const rows = [...document.querySelectorAll<HTMLTableRowElement>('table.matrix tbody tr')];
  const output = form.querySelector('output');
  const value = (name: string): string => {
    const field = form.elements.namedItem(name);
    return field instanceof HTMLInputElement || field instanceof HTMLSelectElement ? field.value : '';
  };
  /** Does the cell answer to the word: a verdict, a change, or whether it was expected? */
  const answers = (cell: HTMLTableCellElement, verdict: string, kind: string): boolean => {
    if (cell.textContent === '') return false;
    if (kind !== '' && !(cell.dataset.k ?? '').split(' ').includes(kind)) return false;
    if (verdict === '' || cell.classList.contains(verdict)) return true;
    if (verdict === 'expected') return cell.querySelector('.wrong') === null;
    if (verdict === 'unexpected') return cell.querySelector('.wrong') !== null;
    return cell.querySelector(`.c.${verdict}`) !== null;
  };
  const apply = (): void => {
    const text = value('text').trim().toLowerCase();
    const [verdict, kind, who] = [value('verdict'), value('kind'), value('who')];
    let shown = 0;
    for (const row of rows) {
      const cells = [...row.cells].slice(1);
      const fits =
        (text === '' || row.textContent.toLowerCase().includes(text)) &&
        (who === '' || (row.dataset.who ?? '').split('|').includes(who));
      let any = false;
      for (const cell of cells) {
        const hit = fits && answers(cell, verdict, kind);
        cell.classList.toggle('off', !hit && (verdict !== '' || kind !== ''));
        any ||= hit;
      }
      row.hidden = !any;
      if (any) shown++;
    }
    if (output) output.textContent = shown === rows.length ? '' : `${shown} of ${rows.length} questions`;
    for (const item of document.querySelectorAll<HTMLElement>('ul.items > li[data-who]')) {
      item.hidden = who !== '' && item.dataset.who !== who;
    }
    for (const chip of document.querySelectorAll<HTMLElement>('button[data-filter]')) {
      chip.setAttribute('aria-pressed', String(chip.dataset.filter === verdict));
    }
  };
  const verdicts = form.elements.namedItem('verdict');
  for (const chip of document.querySelectorAll<HTMLElement>('button[data-filter]')) {
    chip.addEventListener('click', () => {
      if (!(verdicts instanceof HTMLSelectElement)) return;
      const wanted = chip.dataset.filter ?? '';
      verdicts.value = verdicts.value === wanted ? '' : wanted;
      if (document.body.dataset.view === 'version') location.hash = '';
      apply();
    });
  }
  form.addEventListener('input', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => setTimeout(apply));
  document.addEventListener('keydown', (event) => {
    const typing = event.target instanceof Element && event.target.matches('input, select, textarea');
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const field = form.elements.namedItem('text');
    if (field instanceof HTMLElement && field.offsetParent !== null) {
      event.preventDefault();
      field.focus();
    }
  });
  form.hidden = false;
  apply();
}
