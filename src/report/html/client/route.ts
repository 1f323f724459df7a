/// <reference lib="dom" />
/**
 * Runs in the page: shows the page that the address names. `#swapin/v1/04-munmap` is an element's id; the page around it
 * is shown, what is folded around it is opened, and it gets the focus. No fragment: all series, their matrices only.
 *
 * @param prepare called with a version's page before it is shown for the first time
 * @param reveal called with what is unfolded
 */
export function route(prepare: (page: HTMLElement) => void, reveal: (details: HTMLElement) => void): void {
  const prepared = new Set<HTMLElement>();
  const pages = [...document.querySelectorAll<HTMLElement>('.page')];
  const go = (): void => {
    const id = decodeURIComponent(location.hash.slice(1));
    // Lines of patches have their ids only when their page is prepared.
    const page =
      pages.find((one) => id === one.id || (one.classList.contains('version') && id.startsWith(`${one.id}/`))) ??
      document.getElementById(id)?.closest<HTMLElement>('.page');
    if (page?.classList.contains('version') && !prepared.has(page)) {
      prepared.add(page);
      prepare(page);
    }
    const target = id === '' ? null : (document.getElementById(id) ?? page);
    document.body.dataset.view = page ? (page.classList.contains('series') ? 'series' : 'version') : 'home';
    for (const one of pages) one.classList.toggle('shown', page ? one === page : one.classList.contains('series'));
    for (const link of document.querySelectorAll<HTMLAnchorElement>('nav a')) {
      const series = link.hash.slice(1);
      if (page && (page.id === series || page.id.startsWith(`${series}/`))) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    if (!target || !page) return;
    for (let at: HTMLElement | null = target; at; at = at.parentElement) {
      if (!(at instanceof HTMLDetailsElement)) continue;
      at.open = true;
      reveal(at);
    }
    const focus =
      target === page ? page.querySelector<HTMLElement>('h2') : (target.querySelector<HTMLElement>('.steps') ?? target);
    if (!focus) return;
    for (const old of document.querySelectorAll('.target')) old.classList.remove('target');
    if (target !== page) target.classList.add('target');
    for (const one of target === page ? [focus] : [target, focus]) if (one.tabIndex < 0) one.tabIndex = -1;
    focus.focus({ preventScroll: true });
    // After the layout of what was just shown.
    requestAnimationFrame(() => {
      focus.focus({ preventScroll: true });
      if (target === page) scrollTo(0, 0);
      else target.scrollIntoView({ block: 'start' });
    });
  };
  addEventListener('hashchange', go);
  go();
}
