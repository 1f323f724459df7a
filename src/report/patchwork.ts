/**
 * What was found as checks of Patchwork: for each modelled mail what a client posts to `/api/patches/<id>/checks/`, with
 * the Message-ID by which it finds the patch. The same mail may be modelled by several versions; each has a context of its own.
 */
import type { SeriesResult } from '../result';
import { mailsOf } from './mails';
import { verdictOfVersion } from './version-findings';

export interface PatchworkCheck {
  /** Without angle brackets. */
  readonly messageId: string;
  readonly check: {
    readonly state: 'success' | 'warning' | 'fail';
    /** A slug: letters, digits, `_` and `-`. */
    readonly context: string;
    readonly description: string;
    readonly target_url: string;
  };
}

/** @param url of the published HTML report; an empty text if there is none */
export function patchworkChecks(all: readonly SeriesResult[], url = ''): PatchworkCheck[] {
  const states = { pass: 'success', warn: 'warning', fail: 'fail' } as const;
  return all.flatMap((series) =>
    series.versions
      .filter((version) => !version.control)
      .flatMap((version) => {
        const verdict = verdictOfVersion(series, version);
        if (verdict === undefined) return [];
        return mailsOf(series, version).map((messageId) => ({
          messageId,
          check: {
            state: states[verdict.status],
            context: `patch-oracle-${series.series}-${version.name}`.replace(/[^A-Za-z0-9_-]/g, '-'),
            description: verdict.summary,
            target_url: url === '' ? '' : `${url}#${series.series}/${version.name}`,
          },
        }));
      }),
  );
}

export function renderPatchwork(all: readonly SeriesResult[], url = ''): string {
  return `${JSON.stringify({ schema: 1, checks: patchworkChecks(all, url) }, null, 1)}\n`;
}
