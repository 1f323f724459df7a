/// <reference lib="dom" />
/**
 * Runs in the page: steps through one run. A column per CPU, time downward, runs of unimportant steps folded; beside it
 * where the chosen step stands, what it holds and what it changed; and the same schedule on another version.
 */
import type { PageData } from '../book';
import type { Step } from './decode';

/** Steps [from, to) of one thread, folded into one row; a single step when `to` is `from + 1`. */
interface Item {
  readonly from: number;
  readonly to: number;
}

export function viewer(
  run: HTMLElement,
  stepsOf: (trace: number) => readonly Step[],
  { simplified, notes }: Pick<PageData, 'simplified' | 'notes'>,
  unpack: (packed: string) => readonly number[],
): void {
  type Child = Node | string;
  const make = (
    tag: string,
    properties: Readonly<Record<string, string>>,
    ...children: readonly Child[]
  ): HTMLElement => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  /** What a step does, wherever it stands: a line that only moved is no difference. */
  const key = (one: Step | undefined): string =>
    one ? JSON.stringify([one.thread, one.action, one.changed, one.omitted]) : '';

  const { dataset } = run;
  const number = dataset.t ?? '';
  const steps = stepsOf(Number(number));
  const others = dataset.o === undefined ? [] : stepsOf(Number(dataset.o));
  /** Numbers of the steps in the whole run, from 1. */
  const numbers = (all: readonly Step[]): number[] => {
    let number = 0;
    return all.map((one) => (number += 1 + one.omitted));
  };
  const ownNumbers = numbers(steps);
  const otherNumbers = numbers(others);
  const numberAt = (i: number): number => ownNumbers[i] ?? otherNumbers[i] ?? i + 1;
  const otherEnd = dataset.oe === undefined ? '' : (notes[Number(dataset.oe)] ?? '');
  let compare = false;
  let whole = false;
  let chosen = 0;
  const open = new Set<number>();
  const shown = new Set<number>();
  let at = 0;
  for (const distance of unpack(dataset.s ?? '')) shown.add((at += distance));
  const differs =
    others.length === 0
      ? -1
      : Array.from({ length: Math.max(steps.length, others.length) }, (_, i) => i).findIndex(
          (i) => key(steps[i]) !== key(others[i]),
        );

  let items: Item[] = [];
  let rows: HTMLElement[] = [];
  const list = make('div', {
    class: 'steps',
    role: 'listbox',
    tabindex: '0',
    'aria-label': `Steps of the run that ends in ${dataset.k ?? ''}`,
  });
  const side = make('div', {
    class: 'state',
    'aria-live': 'polite',
    role: 'group',
    'aria-label': 'State at the chosen step',
  });
  const button = (text: string, title: string, act: () => void): HTMLElement => {
    const made = make('button', { type: 'button', title }, text);
    made.addEventListener('click', act);
    return made;
  };
  const toggle = (text: string, change: (on: boolean) => void): HTMLElement => {
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.addEventListener('change', () => change(box.checked));
    return make('label', {}, box, ` ${text}`);
  };
  const bar = make(
    'div',
    { class: 'bar', role: 'toolbar', 'aria-label': 'Stepping' },
    button('⇤', 'first step (Home)', () => choose(0)),
    button('↑ k', 'step before (k or arrow up)', () => choose(chosen - 1)),
    button('↓ j', 'next step (j or arrow down)', () => choose(chosen + 1)),
    button('⇥', 'last step (End)', () => choose(items.length - 1)),
    button('⇄ n', 'next context switch (n)', () => nextSwitch()),
    toggle('every step', (on) => {
      whole = on;
      draw();
    }),
  );
  if (others.length > 0) {
    bar.append(
      toggle(`beside ${dataset.ov ?? ''}`, (on) => {
        compare = on;
        draw();
        const first = items.findIndex((one) => one.to > differs);
        if (on && differs >= 0) choose(first);
      }),
    );
  }
  bar.append(make('span', { class: 'dim keys' }, 'Enter opens a fold'));

  function fold(): Item[] {
    const out: Item[] = [];
    const length = compare ? Math.max(steps.length, others.length) : steps.length;
    const visible = (i: number): boolean =>
      whole || shown.has(i) || (compare && ((i >= differs - 1 && i < differs + 10) || i === others.length - 1));
    for (let i = 0; i < length;) {
      let end = i + 1;
      if (!visible(i) && !open.has(i)) {
        while (end < length && !visible(end) && !open.has(end) && same(i, end) && !gap(end)) end++;
      }
      out.push({ from: i, to: end });
      i = end;
    }
    return out;
  }

  /** The steps right before it are left out. */
  function gap(i: number): boolean {
    return (steps[i]?.omitted ?? 0) > 0 || (compare && (others[i]?.omitted ?? 0) > 0);
  }

  function same(a: number, b: number): boolean {
    return steps[a]?.thread === steps[b]?.thread && (!compare || others[a]?.thread === others[b]?.thread);
  }

  /** CPUs of a run with the threads on each. */
  function cpusOf(all: readonly Step[]): Map<number, string[]> {
    const cpus = new Map<number, string[]>();
    for (const step of all) {
      const threads = cpus.get(step.cpu) ?? [];
      if (!threads.includes(step.thread)) threads.push(step.thread);
      cpus.set(step.cpu, threads);
    }
    return new Map([...cpus].sort(([a], [b]) => a - b));
  }

  function draw(): void {
    const keep = items[chosen]?.from ?? 0;
    items = fold();
    const runs = compare ? [steps, others] : [steps];
    const columns = runs.map(cpusOf);
    const width = columns.reduce((sum, one) => sum + one.size, 0);
    list.style.setProperty('--columns', String(width));
    list.classList.toggle('many', width > 3);
    const head = make('div', { class: 'row head', 'aria-hidden': 'true' }, make('span', { class: 'n' }, 'step'));
    columns.forEach((cpus, side) => {
      for (const [cpu, threads] of cpus) {
        const version = compare ? `${(side === 0 ? dataset.v : dataset.ov) ?? ''}: ` : '';
        head.append(make('span', { class: side === 1 ? 'other' : '' }, `${version}CPU${cpu} ${threads.join(', ')}`));
      }
    });
    rows = items.map((item, index) => drawRow(item, index, runs, columns));
    list.replaceChildren(head, ...rows);
    choose(
      Math.max(
        0,
        items.findIndex((one) => keep >= one.from && keep < one.to),
      ),
      false,
    );
  }

  function drawRow(
    item: Item,
    index: number,
    runs: readonly (readonly Step[])[],
    columns: readonly ReadonlyMap<number, readonly string[]>[],
  ): HTMLElement {
    const row = make('div', { class: 'row', role: 'option', id: `run${number}-${index}`, 'aria-selected': 'false' });
    row.append(make('span', { class: 'n' }, String(numberAt(item.from))));
    const before = items[index - 1];
    runs.forEach((all, side) => {
      const step = all[item.from];
      const previous = before ? all[before.to - 1] : undefined;
      const switched = previous !== undefined && step !== undefined && previous.thread !== step.thread;
      if (side === 0 && switched) row.classList.add('switch');
      for (const [cpu, threads] of columns[side] ?? []) {
        const cell = make('span', { class: side === 1 ? 'other' : '' });
        if (step?.cpu === cpu) {
          if (switched)
            cell.append(
              make(
                'b',
                { class: 'to' },
                step.preempts ? `⇄ ${previous.thread} preempted, ${step.thread} runs` : `⇄ ${step.thread} runs`,
              ),
            );
          else if (threads.length > 1 && previous === undefined) cell.append(make('b', { class: 'to' }, step.thread));
          cell.append(make('span', { class: 'away' }, `CPU${cpu} ${step.thread}: `));
          if (step.omitted > 0) {
            cell.append(
              make('span', { class: 'fold' }, `… ${step.omitted} steps, which replay prints`),
              make('br', {}),
            );
          }
          if (item.to > item.from + 1) {
            cell.append(
              make(
                'span',
                { class: 'fold' },
                `▸ ${item.to - item.from} local steps${inside(all.slice(item.from, item.to))}`,
              ),
            );
          } else {
            const place = step.stack[0];
            if (switched || previous?.stack[0]?.fn !== place?.fn)
              cell.append(make('i', {}, `${place?.fn ?? ''}:`), ' ');
            if (place?.patch) cell.append(make('span', { class: 'by', title: `written by ${place.patch}` }, '+'), ' ');
            cell.append(told(step, all));
            for (const label of step.reached) cell.append(' ', make('span', { class: 'label' }, label));
            if (item.from === all.length - 1) {
              const end = side === 0 ? (dataset.k ?? '') : otherEnd;
              cell.append(' ', make('b', { class: side === 0 ? 'end' : 'end other' }, `⇐ ${end}`));
            }
          }
        }
        row.append(cell);
      }
    });
    if (compare && differs >= item.from && differs < item.to) {
      row.classList.add('differs');
      row.append(make('b', { class: 'mark' }, '≠ the first step that differs'));
    }
    row.addEventListener('click', () => {
      choose(index);
      if (item.to > item.from + 1) unfold(index);
    });
    return row;
  }

  /** What a step does; what is read from where nothing is any more has no meaning. */
  function told(step: Step, all: readonly Step[]): string {
    const meaningless =
      all === steps && step === all.at(-1) && /^(use-after-free|null-deref|wild-access)$/.test(dataset.k ?? '');
    return meaningless ? step.action.replace(/ = .*$/, '') : step.action;
  }

  /** The function that all of these are in. */
  function inside(some: readonly Step[]): string {
    const [first] = some;
    const common = first?.stack.find((place) => some.every((one) => one.stack.some((other) => other.fn === place.fn)));
    return common ? ` in ${common.fn}()` : '';
  }

  function unfold(index: number): void {
    const item = items[index];
    if (!item || item.to === item.from + 1) return;
    for (let i = item.from; i < item.to; i++) open.add(i);
    draw();
  }

  function choose(index: number, scroll = true): void {
    chosen = Math.min(Math.max(0, index), items.length - 1);
    rows.forEach((row, i) => row.setAttribute('aria-selected', String(i === chosen)));
    const row = rows[chosen];
    const item = items[chosen];
    if (!row || !item) return;
    list.setAttribute('aria-activedescendant', row.id);
    if (scroll) row.scrollIntoView({ block: 'nearest' });
    side.replaceChildren(...state(item));
  }

  function nextSwitch(): void {
    const found = rows.findIndex((row, i) => i > chosen && row.classList.contains('switch'));
    if (found >= 0) choose(found);
  }

  /** What is known after the last step of an item. */
  function state(item: Item): Child[] {
    const last = steps[item.to - 1];
    const out: Child[] = [];
    if (last) out.push(...stateOf(last, steps, item));
    if (compare) {
      const other = others[item.to - 1];
      out.push(make('h6', { class: 'other' }, `on ${dataset.ov ?? ''}`));
      if (other) out.push(...stateOf(other, others, item));
      else out.push(make('p', {}, `The run is over there: it ${otherEnd}.`));
    }
    return out;
  }

  function stateOf(step: Step, all: readonly Step[], item: Item): Child[] {
    const folded = item.to > item.from + 1;
    const own = all === steps ? ownNumbers : otherNumbers;
    const at = (i: number): number => own.at(i) ?? 0;
    const [place, ...callers] = step.stack;
    const out: Child[] = [
      make(
        'p',
        { class: 'where' },
        folded ? `steps ${at(item.from)} to ${at(item.to - 1)} of ${at(-1)}, ` : `step ${at(item.from)} of ${at(-1)}, `,
        make('b', {}, step.thread),
        ` on CPU${step.cpu}`,
      ),
      make('p', { class: 'what' }, make('code', {}, told(step, all))),
    ];
    const section = (title: string, ...content: Child[]): void => {
      out.push(make('h6', {}, title), ...content);
    };
    if (place) {
      section('source', make('pre', {}, place.text), make('p', { class: 'dim' }, `${place.fn}() in ${place.file}`));
      if (place.patch) out.push(make('p', { class: 'dim' }, `written by ${place.patch}, line ${place.line}`));
    }
    if (callers.length > 0) {
      section(
        'called from',
        make(
          'ol',
          {},
          ...callers.map((one) => make('li', {}, make('b', {}, `${one.fn}()`), ' ', make('code', {}, one.text))),
        ),
      );
    }
    const held = step.held.map((one) =>
      make('li', {}, make('code', {}, one.lock), one.write ? ' for write' : ' for read'),
    );
    section('holds', held.length > 0 ? make('ul', {}, ...held) : make('p', {}, 'no lock'));
    const some = all.slice(item.from, item.to).flatMap((one) => one.changed);
    const changed = some.map((one) =>
      make('li', {}, make('code', {}, one.name), ' ', make('del', {}, one.from), ' → ', make('ins', {}, one.to)),
    );
    section('memory that changed', changed.length > 0 ? make('ul', {}, ...changed) : make('p', {}, 'none'));
    section('CPU', make('p', {}, `irqs ${step.irqsOff ? 'off' : 'on'}, preemption ${step.preemptOff ? 'off' : 'on'}`));
    const notes = [...new Set(step.stack.map((one) => one.fn))].filter((fn) => Object.hasOwn(simplified, fn));
    if (notes.length > 0) {
      section(
        'in the model',
        make('ul', {}, ...notes.map((fn) => make('li', {}, make('b', {}, `${fn}()`), ` ${simplified[fn] ?? ''}`))),
      );
    }
    return out;
  }

  const keys: Readonly<Record<string, () => void>> = {
    j: () => choose(chosen + 1),
    ArrowDown: () => choose(chosen + 1),
    k: () => choose(chosen - 1),
    ArrowUp: () => choose(chosen - 1),
    Home: () => choose(0),
    End: () => choose(items.length - 1),
    PageDown: () => choose(chosen + 10),
    PageUp: () => choose(chosen - 10),
    n: nextSwitch,
    Enter: () => unfold(chosen),
    ' ': () => unfold(chosen),
  };
  // Where a run was just opened, its heading has the focus.
  const stepped = run.closest('details')?.querySelectorAll('.run').length === 1 ? run.closest('details') : run;
  stepped?.addEventListener('keydown', (event) => {
    const { target } = event;
    const inList =
      target === list || target === stepped || (/^[jkn]$/.test(event.key) && !(target instanceof HTMLInputElement));
    if (!inList) return;
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  });
  run.classList.add('live');
  run.append(bar, make('div', { class: 'viewer' }, list, side));
  draw();
}
