/// <reference lib="dom" />
/**
 * Runs in the page: puts its parts to work. What the page shows is in its tables already; the script shows one page at a
 * time, filters, steps through traces and opens context.
 */
import type { PageData } from '../book';
import type { decode } from './decode';
import type { filter } from './filter';
import type { patchLines } from './patch-lines';
import type { route } from './route';
import type { unpack } from './unpack';
import type { viewer } from './viewer';

export interface Parts {
  readonly decode: typeof decode;
  readonly filter: typeof filter;
  readonly patchLines: typeof patchLines;
  readonly route: typeof route;
  readonly unpack: typeof unpack;
  readonly viewer: typeof viewer;
}

export async function start(parts: Parts): Promise<void> {
  const { classList } = document.documentElement;
  classList.add('js');
  const data = await inflated(document.getElementById('data')?.textContent ?? '').catch(() => undefined);
  if (!data) {
    // A browser that cannot inflate shows what there is without a script.
    classList.replace('js', 'bare');
    for (const hidden of document.querySelectorAll('noscript')) {
      const told = document.createElement('div');
      told.innerHTML = hidden.textContent; // the page's own text
      hidden.replaceWith(told);
    }
    return;
  }
  let steps: ReturnType<typeof decode> | undefined;
  const stepsOf: ReturnType<typeof decode> = (trace) => (steps ??= parts.decode(data.traces, parts.unpack))(trace);

  const reveal = (details: HTMLElement): void => {
    if (!details.matches('.finding')) return;
    for (const run of details.querySelectorAll<HTMLElement>('.run:not(.live)')) {
      parts.viewer(run, stepsOf, data, parts.unpack);
    }
  };
  parts.filter();
  document.addEventListener(
    'toggle',
    (event) => {
      const details = event.target as HTMLElement; // `toggle` comes from elements
      if (details.matches('[open]')) reveal(details);
    },
    true,
  );
  const questions = new Map<string, string>();
  for (const head of document.querySelectorAll<HTMLElement>('th[data-case]')) {
    questions.set(head.dataset.case ?? '', head.querySelector('.q')?.textContent ?? '');
  }
  parts.route((page) => {
    parts.patchLines(page, data, parts.unpack);
    for (const command of page.querySelectorAll<HTMLElement>('pre.cmd')) addCopy(command);
    for (const note of page.querySelectorAll<HTMLElement>('[data-n]')) {
      const text = data.notes[Number(note.dataset.n)] ?? '';
      if (text !== '') note.append(note.textContent === '' ? text : `, ${text}`);
    }
    for (const head of page.querySelectorAll<HTMLElement>('tr[id] > th')) {
      const [series = '', , name = ''] = head.parentElement?.id.split('/') ?? [];
      const question = document.createElement('div');
      question.className = 'q';
      question.textContent = questions.get(`${series}/${name}`) ?? '';
      head.append(question);
    }
  }, reveal);

  /** Written by page.ts. */
  async function inflated(text: string): Promise<PageData> {
    const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    return JSON.parse(await new Response(stream).text()) as PageData;
  }

  function addCopy(command: HTMLElement): void {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = 'copy';
    button.addEventListener('click', () => {
      const done = (): void => {
        button.textContent = 'copied';
        setTimeout(() => (button.textContent = 'copy'), 1500);
      };
      // Where there is no clipboard, the text is selected for the reader to copy.
      const select = (): void => getSelection()?.selectAllChildren(command);
      if ('clipboard' in navigator) navigator.clipboard.writeText(command.textContent).then(done, select);
      else select();
    });
    const around = document.createElement('div');
    around.className = 'copyable';
    command.replaceWith(around);
    around.append(command, button);
  }
}
